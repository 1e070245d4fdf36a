// SPDX-License-Identifier: Apache-2.0
#include "services/venue/jobs/registration_relay.hpp"

#include <algorithm>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::venue {
namespace {

constexpr int kBatch = 50;
constexpr absl::Duration kCallTime = absl::Seconds(5);
// Longer than a whole batch takes when every call runs out of time.
constexpr absl::Duration kClaim = absl::Minutes(10);
constexpr absl::Duration kFirstPause = absl::Seconds(5);
constexpr absl::Duration kLongestPause = absl::Minutes(10);
constexpr char kTemplate[] = "venue-registration";

absl::Time Soon() { return absl::Now() + kCallTime; }

absl::Duration PauseAfter(int attempts) { return std::min(kLongestPause, kFirstPause * (1 << std::min(attempts, 10))); }

// What no later try can mend. A quota that is used up is one of them: the mails of somebody who enters another's
// address again and again must not come the next day either.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) || absl::IsResourceExhausted(status);
}

}  // namespace

RegistrationRelay::RegistrationRelay(VenueStore& store, const Neighbours& neighbours,
                                     const platform::crypto::Signer& permits, const PublicAddress& address)
    : store_(store),
      neighbours_(neighbours),
      identity_(identity::v1::IdentityService::NewStub(neighbours_.identity.channel())),
      mail_(mail::v1::MailService::NewStub(neighbours_.mail.channel())),
      permits_(permits),
      address_(address) {}

absl::Status RegistrationRelay::Run(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<DueMail> mails, store_.ClaimMails(Soon(), now, now + kClaim, kBatch));
    for (const DueMail& mail : mails) first_failure.Update(Relay(mail, now));
    if (mails.size() < kBatch) return first_failure;
  }
}

absl::Status RegistrationRelay::Relay(const DueMail& mail, absl::Time now) {
  if (mail.expires_at <= now) return store_.FinishMail(Soon(), mail.registration);
  const absl::Status sent = Send(mail);
  if (sent.ok()) return store_.FinishMail(Soon(), mail.registration);
  if (IsFinal(sent)) {
    platform::observe::Log(spdlog::level::warn, "registration mail refused",
                           {{"registration", mail.registration.ToString()}, platform::observe::Of(sent)});
    return store_.FinishMail(Soon(), mail.registration);
  }
  RETURN_IF_ERROR(store_.PostponeMail(Soon(), mail.registration, now + PauseAfter(mail.attempts)));
  return sent;
}

absl::Status RegistrationRelay::Send(const DueMail& mail) {
  ASSIGN_OR_RETURN(const std::string link, MakeLink(mail));
  vault::v1::DispatchPermit permit;
  permit.set_issuer("venue");
  permit.set_event_id(mail.registration.ToString());
  permit.set_ring(vault::v1::RING_OPERATOR);
  permit.set_template_(kTemplate);
  *permit.mutable_expire_time() = platform::rpc::ToTimestamp(mail.expires_at);

  mail::v1::EnqueueRequest request;
  request.set_template_(kTemplate);
  *request.mutable_expire_time() = platform::rpc::ToTimestamp(mail.expires_at);
  request.mutable_permit()->set_permit(permit.SerializeAsString());
  request.mutable_permit()->set_signature(permits_.Sign("mimamori.permit.v1", request.permit().permit()));
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(mail.mail_request.ToString());
  message.set_sealed_contact(mail.sealed_contact);
  (*message.mutable_parameters())["link"] = link;
  message.set_quota_key(mail.quota_key);
  message.set_domain_quota_key(mail.domain_quota_key);
  const auto context = neighbours_.mail.Context(Soon());
  return platform::rpc::Ask(*mail_, &mail::v1::MailService::Stub::Enqueue, *context, request).status();
}

absl::StatusOr<std::string> RegistrationRelay::MakeLink(const DueMail& mail) {
  identity::v1::CreateLinkRequest request;
  // A new one for each try: a retry of the same request would make void the link that an earlier try may have mailed.
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_purpose(identity::v1::LINK_PURPOSE_VENUE_REGISTRATION);
  request.set_payload(mail.registration.ToString());
  *request.mutable_expire_time() = platform::rpc::ToTimestamp(mail.expires_at);
  const auto context = neighbours_.identity.Context(Soon());
  ASSIGN_OR_RETURN(const identity::v1::CreatedLink link,
                   platform::rpc::Ask(*identity_, &identity::v1::IdentityService::Stub::CreateLink, *context, request));
  return address_.ConfirmUrl(link.token());
}

}  // namespace mimamori::venue
