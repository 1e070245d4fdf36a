// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/key_folder.hpp"
#include "services/vault/domain/ring.hpp"

namespace mimamori::vault {

// The key folder, with the keys that were used last kept in memory for a short time. Thread-safe.
//
// Failures are the folder's; a key file that can't be read or was changed is INTERNAL: nobody who calls can do anything
// about it.
class KeyRings {
 public:
  using Key = std::shared_ptr<const platform::Secret>;  // wiped when the last holder lets go

  // Another replica that destroys a key is noticed after `remembered` at the latest.
  explicit KeyRings(platform::crypto::KeyFolder folder, absl::Duration remembered = absl::Minutes(1))
      : folder_(std::move(folder)), remembered_(remembered) {}

  // NOT_FOUND (KEY_DESTROYED).
  absl::StatusOr<Key> Read(KeyKind kind, const std::string& period, absl::Time now);
  // Makes the key when there is none: an X25519 private key for the sealing kinds, random bytes for the others.
  absl::StatusOr<Key> ReadOrMake(KeyKind kind, const std::string& period, absl::Time now);
  absl::Status Destroy(KeyKind kind, const std::string& period);
  absl::StatusOr<std::vector<std::string>> Periods(KeyKind kind) const;
  // Wipes the keys from memory that were kept long enough.
  void Forget(absl::Time now);

 private:
  struct Remembered {
    Key key;
    absl::Time since;
  };
  using Name = std::pair<KeyKind, std::string>;

  Key Recall(const Name& name, absl::Time now);
  absl::StatusOr<Key> Remember(const Name& name, absl::StatusOr<platform::Secret> key, absl::Time now);
  bool TooOld(const Remembered& entry, absl::Time now) const {
    return now >= entry.since + remembered_ || now < entry.since;
  }

  const platform::crypto::KeyFolder folder_;
  const absl::Duration remembered_;
  std::mutex mutex_;
  std::map<Name, Remembered> known_;
};

}  // namespace mimamori::vault
