// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/exposure/service/gatherer.hpp"
#include "services/exposure/store/exposure_store.hpp"
#include "services/platform/crypto/signature.hpp"

namespace mimamori::exposure {

// Carries approved exposures to the mail service, in steps that each commit and may run again after a crash: fix the
// recipients (once), queue their mails (mail knows what it has), finish. Takes back the mails of recalled ones.
class Dispatcher {
 public:
  // `contact_hosts`: where links to book a test may lead.
  Dispatcher(ExposureStore& store, Gatherer& gatherer, platform::rpc::ServiceChannel mail,
             const platform::crypto::Signer& permits, std::set<std::string, std::less<>> contact_hosts);

  // Everything that waits; an exposure that can't go on now does not hold up the others. The first failure.
  absl::Status Run(absl::Time now);

 private:
  // Mail remembers that a group was taken back, also for what comes into it later: the order of dispatch and recall does
  // not matter.
  absl::Status TakeBack(const ExposureId& id, absl::Time now);
  absl::Status Fix(const Exposure& exposure, const AlertPolicy& policy, absl::Time now);
  absl::Status Dispatch(const Exposure& exposure, const AlertPolicy& policy, absl::Time now);
  absl::Status Queue(const Exposure& exposure, const AlertPolicy& policy, const std::vector<Recipient>& recipients,
                     absl::Time now);

  ExposureStore& store_;
  Gatherer& gatherer_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const std::set<std::string, std::less<>> contact_hosts_;
};

// Daily: forgets the recipients of exposures past retention and has the vault destroy their matching keys.
absl::Status EndOldExposures(ExposureStore& store, const platform::rpc::ServiceChannel& vault, absl::Time now);

}  // namespace mimamori::exposure
