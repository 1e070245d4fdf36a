// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// What one service day's stays are made with.
struct DayKey {
  // `pseudonym_key`: the vault's for that day; ring, period and public key: of the contacts' sealing key.
  DayKey(platform::Secret pseudonym_key, std::string ring, std::string period, std::string public_key)
      : pseudonyms(pseudonym_key, "mimamori.pseudonym.v1"),
        contacts(std::move(ring), std::move(period), std::move(public_key)) {}

  platform::crypto::Mac pseudonyms;
  platform::crypto::Sealer contacts;

  Pseudonym PseudonymOf(const platform::EmailAddress& address) const;
};

// The keys of the days that a check-in may still touch, in memory only (privacy.md 2). Filled by a job from the vault;
// days that are out of reach are forgotten.
class DayKeys {
 public:
  // Asks the vault for one day's pseudonym key and public sealing key.
  using Fetch = std::function<absl::StatusOr<std::shared_ptr<DayKey>>(absl::CivilDay day, absl::Time deadline)>;
  explicit DayKeys(Fetch fetch) : fetch_(std::move(fetch)) {}

  // UNAVAILABLE (KEY_NOT_READY): the vault was not reached yet for that day.
  absl::StatusOr<std::shared_ptr<DayKey>> Of(absl::CivilDay day) const;

  // The latest that is held: for a contact that belongs to no stay. UNAVAILABLE (KEY_NOT_READY).
  absl::StatusOr<std::shared_ptr<DayKey>> Latest() const;

  // UNAVAILABLE (KEY_NOT_READY) until the keys of every day that was asked for are held.
  absl::Status Ready() const;

  // Ephemeral sealing keys whose second is over go even when nobody checks in.
  void WipeEphemeral(absl::Time now) const;

  // Makes the held days exactly `days`; the first failure, after trying all.
  absl::Status Hold(const std::vector<absl::CivilDay>& days, absl::Time deadline);

 private:
  const Fetch fetch_;
  mutable std::shared_mutex mutex_;
  std::map<absl::CivilDay, std::shared_ptr<DayKey>> keys_;
  bool complete_ = false;
};

}  // namespace mimamori::visit
