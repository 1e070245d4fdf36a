// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/vault/store/key_rings.hpp"
#include "services/vault/store/vault_store.hpp"

namespace mimamori::vault {

// Destroys every key whose time is over by the retention policy, and the keys of ended events. Each destruction is
// recorded first. One that fails doesn't keep the others from being tried; the first failure is returned.
class DestroyKeys {
 public:
  DestroyKeys(KeyRings& rings, VaultStore& store) : rings_(rings), store_(store) {}
  absl::Status Run(absl::Time now);

 private:
  absl::StatusOr<std::vector<std::string>> Due(KeyKind kind, const Retention& retention, const Access& access);
  absl::StatusOr<std::vector<std::string>> DueEvents(const std::vector<std::string>& periods,
                                                     const Retention& retention, const Access& access);
  absl::Status Destroy(KeyKind kind, const std::string& period, const Access& access);

  KeyRings& rings_;
  VaultStore& store_;
};

}  // namespace mimamori::vault
