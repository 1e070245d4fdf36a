// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/exposure/store/exposure_store.hpp"
#include "services/exposure/store/rule_store.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::exposure {

// Judges each venue of which something changed, whole: its kind and size are asked of venue at that moment, and the table
// is the one in force on each service day. Days of which no stay is kept any more lead to nothing.
class Proposer {
 public:
  Proposer(RuleStore& rules, ExposureStore& exposures, platform::rpc::ServiceChannel venue);

  // Everything that waits; a venue that can't be judged now does not hold up the others. The first failure.
  absl::Status Run(absl::Time now);

 private:
  absl::Status JudgeVenue(const VenueToJudge& waiting, const ThresholdTables& tables, const AlertPolicy& policy,
                          absl::Time now);

  RuleStore& rules_;
  ExposureStore& exposures_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<venue::v1::VenueService::Stub> venue_;
};

// Hourly: forgets the copies of places on which no exposure can rest any more.
absl::Status ForgetOldPlaces(RuleStore& rules, ExposureStore& exposures, absl::Time now);

}  // namespace mimamori::exposure
