// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "services/platform/postgres/policy_body.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::platform::postgres {

// The policies in force, read again after half a minute, for those that are asked at each call. Thread-safe.
class PolicyShelf {
 public:
  explicit PolicyShelf(Pool& pool) : pool_(pool) {}

  // FAILED_PRECONDITION: POLICY_MISSING. A body that is no object is kept: whoever reads a field of it is told.
  absl::StatusOr<std::shared_ptr<const PolicyBody>> At(absl::Time deadline, absl::Time now, const std::string& name);

 private:
  struct Page {
    absl::Time read_at;
    std::shared_ptr<const PolicyBody> body;
  };

  Pool& pool_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;
};

}  // namespace mimamori::platform::postgres
