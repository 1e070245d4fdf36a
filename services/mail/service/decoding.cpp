// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/decoding.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::mail {
namespace {

constexpr int kMostMessages = 500;
constexpr size_t kLargestContact = 1024;  // a sealed text of at most 512 bytes, and its frame
constexpr size_t kLargestPermit = 1024;
constexpr absl::Duration kFarthestEnd = absl::Hours(14 * 24);

absl::StatusOr<absl::Time> DecodeExpireTime(const v1::EnqueueRequest& request, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time end, platform::rpc::ParseTimestamp(request.has_expire_time(),
                                                                       request.expire_time(), "expire_time"));
  if (end <= now || end > now + kFarthestEnd) {
    return platform::BadField("expire_time", "EXPIRE_TIME_OUT_OF_RANGE", "expire_time is within the next 14 days");
  }
  return end;
}

std::string_view NameOf(vault::v1::Ring ring) {
  switch (ring) {
    case vault::v1::RING_VISIT: return "visit";
    case vault::v1::RING_PATIENT: return "patient";
    case vault::v1::RING_OPERATOR: return "operator";
    case vault::v1::RING_STAFF: return "staff";
    case vault::v1::RING_DESK: return "desk";
    default: return "";
  }
}

// Only what can be seen without a key; the vault verifies the signature before it opens anything.
absl::Status CheckPermit(const vault::v1::SignedPermit& signed_permit, const Template& mail) {
  vault::v1::DispatchPermit permit;
  const bool fits = signed_permit.permit().size() <= kLargestPermit && signed_permit.signature().size() == 64 &&
                    permit.ParseFromString(signed_permit.permit()) && permit.issuer() == mail.caller &&
                    permit.template_() == mail.name && NameOf(permit.ring()) == mail.ring;
  if (fits) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_FOR_THIS",
                           "the permit does not allow this template");
}

absl::Status CheckQuotaKey(std::string_view key, std::string_view field) {
  if (key.empty() || key.size() == 16) return absl::OkStatus();
  return platform::BadField(field, "MALFORMED_QUOTA_KEY", fmt::format("{} has 16 bytes or none", field));
}

absl::StatusOr<NewMail> DecodeMail(const v1::NewMessage& message, const Batch& batch, const OwnUrls& own,
                                   const ParameterBox& parameters) {
  NewMail mail;
  mail.id = MessageId::Random();
  ASSIGN_OR_RETURN(mail.request_id, platform::RequestId::Parse(message.request_id()));
  if (message.sealed_contact().empty() || message.sealed_contact().size() > kLargestContact) {
    return platform::BadField("sealed_contact", "MALFORMED_CONTACT", "sealed_contact has 1 to 1,024 bytes");
  }
  RETURN_IF_ERROR(CheckQuotaKey(message.quota_key(), "quota_key"));
  RETURN_IF_ERROR(CheckQuotaKey(message.domain_quota_key(), "domain_quota_key"));
  RETURN_IF_ERROR(CheckQuotaKey(message.network_quota_key(), "network_quota_key"));
  const Parameters given(message.parameters().begin(), message.parameters().end());
  RETURN_IF_ERROR(CheckParameters(*batch.mail, given, own));
  mail.sealed_contact = message.sealed_contact();
  mail.quota = {message.quota_key(), message.domain_quota_key(), message.network_quota_key()};
  mail.parameters = parameters.Seal(mail.id, batch.key_day, given);
  return mail;
}

}  // namespace

absl::StatusOr<std::string> DecodeGroup(std::string_view text) {
  const bool opaque = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (text.empty() || text.size() > 64 || !opaque) {
    return platform::BadField("group", "MALFORMED_ID", "group has 1 to 64 letters, digits, - and _");
  }
  return std::string(text);
}

absl::StatusOr<Batch> DecodeBatch(const v1::EnqueueRequest& request, const std::string& caller, absl::Time now,
                                  const OwnUrls& own, const ParameterBox& parameters) {
  Batch batch;
  batch.caller = caller;
  batch.now = now;
  ASSIGN_OR_RETURN(batch.mail, TemplateFor(request.template_(), caller));
  RETURN_IF_ERROR(CheckPermit(request.permit(), *batch.mail));
  if (request.messages().empty()) return platform::BadField("messages", "MISSING_FIELD", "messages is required");
  if (request.messages_size() > kMostMessages) {
    return platform::BadField("messages", "TOO_MANY_MESSAGES", fmt::format("at most {} messages", kMostMessages));
  }
  if (!request.group().empty()) {
    ASSIGN_OR_RETURN(batch.group, DecodeGroup(request.group()));
  }
  if (!request.area_code().empty()) {
    ASSIGN_OR_RETURN(const auto area, platform::AreaCode::Parse(request.area_code()));
    batch.area_code = area.ToString();
  }
  ASSIGN_OR_RETURN(batch.expire_time, DecodeExpireTime(request, now));
  batch.permit = request.permit().permit();
  batch.permit_signature = request.permit().signature();
  batch.key_day = absl::ToCivilDay(now, absl::UTCTimeZone());
  batch.mails.reserve(static_cast<size_t>(request.messages_size()));
  for (const v1::NewMessage& message : request.messages()) {
    ASSIGN_OR_RETURN(NewMail mail, DecodeMail(message, batch, own, parameters));
    batch.mails.push_back(std::move(mail));
  }
  return batch;
}

}  // namespace mimamori::mail
