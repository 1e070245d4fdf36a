// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/visitor_cookies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mimamori/visit/v1/cookies.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

namespace crypto = platform::crypto;

constexpr size_t kTagBytes = 16;
constexpr char kProofBound[] = "mimamori.visitor";
constexpr char kTicketBound[] = "mimamori.stay";
constexpr char kReceiptBound[] = "mimamori.receipt";
constexpr char kPlaceBound[] = "mimamori.record_place ";

std::string_view BoundOf(PassUse use) {
  return use == PassUse::kLink ? "mimamori.record_link" : "mimamori.record";
}

std::string Wrap(const platform::Secret& key, const google::protobuf::MessageLite& message, std::string_view bound) {
  return crypto::ToBase64Url(crypto::Encrypt(key, message.SerializeAsString(), bound));
}

template <class Message>
std::optional<Message> Unwrap(const platform::Secret& key, std::string_view cookie, std::string_view bound) {
  if (cookie.empty()) return std::nullopt;
  const auto bytes = crypto::FromBase64Url(cookie);
  if (!bytes.ok()) return std::nullopt;
  const auto plain = crypto::Decrypt(key, *bytes, bound);
  Message message;
  if (!plain.ok() || !message.ParseFromString(*plain)) return std::nullopt;
  return message;
}

v1::StayTicket Encode(const StayTicket& ticket) {
  v1::StayTicket message;
  message.set_service_day(static_cast<int32_t>(ticket.key.service_day - absl::CivilDay(1970, 1, 1)));
  message.set_stay_id(ticket.key.stay_id);
  message.set_browser_tag(ticket.browser.bytes);
  message.set_venue_number(ticket.venue.number());
  message.set_space(ticket.space);
  message.set_arrive_time(absl::ToUnixSeconds(ticket.arrived_at));
  return message;
}

StayTicket Decode(const v1::StayTicket& message) {
  return {.key = {.service_day = absl::CivilDay(1970, 1, 1) + message.service_day(), .stay_id = message.stay_id()},
          .browser = {message.browser_tag()}, .venue = VenueId(message.venue_number()), .space = message.space(),
          .arrived_at = absl::FromUnixSeconds(message.arrive_time())};
}

RequestId IdFrom(std::string_view bytes) {
  platform::Uuid uuid;
  std::copy_n(bytes.begin(), uuid.size(), uuid.begin());
  return RequestId(uuid);
}

}  // namespace

VisitorProof Confirmed(VisitorProof proof, absl::Time now) {
  proof.verified = true;
  proof.issued_at = now;
  proof.confirmed_at = now;
  return proof;
}

VisitorCookies::VisitorCookies(const platform::Secret& key, const platform::Secret& quota_key)
    : cookie_key_(crypto::DeriveKey(key, "cookie")),
      tags_(crypto::DeriveKey(key, "tag"), "mimamori.browser_tag"),
      proofs_(crypto::DeriveKey(key, "proof"), "mimamori.proof_id"),
      numbers_(crypto::DeriveKey(key, "number"), "mimamori.hand_over"),
      quotas_(quota_key) {}

std::string VisitorCookies::Write(const VisitorProof& proof) const {
  v1::VisitorProof message;
  message.set_proof_id(proof.proof_id);
  message.set_email_address(proof.address.Reveal());
  message.set_language(proof.language);
  message.set_verified(proof.verified);
  message.set_issue_time(absl::ToUnixSeconds(proof.issued_at));
  if (proof.verified) message.set_confirm_time(absl::ToUnixSeconds(proof.confirmed_at));
  return Wrap(cookie_key_, message, kProofBound);
}

std::string VisitorCookies::Write(const StayTicket& ticket) const {
  return Wrap(cookie_key_, Encode(ticket), kTicketBound);
}

absl::StatusOr<std::optional<VisitorProof>> VisitorCookies::ReadProof(std::string_view cookie, absl::Time now) const {
  const auto message = Unwrap<v1::VisitorProof>(cookie_key_, cookie, kProofBound);
  if (!message) return std::optional<VisitorProof>();
  const absl::Time issued_at = absl::FromUnixSeconds(message->issue_time());
  const absl::Time confirmed_at =
      message->confirm_time() == 0 ? issued_at : absl::FromUnixSeconds(message->confirm_time());
  if (IsExpired({.verified = message->verified(), .issued_at = issued_at, .confirmed_at = confirmed_at}, now)) {
    return platform::Failure(absl::StatusCode::kUnauthenticated, "PROOF_EXPIRED",
                             "this browser was confirmed too long ago; enter your address again", "visitor_cookie");
  }
  ASSIGN_OR_RETURN(platform::EmailAddress address, platform::EmailAddress::Parse(message->email_address()));
  return std::optional<VisitorProof>(VisitorProof{.proof_id = message->proof_id(), .address = std::move(address),
                                                  .language = message->language(), .verified = message->verified(),
                                                  .issued_at = issued_at, .confirmed_at = confirmed_at});
}

std::optional<StayTicket> VisitorCookies::ReadTicket(std::string_view cookie) const {
  const auto message = Unwrap<v1::StayTicket>(cookie_key_, cookie, kTicketBound);
  if (!message) return std::nullopt;
  return Decode(*message);
}

std::string VisitorCookies::Write(const RecordPass& pass, PassUse use) const {
  v1::RecordPass message;
  message.set_link_id(pass.link_id);
  message.set_email_address(pass.address.Reveal());
  message.set_expire_time(absl::ToUnixSeconds(pass.expires_at));
  message.set_consent_code(pass.consent_code);
  return Wrap(cookie_key_, message, BoundOf(use));
}

std::optional<RecordPass> VisitorCookies::ReadPass(std::string_view text, PassUse use) const {
  const auto message = Unwrap<v1::RecordPass>(cookie_key_, text, BoundOf(use));
  if (!message) return std::nullopt;
  auto address = platform::EmailAddress::Parse(message->email_address());
  if (!address.ok()) return std::nullopt;
  return RecordPass{.link_id = message->link_id(), .address = *std::move(address),
                    .expires_at = absl::FromUnixSeconds(message->expire_time()),
                    .consent_code = message->consent_code()};
}

std::string VisitorCookies::GiverOf(const platform::EmailAddress& address, std::string_view consent_code) const {
  return proofs_.Of(fmt::format("giver {} {}", consent_code, address.Folded()), kTagBytes);
}

std::string VisitorCookies::RecordLinkId(const RequestId& request, const platform::EmailAddress& address) const {
  return proofs_.Of("record link " + request.ToString() + address.Reveal(), kTagBytes);
}

RequestId VisitorCookies::RecordMailId(const RequestId& request, const platform::EmailAddress& address) const {
  return IdFrom(proofs_.Of("record mail " + request.ToString() + address.Reveal(), kTagBytes));
}

RequestId VisitorCookies::ReceiptMailId(const StayKey& stay, const platform::EmailAddress& address) const {
  return IdFrom(proofs_.Of(fmt::format("receipt mail {} {} {}", FormatDay(stay.service_day), stay.stay_id,
                                       address.Folded()), kTagBytes));
}

RequestId VisitorCookies::MailedStayId(std::string_view message_id, const platform::EmailAddress& from,
                                       std::string_view code) const {
  const std::string address = from.Reveal();
  return IdFrom(proofs_.Of(fmt::format("mailed stay {} {} {} {}", code, address.size(), address, message_id), kTagBytes));
}

std::string VisitorCookies::WriteReceipt(const StayTicket& ticket, absl::Time expires) const {
  v1::StayReceipt message;
  *message.mutable_ticket() = Encode(ticket);
  message.set_expire_time(absl::ToUnixSeconds(expires));
  return Wrap(cookie_key_, message, kReceiptBound);
}

std::optional<StayReceipt> VisitorCookies::ReadReceipt(std::string_view text) const {
  const auto message = Unwrap<v1::StayReceipt>(cookie_key_, text, kReceiptBound);
  if (!message) return std::nullopt;
  return StayReceipt{.ticket = Decode(message->ticket()), .expires_at = absl::FromUnixSeconds(message->expire_time())};
}

std::string VisitorCookies::WritePlace(const platform::EmailAddress& address, std::string_view place) const {
  return crypto::ToBase64Url(crypto::Encrypt(cookie_key_, place, kPlaceBound + address.Folded()));
}

std::optional<std::string> VisitorCookies::ReadPlace(const platform::EmailAddress& address,
                                                     std::string_view token) const {
  const auto bytes = crypto::FromBase64Url(token);
  if (!bytes.ok()) return std::nullopt;
  auto place = crypto::Decrypt(cookie_key_, *bytes, kPlaceBound + address.Folded());
  return place.ok() ? std::optional(*std::move(place)) : std::nullopt;
}

BrowserTag VisitorCookies::TagOf(std::string_view proof_id, absl::CivilDay service_day) const {
  return {tags_.Of(FormatDay(service_day) + std::string(proof_id), kTagBytes)};
}

std::string VisitorCookies::NewProofId(const RequestId& request, const platform::EmailAddress& address) const {
  return proofs_.Of(request.ToString() + address.Reveal(), kTagBytes);
}

std::string VisitorCookies::RenewedProofId(const RequestId& request, std::string_view proof_id) const {
  return proofs_.Of("renew " + request.ToString() + std::string(proof_id), kTagBytes);
}

HandOverNumbers VisitorCookies::NumbersOf(const BrowserTag& browser, absl::CivilDay service_day) const {
  return NumbersFrom(numbers_.Of(FormatDay(service_day) + browser.bytes));
}

}  // namespace mimamori::visit
