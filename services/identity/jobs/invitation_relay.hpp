// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/identity/store/invitation_store.hpp"
#include "services/identity/store/link_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::identity {

// Sends invitations their link: makes a link, queues the mail, forgets the wish and the address with it. It may die
// between any two steps and is then done again from the start. Each try makes a link of its own, and mail keeps the first
// message of an invitation: whichever mail leaves holds a link that works, and no token is kept here.
class InvitationRelay {
 public:
  // `staff_url` without a trailing slash: links are <staff_url>/invitation/<token>.
  InvitationRelay(InvitationStore& invitations, LinkStore& links, platform::rpc::ServiceChannel mail,
                  const platform::crypto::Signer& permits, std::string staff_url);

  // All that are due. The first failure that a later try may mend; the others are done all the same.
  absl::Status Run(absl::Time now);

 private:
  absl::Status Relay(const DueInvitation& mail, absl::Time now);
  absl::Status Send(const DueInvitation& mail, absl::Time now);

  InvitationStore& invitations_;
  LinkStore& links_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const std::string staff_url_;
};

}  // namespace mimamori::identity
