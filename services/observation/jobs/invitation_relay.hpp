// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "services/observation/service/diary_links.hpp"
#include "services/observation/store/invitation_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::observation {

// Mails patients their link: asks the registry for the sealed address, queues the mail, forgets the wish. It may die between
// any two steps and is then done again from the start: the link is the same, and mail keeps the first message of an
// invitation. Links that bound a device, were revoked or ran out meanwhile aren't mailed any more.
class InvitationRelay {
 public:
  struct Neighbours {
    platform::rpc::ServiceChannel registry;
    platform::rpc::ServiceChannel mail;
  };
  InvitationRelay(InvitationStore& store, const Neighbours& neighbours, const DiaryLinks& links,
                  const platform::crypto::Signer& permits);

  // All that are due. The first failure that a later try may mend; the others are done all the same.
  absl::Status Run(absl::Time now);

 private:
  absl::Status Relay(const InvitationMail& mail, absl::Time now);
  absl::Status Send(const InvitationMail& mail);

  InvitationStore& store_;
  const Neighbours neighbours_;
  const std::unique_ptr<registry::v1::ContactService::Stub> registry_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const DiaryLinks& links_;
  const platform::crypto::Signer& permits_;
};

}  // namespace mimamori::observation
