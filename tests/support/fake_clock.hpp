// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "services/platform/core/clock.hpp"

namespace mimamori::tests {

// Stands still until it is told to move. Thread-safe.
class FakeClock final : public platform::Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
  }
  void Set(absl::Time now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

}  // namespace mimamori::tests
