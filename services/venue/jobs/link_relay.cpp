// SPDX-License-Identifier: Apache-2.0
#include "services/venue/jobs/link_relay.hpp"

#include "services/mail/client/letters.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::venue {
namespace {

constexpr int kBatch = 50;
constexpr absl::Duration kCallTime = absl::Seconds(5);
// Longer than a whole batch takes when every call runs out of time.
constexpr absl::Duration kClaim = absl::Minutes(10);

absl::Time Soon() { return absl::Now() + kCallTime; }

// What no later try can mend. A quota that is used up is one of them: the mails of somebody who enters another's
// address again and again must not come the next day either.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) || absl::IsResourceExhausted(status);
}

}  // namespace

LinkRelay::LinkRelay(VenueStore& store, const Neighbours& neighbours,
                                     const platform::crypto::Signer& permits, const PublicAddress& address)
    : store_(store),
      neighbours_(neighbours),
      identity_(identity::v1::IdentityService::NewStub(neighbours_.identity.channel())),
      mail_(mail::v1::MailService::NewStub(neighbours_.mail.channel())),
      permits_(permits),
      address_(address) {}

absl::Status LinkRelay::Run(absl::Time now) {
  absl::Status first_failure = RunRegistrations(now);
  first_failure.Update(RunLogIns(now));
  return first_failure;
}

absl::Status LinkRelay::RunRegistrations(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<DueMail> mails, store_.ClaimMails(Soon(), now, now + kClaim, kBatch));
    for (const DueMail& mail : mails) first_failure.Update(Relay(WishOf(mail), now));
    if (mails.size() < kBatch) return first_failure;
  }
}

absl::Status LinkRelay::RunLogIns(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<DueLogInMail> mails, store_.ClaimLogInMails(Soon(), now, now + kClaim, kBatch));
    for (const DueLogInMail& mail : mails) {
      first_failure.Update(mail.known ? Relay(WishOf(mail), now) : store_.FinishLogInMail(Soon(), mail.log_in));
    }
    if (mails.size() < kBatch) return first_failure;
  }
}

LinkRelay::Wish LinkRelay::WishOf(const DueMail& mail) {
  return {.subject = mail.registration.ToString(),
          .purpose = identity::v1::LINK_PURPOSE_VENUE_REGISTRATION,
          .mail_template = "venue-registration",
          .url = &PublicAddress::ConfirmUrl,
          .mail_request = mail.mail_request,
          .sealed_contact = mail.sealed_contact,
          .quota_key = mail.quota_key,
          .domain_quota_key = mail.domain_quota_key,
          .network_quota_key = mail.network_quota_key,
          .attempts = mail.attempts,
          .expires_at = mail.expires_at,
          .finish = [this, id = mail.registration] { return store_.FinishMail(Soon(), id); },
          .postpone = [this, id = mail.registration](absl::Time until) {
            return store_.PostponeMail(Soon(), id, until);
          }};
}

LinkRelay::Wish LinkRelay::WishOf(const DueLogInMail& mail) {
  return {.subject = mail.log_in.ToString(),
          .purpose = identity::v1::LINK_PURPOSE_VENUE_LOG_IN,
          .mail_template = "venue-log-in",
          .url = &PublicAddress::LogInUrl,
          .mail_request = mail.mail_request,
          .sealed_contact = mail.sealed_contact,
          .quota_key = mail.quota_key,
          .domain_quota_key = mail.domain_quota_key,
          .network_quota_key = mail.network_quota_key,
          .attempts = mail.attempts,
          .expires_at = mail.expires_at,
          .finish = [this, id = mail.log_in] { return store_.FinishLogInMail(Soon(), id); },
          .postpone = [this, id = mail.log_in](absl::Time until) {
            return store_.PostponeLogInMail(Soon(), id, until);
          }};
}

absl::Status LinkRelay::Relay(const Wish& wish, absl::Time now) {
  if (wish.expires_at <= now) return wish.finish();
  const absl::Status sent = Send(wish);
  if (sent.ok()) return wish.finish();
  if (IsFinal(sent)) {
    platform::observe::Log(spdlog::level::warn, "mail refused",
                           {{"template", wish.mail_template}, {"subject", wish.subject}, platform::observe::Of(sent)});
    return wish.finish();
  }
  RETURN_IF_ERROR(wish.postpone(now + mail::PauseAfter(wish.attempts)));
  return sent;
}

absl::Status LinkRelay::Send(const Wish& wish) {
  ASSIGN_OR_RETURN(const std::string link, MakeLink(wish));
  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "venue",
                                                       .event_id = wish.subject,
                                                       .ring = vault::v1::RING_OPERATOR,
                                                       .template_name = wish.mail_template,
                                                       .expires = wish.expires_at},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(wish.mail_request.ToString());
  message.set_sealed_contact(wish.sealed_contact);
  (*message.mutable_parameters())["link"] = link;
  message.set_quota_key(wish.quota_key);
  message.set_domain_quota_key(wish.domain_quota_key);
  message.set_network_quota_key(wish.network_quota_key);
  const auto context = neighbours_.mail.Context(Soon());
  return platform::rpc::Ask(*mail_, &mail::v1::MailService::Stub::Enqueue, *context, request).status();
}

absl::StatusOr<std::string> LinkRelay::MakeLink(const Wish& wish) {
  identity::v1::CreateLinkRequest request;
  // A new one for each try: a retry of the same request would make void the link that an earlier try may have mailed.
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_purpose(wish.purpose);
  request.set_payload(wish.subject);
  *request.mutable_expire_time() = platform::rpc::ToTimestamp(wish.expires_at);
  const auto context = neighbours_.identity.Context(Soon());
  ASSIGN_OR_RETURN(const identity::v1::CreatedLink link,
                   platform::rpc::Ask(*identity_, &identity::v1::IdentityService::Stub::CreateLink, *context, request));
  return (address_.*wish.url)(link.token());
}

}  // namespace mimamori::venue
