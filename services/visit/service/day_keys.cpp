// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/day_keys.hpp"

#include <algorithm>
#include <mutex>

#include "services/platform/core/error.hpp"

namespace mimamori::visit {

Pseudonym DayKey::PseudonymOf(const platform::EmailAddress& address) const {
  return {pseudonyms.Of(address.Folded(), 16)};
}

namespace {

absl::Status NotReady() {
  return platform::Failure(absl::StatusCode::kUnavailable, "KEY_NOT_READY", "try again in a moment");
}

}  // namespace

absl::StatusOr<std::shared_ptr<DayKey>> DayKeys::Of(absl::CivilDay day) const {
  const std::shared_lock lock(mutex_);
  const auto it = keys_.find(day);
  if (it != keys_.end()) return it->second;
  return NotReady();
}

absl::StatusOr<std::shared_ptr<DayKey>> DayKeys::Latest() const {
  const std::shared_lock lock(mutex_);
  if (keys_.empty()) return NotReady();
  return keys_.rbegin()->second;
}

absl::Status DayKeys::Ready() const {
  const std::shared_lock lock(mutex_);
  return complete_ ? absl::OkStatus() : NotReady();
}

void DayKeys::WipeEphemeral(absl::Time now) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [day, key] : keys_) key->contacts.WipeExpired(now);
}

absl::Status DayKeys::Hold(const std::vector<absl::CivilDay>& days, absl::Time deadline) {
  absl::Status worst;
  for (const absl::CivilDay day : days) {
    if (Of(day).ok()) continue;
    auto key = fetch_(day, deadline);
    if (!key.ok()) {
      worst.Update(key.status());
      continue;
    }
    const std::unique_lock lock(mutex_);
    keys_[day] = *std::move(key);
  }
  const std::unique_lock lock(mutex_);
  std::erase_if(keys_, [&](const auto& held) { return std::find(days.begin(), days.end(), held.first) == days.end(); });
  complete_ = worst.ok();
  return worst;
}

}  // namespace mimamori::visit
