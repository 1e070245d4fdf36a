// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/invitation_relay.hpp"

#include "services/mail/client/letters.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::observation {
namespace {

constexpr int kBatch = 50;
constexpr absl::Duration kCallTime = absl::Seconds(5);
// Longer than a whole batch takes when every call runs out of time.
constexpr absl::Duration kClaim = absl::Minutes(15);
constexpr char kTemplate[] = "diary-invitation";

absl::Time Soon() { return absl::Now() + kCallTime; }

// What no later try can mend: the case or its address went, or the mail is refused.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status);
}

}  // namespace

InvitationRelay::InvitationRelay(InvitationStore& store, const Neighbours& neighbours, const DiaryLinks& links,
                                 const platform::crypto::Signer& permits)
    : store_(store),
      neighbours_(neighbours),
      registry_(registry::v1::ContactService::NewStub(neighbours_.registry.channel())),
      mail_(mail::v1::MailService::NewStub(neighbours_.mail.channel())),
      links_(links),
      permits_(permits) {}

absl::Status InvitationRelay::Run(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<InvitationMail> mails, store_.ClaimMails(Soon(), now, now + kClaim, kBatch));
    for (const InvitationMail& mail : mails) first_failure.Update(Relay(mail, now));
    if (mails.size() < kBatch) return first_failure;
  }
}

absl::Status InvitationRelay::Relay(const InvitationMail& mail, absl::Time now) {
  const InvitationId& id = mail.invitation.id;
  if (StateOf(mail.invitation, now) != InvitationState::kOpen) return store_.FinishMail(Soon(), id);
  const absl::Status sent = Send(mail);
  if (sent.ok()) return store_.FinishMail(Soon(), id);
  if (IsFinal(sent)) {
    platform::observe::Log(spdlog::level::err, "an invitation's mail was refused",
                           {{"invitation", id.ToString()}, platform::observe::Of(sent)});
    return store_.FinishMail(Soon(), id);
  }
  RETURN_IF_ERROR(store_.PostponeMail(Soon(), id, now + mail::PauseAfter(mail.attempts)));
  return sent;
}

absl::Status InvitationRelay::Send(const InvitationMail& mail) {
  const Invitation& invitation = mail.invitation;
  registry::v1::FindContactsRequest asked;
  asked.add_case_ids(invitation.case_id.ToString());
  const auto asking = neighbours_.registry.Context(Soon());
  ASSIGN_OR_RETURN(const registry::v1::FindContactsResponse found,
                   platform::rpc::Ask(*registry_, &registry::v1::ContactService::Stub::FindContacts, *asking, asked));
  const std::string contact = found.contacts_size() == 1 ? found.contacts(0).sealed_contact() : "";
  if (contact.empty()) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "CONTACT_MISSING", "the case has no address any more");
  }

  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "observation",
                                                       .event_id = invitation.id.ToString(),
                                                       .ring = vault::v1::RING_PATIENT,
                                                       .template_name = kTemplate,
                                                       .expires = invitation.expires_at},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(mail.mail_request.ToString());
  message.set_sealed_contact(contact);
  (*message.mutable_parameters())["link"] = links_.UrlOf(invitation.id);
  const auto context = neighbours_.mail.Context(Soon());
  return platform::rpc::Ask(*mail_, &mail::v1::MailService::Stub::Enqueue, *context, request).status();
}

}  // namespace mimamori::observation
