// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

// Turns wishes for a verification mail into a link and a queued mail. Each step may run again after a crash: mail knows
// the id of what it has queued, and a link that was made in vain expires.
class VerificationRelay {
 public:
  VerificationRelay(VisitStore& store, platform::rpc::ServiceChannel identity, platform::rpc::ServiceChannel mail,
                    const platform::crypto::Signer& permits, std::string public_url);

  // All that are waiting, oldest first. Stops when a service below does not answer; one wish that fails otherwise waits
  // without holding up the rest. The first failure.
  absl::Status Run(absl::Time now);

 private:
  absl::Status Relay(const PendingVerification& wish, absl::Time now);
  absl::StatusOr<std::string> MakeLink(const PendingVerification& wish, absl::Time expires);

  VisitStore& store_;
  const platform::rpc::ServiceChannel identity_channel_;
  const platform::rpc::ServiceChannel mail_channel_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const std::string public_url_;
};

}  // namespace mimamori::visit
