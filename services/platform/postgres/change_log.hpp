// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::platform::postgres {

// News for the services above, written in the transaction of the change itself (table `changes`), pulled by sequence.
// Sequences are handed out under a transaction-level advisory lock, so that a reader never skips one that commits late.
struct Change {
  int64_t sequence = 0;
  std::string topic;    // "venue"
  std::string key;      // object id
  std::string payload;  // serialized proto
  absl::Time time;
};

// Call it last in the transaction: from here to the commit, other transactions that append wait.
absl::Status AppendChange(Connection& transaction, absl::Time now, const std::string& topic, const std::string& key,
                          const std::string& payload);
// Many of one topic, with empty payloads; otherwise the same.
absl::Status AppendChanges(Connection& transaction, absl::Time now, const std::string& topic,
                           const std::vector<std::string>& keys);
// The first `limit` changes after the sequence, in order. OUT_OF_RANGE (CHANGES_DROPPED) when some of those that came
// after it are gone: ask LastSequence, read everything, then follow from there.
absl::StatusOr<std::vector<Change>> ReadChanges(Pool& pool, absl::Time deadline, int64_t after_sequence, int limit);
// The newest sequence that was ever visible here, dropped or not; 0 when there was none.
absl::StatusOr<int64_t> LastSequence(Pool& pool, absl::Time deadline);
// Removes changes recorded before `before`, oldest first, and stops at the first that is younger. Returns how many.
absl::StatusOr<int64_t> DropChanges(Pool& pool, absl::Time deadline, absl::Time before);

// A session of its own hears of commits with changes: ListenForChanges once, then ReadChanges, then WaitForChange,
// which returns true at the first news, false at `until`; UNAVAILABLE (DATABASE_LOST) when the session broke. A wake-up
// can be missed (reconnecting), so read again now and then.
absl::Status ListenForChanges(Connection& listener);
absl::StatusOr<bool> WaitForChange(Connection& listener, absl::Time until);

std::vector<Statement> ChangeStatements();

}  // namespace mimamori::platform::postgres
