// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/change_log.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::postgres {
namespace {

// The lock is taken before the number and kept until the commit, whose rows are visible before the lock goes; so
// whoever gets the next number commits later. The notification wakes followers; one that is missed only delays.
constexpr Statement kAppend{"append_change", R"(
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(5567135519838201196)),
    numbered AS (
      INSERT INTO changes (sequence, topic, key, payload, recorded_at)
      SELECT nextval('changes_sequence'), $1, $2, $3, $4 FROM locked
      RETURNING sequence)
    SELECT sequence, pg_notify('mimamori_changes', '') FROM numbered)"};

constexpr Statement kAppendMany{"append_changes", R"(
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(5567135519838201196)),
    numbered AS (
      INSERT INTO changes (sequence, topic, key, payload, recorded_at)
      SELECT nextval('changes_sequence'), $1, k.key, '', $3 FROM locked, unnest($2::text[]) AS k (key)
      RETURNING sequence)
    SELECT count(*), pg_notify('mimamori_changes', '') FROM numbered)"};

constexpr Statement kRead{"read_changes", R"(
    SELECT sequence, topic, key, payload, recorded_at FROM changes WHERE sequence > $1 ORDER BY sequence LIMIT $2)"};

constexpr Statement kHorizon{"read_changes_horizon", "SELECT dropped_through FROM changes_horizon"};

constexpr Statement kLast{"last_change", R"(
    SELECT greatest((SELECT coalesce(max(sequence), 0) FROM changes), (SELECT dropped_through FROM changes_horizon)))"};

// Never past a change that is young enough to stay, whatever the order of the clocks that wrote them.
constexpr Statement kDrop{"drop_changes", R"(
    WITH kept AS (SELECT min(sequence) AS first FROM changes WHERE recorded_at >= $1),
    dropped AS (
      DELETE FROM changes USING kept WHERE recorded_at < $1 AND (kept.first IS NULL OR sequence < kept.first)
      RETURNING sequence),
    moved AS (
      UPDATE changes_horizon SET dropped_through = greatest(dropped_through, (SELECT max(sequence) FROM dropped))
      WHERE EXISTS (SELECT 1 FROM dropped))
    SELECT count(*) FROM dropped)"};

}  // namespace

absl::Status AppendChange(Connection& transaction, absl::Time now, const std::string& topic, const std::string& key,
                          const std::string& payload) {
  return transaction.Run(kAppend, Params().Text(topic).Text(key).Bytes(payload).Time(now)).status();
}

absl::Status AppendChanges(Connection& transaction, absl::Time now, const std::string& topic,
                           const std::vector<std::string>& keys) {
  return transaction.Run(kAppendMany, Params().Text(topic).TextArray(keys).Time(now)).status();
}

absl::StatusOr<std::vector<Change>> ReadChanges(Pool& pool, absl::Time deadline, int64_t after_sequence, int limit) {
  ASSIGN_OR_RETURN(Pool::Lease connection, pool.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, connection->Run(kRead, Params().Int8(after_sequence).Int8(limit)));
  // Looked at after the rows: what was dropped meanwhile is seen.
  ASSIGN_OR_RETURN(const Rows horizon, connection->Run(kHorizon));
  if (after_sequence < horizon.Int8(0, 0)) {
    return Failure(
        absl::StatusCode::kOutOfRange, "CHANGES_DROPPED",
        fmt::format("changes up to {} are gone; read everything, then follow from there", horizon.Int8(0, 0)));
  }
  std::vector<Change> changes;
  changes.reserve(static_cast<size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    changes.push_back({.sequence = rows.Int8(row, 0),
                       .topic = std::string(rows.Text(row, 1)),
                       .key = std::string(rows.Text(row, 2)),
                       .payload = std::string(rows.Bytes(row, 3)),
                       .time = rows.Time(row, 4)});
  }
  return changes;
}

absl::StatusOr<int64_t> LastSequence(Pool& pool, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kLast));
  return rows.Int8(0, 0);
}

absl::StatusOr<int64_t> DropChanges(Pool& pool, absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kDrop, Params().Time(before)));
  return rows.Int8(0, 0);
}

absl::Status ListenForChanges(Connection& listener) { return listener.Script("LISTEN mimamori_changes"); }

absl::StatusOr<bool> WaitForChange(Connection& listener, absl::Time until) {
  while (true) {
    if (PQconsumeInput(listener.raw()) != 1 || listener.broken()) {
      return Failure(absl::StatusCode::kUnavailable, "DATABASE_LOST", "the listening session was lost");
    }
    bool heard = false;
    while (PGnotify* notification = PQnotifies(listener.raw())) {
      heard = true;
      PQfreemem(notification);
    }
    const absl::Duration left = until - absl::Now();
    if (heard || left <= absl::ZeroDuration()) return heard;
    pollfd item{.fd = PQsocket(listener.raw()), .events = POLLIN, .revents = 0};
    const int64_t ms = std::clamp<int64_t>(absl::ToInt64Milliseconds(left) + 1, 1, 60'000);
    (void)poll(&item, 1, static_cast<int>(ms));
  }
}

std::vector<Statement> ChangeStatements() { return {kAppend, kAppendMany, kRead, kHorizon, kLast, kDrop}; }

}  // namespace mimamori::platform::postgres
