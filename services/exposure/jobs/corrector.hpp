// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/exposure/store/correction_store.hpp"
#include "services/exposure/store/exposure_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::exposure {

// Tells those whom a recalled exposure told that it was wrong: exactly whose alert left or may have left, which mail alone
// knows. In steps that each commit and may run again after a crash, as the dispatcher's.
class Corrector {
 public:
  Corrector(CorrectionStore& corrections, ExposureStore& exposures, platform::rpc::ServiceChannel mail,
            const platform::crypto::Signer& permits);

  // Every approved correction; one that can't go on now does not hold up the others. The first failure.
  absl::Status Run(absl::Time now);

  struct Count {
    int told = 0;  // their alert left or may have left
    int open = 0;  // their alert may leave yet
  };
  // Of those who are undecided: before the approval, all.
  absl::StatusOr<Count> CountTold(absl::Time deadline, const ExposureId& id);

 private:
  // What mail says of some recipients: by MAC.
  struct Fates {
    std::vector<std::string> told;
    std::vector<std::string> not_told;
    std::vector<std::string> open;
  };
  absl::Status EachUndecided(absl::Time deadline, const ExposureId& id,
                             const std::function<absl::Status(const Fates&)>& take);
  absl::StatusOr<Fates> FatesOf(absl::Time deadline, const ExposureId& id,
                                const std::vector<CorrectionStore::Mailed>& recipients);
  absl::Status Correct(const Exposure& exposure, absl::Time now);
  absl::Status Queue(const Exposure& exposure, const AlertPolicy& policy, const std::vector<Recipient>& recipients);

  CorrectionStore& corrections_;
  ExposureStore& exposures_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
};

}  // namespace mimamori::exposure
