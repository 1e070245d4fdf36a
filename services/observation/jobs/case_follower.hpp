// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "services/observation/store/merge_store.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/follower.hpp"

namespace mimamori::observation {

// What a change leaves of a case: nullopt when it was taken back, merged into another or forgotten. Whether she is at high
// risk is told by `rules`. MALFORMED_ID, INTERNAL when the change can't be read.
absl::StatusOr<std::optional<WatchedPatient>> PatientIn(const registry::v1::CaseChange& change, const RuleSets& rules,
                                                        absl::Time now);

// Follows registry.StreamChanges on a thread of its own and keeps the copy of those who are watched. While the registry is
// away it tries again each second. A change that can't be read leaves the patient as she is known, and so does a merge of
// which something that was told can't be read (MergeRetrier tries it again); those behind it arrive.
class CaseFollower {
 public:
  // `pause`: between a stream that ended and the next try.
  CaseFollower(PatientStore& patients, MergeStore& merges, const RuleBook& rules, const platform::Clock& clock,
               platform::rpc::ServiceChannel registry, absl::Duration pause = absl::Seconds(1));

 private:
  absl::Status Follow(grpc::ClientContext& context);
  absl::Status Apply(const registry::v1::CaseChange& change);

  PatientStore& patients_;
  MergeStore& merges_;
  const RuleBook& rules_;
  const platform::Clock& clock_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> stub_;
  platform::rpc::Follower follower_;  // last: its thread uses the others
};

}  // namespace mimamori::observation
