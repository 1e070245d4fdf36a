// SPDX-License-Identifier: Apache-2.0
#include "services/identity/jobs/invitation_relay.hpp"

#include <utility>

#include "services/identity/service/token.hpp"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::identity {
namespace {

constexpr int kBatch = 50;
constexpr absl::Duration kCallTime = absl::Seconds(5);
// Longer than a whole batch takes when every call runs out of time.
constexpr absl::Duration kClaim = absl::Minutes(10);
constexpr char kTemplate[] = "staff-invitation";

absl::Time Soon() { return absl::Now() + kCallTime; }

// What no later try can mend.
bool IsFinal(const absl::Status& status) { return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status); }

}  // namespace

InvitationRelay::InvitationRelay(InvitationStore& invitations, LinkStore& links, platform::rpc::ServiceChannel mail,
                                 const platform::crypto::Signer& permits, std::string staff_url)
    : invitations_(invitations),
      links_(links),
      channel_(std::move(mail)),
      mail_(mail::v1::MailService::NewStub(channel_.channel())),
      permits_(permits),
      staff_url_(std::move(staff_url)) {}

absl::Status InvitationRelay::Run(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<DueInvitation> mails,
                     invitations_.ClaimMails(Soon(), now, now + kClaim, kBatch));
    for (const DueInvitation& mail : mails) first_failure.Update(Relay(mail, now));
    if (mails.size() < kBatch) return first_failure;
  }
}

absl::Status InvitationRelay::Relay(const DueInvitation& mail, absl::Time now) {
  if (mail.expires_at <= now) return invitations_.FinishMail(Soon(), mail.id);
  const absl::Status sent = Send(mail, now);
  if (sent.ok()) return invitations_.FinishMail(Soon(), mail.id);
  if (IsFinal(sent)) {
    platform::observe::Log(spdlog::level::err, "an invitation's mail was refused",
                           {{"invitation", mail.id.ToString()}, platform::observe::Of(sent)});
    return invitations_.FinishMail(Soon(), mail.id);
  }
  RETURN_IF_ERROR(invitations_.PostponeMail(Soon(), mail.id, now + mail::PauseAfter(mail.attempts)));
  return sent;
}

absl::Status InvitationRelay::Send(const DueInvitation& mail, absl::Time now) {
  const Token token = NewToken();
  // A request of its own for each try: a retry of the same would make void the link that an earlier one may have mailed.
  RETURN_IF_ERROR(links_.Keep(Soon(), token.hash,
                              {.purpose = LinkPurpose::kStaffInvitation,
                               .payload = mail.id.ToString(),
                               .owner = "identity",
                               .request_id = RequestId::Random(),
                               .created_at = now,
                               .expires_at = mail.expires_at}));
  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "identity",
                                                       .event_id = mail.id.ToString(),
                                                       .ring = vault::v1::RING_STAFF,
                                                       .template_name = kTemplate,
                                                       .expires = mail.expires_at},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(mail.mail_request.ToString());
  message.set_sealed_contact(mail.sealed_contact);
  (*message.mutable_parameters())["link"] = staff_url_ + "/invitation/" + token.text;
  const auto context = channel_.Context(Soon());
  return platform::rpc::Ask(*mail_, &mail::v1::MailService::Stub::Enqueue, *context, request).status();
}

}  // namespace mimamori::identity
