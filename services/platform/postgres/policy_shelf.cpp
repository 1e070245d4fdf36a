// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policy_shelf.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr absl::Duration kTrusted = absl::Seconds(30);

}  // namespace

absl::StatusOr<std::shared_ptr<const PolicyBody>> PolicyShelf::At(absl::Time deadline, absl::Time now,
                                                                  const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(name);
    if (page != pages_.end() && now >= page->second.read_at && now < page->second.read_at + kTrusted) {
      return page->second.body;
    }
  }
  ASSIGN_OR_RETURN(const Policy policy, PolicyAt(pool_, deadline, name, now));
  auto body = std::make_shared<const PolicyBody>(policy.body);
  const std::lock_guard lock(mutex_);
  pages_[name] = {.read_at = now, .body = body};
  return body;
}

}  // namespace mimamori::platform::postgres
