// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "services/observation/store/merge_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::observation {

// Whether the same may succeed in a moment: nobody answered, or somebody else was quicker. Else what is there can't be read.
bool MayPass(const absl::Status& failure);

// Tries the merges again that were set aside: first after a quarter of an hour, then each time after twice as long, a day at
// most. How many there are is a metric.
class MergeRetrier {
 public:
  MergeRetrier(MergeStore& merges, const RuleBook& rules, platform::observe::Metrics& metrics);

  // All that are due; one that fails again holds up nobody else.
  absl::Status Run(absl::Time now);

 private:
  MergeStore& merges_;
  const RuleBook& rules_;
  std::atomic<int64_t> set_aside_ = 0;
};

}  // namespace mimamori::observation
