// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/store/policy_book.hpp"
#include "services/platform/core/secret.hpp"

namespace mimamori::identity {

// Argon2id (RFC 9106) through libsodium. Each one takes tens of MiB for a fraction of a second, so only a few run at a
// time, a few more may wait, and the rest is told so at once: log-ins never take the threads or the memory of others.
// Thread-safe.
class PasswordHasher {
 public:
  explicit PasswordHasher(int at_once = 2, int may_wait = 4) : at_once_(at_once), may_wait_(may_wait) {}

  // The string to keep: algorithm, cost, salt and hash. UNAVAILABLE (BUSY).
  absl::StatusOr<std::string> Hash(const platform::Secret& password, const HashingPolicy& policy, absl::Time deadline);
  // Without a hash (nobody by that name) the same work is done and the answer is false. UNAVAILABLE (BUSY).
  absl::StatusOr<bool> Verify(const std::optional<std::string>& hash, const platform::Secret& password,
                              const HashingPolicy& policy, absl::Time deadline);
  // Whether `hash` was made at another cost than the policy's.
  static bool IsOutdated(const std::string& hash, const HashingPolicy& policy);

 private:
  class Turn;
  absl::Status Enter(absl::Time deadline);
  void Leave();

  const int at_once_;
  const int may_wait_;
  std::mutex mutex_;
  std::condition_variable left_;
  int inside_ = 0;
  int waiting_ = 0;
};

}  // namespace mimamori::identity
