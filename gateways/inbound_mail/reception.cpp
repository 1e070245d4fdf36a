// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/reception.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gateways/inbound_mail/delivery_report.hpp"
#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::EqualsIgnoringCase;

constexpr size_t kScannedCode = 28, kTypedCode = 10, kBounceToken = 55;
constexpr std::string_view kBounce = "bounce-";

// The local part of an address of ours; empty for others.
std::string_view LocalPart(std::string_view recipient, std::string_view own_domain) {
  const size_t at = recipient.rfind('@');
  const bool ours = at != std::string_view::npos && EqualsIgnoringCase(recipient.substr(at + 1), own_domain);
  return ours ? recipient.substr(0, at) : std::string_view();
}

int64_t CountLetters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

// The code in a local part; mail systems and people change its case. "postmaster" has ten letters, too, but is somebody.
std::optional<std::string_view> CodeIn(std::string_view code) {
  if (EqualsIgnoringCase(code, "postmaster")) return std::nullopt;
  const auto letters = CountLetters(code);
  const auto hyphens = std::count(code.begin(), code.end(), '-');  // K7QP2-M9XD4, as it is printed
  const bool scanned = code.size() == kScannedCode && hyphens == 0;
  const bool typed = static_cast<size_t>(letters) == kTypedCode && hyphens <= 1;
  if (static_cast<size_t>(letters + hyphens) != code.size() || (!scanned && !typed)) return std::nullopt;
  return code;
}

// The token in a local part that a mail of ours comes back to.
std::optional<std::string_view> BounceTokenIn(std::string_view local_part) {
  if (!EqualsIgnoringCase(local_part.substr(0, kBounce.size()), kBounce)) return std::nullopt;
  const std::string_view token = local_part.substr(kBounce.size());
  if (token.size() != kBounceToken || CountLetters(token) != std::ssize(token)) return std::nullopt;
  return token;
}

bool MayPass(absl::StatusCode code) {
  return code != absl::StatusCode::kInvalidArgument && code != absl::StatusCode::kNotFound &&
         code != absl::StatusCode::kFailedPrecondition && code != absl::StatusCode::kAlreadyExists;
}

std::string ReasonOrCode(const absl::Status& status) {
  const std::string reason = platform::ReasonOf(status);
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

}  // namespace

Reply Reception::Judge(std::string_view recipient) const {
  const std::string_view local_part = LocalPart(recipient, trust_.own_domain);
  if (CodeIn(local_part) || BounceTokenIn(local_part)) return {250, "2.1.5 ok"};
  return {550, "5.1.1 no such address"};
}

absl::StatusOr<VisitorMail> Reception::ReadAsVisitorMail(const Delivery& delivery) const {
  const auto refused = [](std::string_view reason, std::string_view sentence) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, reason, sentence);
  };
  if (delivery.too_large) return refused("MAIL_TOO_LARGE", "the mail is too large");
  if (delivery.bare_ends) return refused("MAIL_MALFORMED", "the mail's lines don't end as they should");
  return ReadVisitorMail(delivery.mail, delivery.sender.empty(), trust_);
}

std::vector<Reply> Reception::Deliver(const Delivery& delivery) const {
  const auto mail = ReadAsVisitorMail(delivery);
  std::vector<Reply> replies;
  for (const std::string& recipient : delivery.recipients) {
    if (const auto token = BounceTokenIn(LocalPart(recipient, trust_.own_domain))) {
      replies.push_back(RecordReport(*token, delivery.mail));
      continue;
    }
    if (!mail.ok()) {
      replies.push_back(Drop(platform::ReasonOf(mail.status())));
      continue;
    }
    const auto sender = platform::EmailAddress::Parse(delivery.sender);
    const bool told = mail->verified && sender.ok() && sender->Folded() == mail->from.Folded();
    replies.push_back(CheckInAt(recipient, *mail, told));
  }
  return replies;
}

Reply Reception::CheckInAt(std::string_view recipient, const VisitorMail& mail, bool told) const {
  const auto code = CodeIn(LocalPart(recipient, trust_.own_domain));
  if (!code) return Drop("CODE_UNKNOWN");
  visit::v1::CheckInByMailRequest request;
  request.set_message_id(mail.message_id);
  request.set_code(std::string(*code));
  request.set_email_address(mail.from.Reveal());
  request.set_verified(mail.verified);
  request.set_language(mail.language);
  if (mail.received_at) request.mutable_receive_time()->set_seconds(absl::ToUnixSeconds(*mail.received_at));
  const absl::Status kept = services_.check_in(request);
  if (kept.ok()) {
    ended_({.result = "kept", .reason = ""});
    return {250, "2.0.0 kept"};
  }
  const std::string reason = ReasonOrCode(kept);
  // Who is flooded from a domain that nobody vouches for keeps none of it for later.
  if (kept.code() == absl::StatusCode::kResourceExhausted && !mail.verified) return Drop(reason);
  if (MayPass(kept.code())) return Later(reason);
  if (!told) return Drop(reason);
  ended_({.result = "refused", .reason = reason});
  return {550, fmt::format("5.7.1 {}: {}", reason, std::string(kept.message()))};
}

// A report may be cut off, or about a mail that still may arrive; it is never answered, only put off while mail is away.
Reply Reception::RecordReport(std::string_view token, std::string_view mail) const {
  const auto report = ReadDeliveryReport(mail);
  if (!report) return Drop("REPORT_UNCLEAR");
  if (report->outcome == DeliveryReport::Outcome::kDelayed) return Drop("REPORT_DELAYED");
  if (report->outcome == DeliveryReport::Outcome::kDelivered) return Drop("REPORT_DELIVERED");
  mail::v1::RecordBounceRequest request;
  request.set_token(std::string(token));
  request.set_status(report->status);
  request.set_smtp_code(report->smtp_code);
  const absl::Status kept = services_.record_bounce(request);
  if (kept.ok()) {
    ended_({.result = "bounced", .reason = ""});
    return {250, "2.0.0 kept"};
  }
  return MayPass(kept.code()) ? Later(ReasonOrCode(kept)) : Drop(ReasonOrCode(kept));
}

Reply Reception::Later(std::string_view reason) const {
  ended_({.result = "later", .reason = std::string(reason)});
  return {451, fmt::format("4.3.0 not now: {}", reason)};
}

Reply Reception::Drop(std::string_view reason) const {
  ended_({.result = "dropped", .reason = std::string(reason)});
  return {250, fmt::format("2.0.0 taken, and nothing done: {}", reason)};
}

}  // namespace mimamori::inbound_mail
