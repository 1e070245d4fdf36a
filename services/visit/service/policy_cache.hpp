// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

// The stay policy in force, read again by a job each minute, so that the hot path asks no database.
class PolicyCache {
 public:
  explicit PolicyCache(VisitStore& store) : store_(store) {}
  absl::Status Refresh(absl::Time deadline, absl::Time now) {
    auto policy = store_.StayPolicyAt(deadline, now);
    if (!policy.ok()) return policy.status();
    const std::lock_guard lock(mutex_);
    policy_ = *policy;
    return absl::OkStatus();
  }
  StayPolicy Stays() const {
    const std::lock_guard lock(mutex_);
    return policy_;
  }

 private:
  VisitStore& store_;
  mutable std::mutex mutex_;
  StayPolicy policy_{};
};

}  // namespace mimamori::visit
