// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "services/mail/store/postgres_mail_store.hpp"
#include "services/mail/store/statements.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::mail {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGetProgress{"mail_get_progress", R"(
  SELECT queued, sent, deferred, failed, cancelled FROM message_groups WHERE caller = $1 AND name = $2)"};

constexpr Statement kMarkCancelled{"mail_mark_cancelled", R"(
  INSERT INTO message_groups AS g (caller, name, touched_at, cancelled_at) VALUES ($1, $2, $3, $3)
  ON CONFLICT (caller, name) DO UPDATE
    SET cancelled_at = COALESCE(g.cancelled_at, EXCLUDED.cancelled_at), touched_at = EXCLUDED.touched_at
  RETURNING id)"};

// Leaves out rows that a worker is just claiming or settling: waiting for them with the group locked would be a
// deadlock, and whoever claims one of them from now on sees that its group was taken back.
constexpr Statement kCancelFree{"mail_cancel_free", R"(
  WITH free AS MATERIALIZED (
    SELECT id FROM outbox WHERE group_id = $1 AND state IN (1, 3) AND (worker IS NULL OR next_at <= $2)
    FOR UPDATE SKIP LOCKED)
  UPDATE outbox o
  SET state = 5, may_have_left = o.may_have_left OR o.worker IS NOT NULL, worker = NULL, settled_at = $2, sealed_contact = NULL, permit = NULL, permit_signature = NULL,
      parameters = NULL
  FROM free WHERE o.id = free.id)"};

constexpr Statement kEmptyDead{"mail_empty_dead", R"(
  UPDATE outbox SET sealed_contact = NULL, permit = NULL, permit_signature = NULL, parameters = NULL
  WHERE group_id = $1 AND state = 4 AND sealed_contact IS NOT NULL)"};

// A mail that came back (failed, BOUNCED) has told nobody anything, whatever the server said that took it first; it stayed, unless
// an earlier attempt of it may have arrived.
constexpr Statement kFindFates{"mail_find_fates", R"(
  SELECT request_id, CASE WHEN state IN (1, 3) THEN 2 WHEN state = 2 OR may_have_left THEN 3 ELSE 4 END::smallint
  FROM outbox WHERE caller = $1 AND request_id = ANY ($2::uuid[]))"};

absl::StatusOr<Progress> ReadProgress(Connection& connection, const std::string& caller, const std::string& group) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kGetProgress, Params().Text(caller).Text(group)));
  if (rows.empty()) return Progress{};
  return Progress{.queued = rows.Int8(0, 0), .sent = rows.Int8(0, 1), .deferred = rows.Int8(0, 2),
                  .failed = rows.Int8(0, 3), .cancelled = rows.Int8(0, 4)};
}

}  // namespace

std::vector<Statement> GroupStatements() { return {kGetProgress, kMarkCancelled, kCancelFree, kEmptyDead, kFindFates}; }

absl::StatusOr<Progress> PostgresMailStore::GetProgress(absl::Time deadline, const std::string& caller,
                                                        const std::string& group) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  return ReadProgress(*connection, caller, group);
}

absl::StatusOr<Progress> PostgresMailStore::CancelGroup(absl::Time deadline, absl::Time now, const std::string& caller,
                                                        const std::string& group, const std::string& trace_id) {
  Progress progress;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows marked,
                     transaction.Run(kMarkCancelled, Params().Text(caller).Text(group).Time(now)));
    RETURN_IF_ERROR(transaction.Run(kCancelFree, Params().Int8(marked.Int8(0, 0)).Time(now)).status());
    RETURN_IF_ERROR(transaction.Run(kEmptyDead, Params().Int8(marked.Int8(0, 0))).status());
    RETURN_IF_ERROR(platform::postgres::AppendAudit(
        transaction, {.time = now, .actor = caller, .action = "mail.CancelGroup", .object_type = "message_group",
                      .object_id = group, .area = "", .reason = "", .payload = "{}", .trace_id = trace_id}));
    ASSIGN_OR_RETURN(progress, ReadProgress(transaction, caller, group));
    return absl::OkStatus();
  }));
  return progress;
}

absl::StatusOr<std::vector<Fate>> PostgresMailStore::FindFates(absl::Time deadline, const std::string& caller,
                                                               const std::vector<platform::RequestId>& requests) {
  std::vector<platform::Uuid> uuids;
  for (const platform::RequestId& request : requests) uuids.push_back(request.uuid());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindFates, Params().Text(caller).UuidArray(uuids)));
  std::map<platform::Uuid, Fate> known;
  for (int row = 0; row < rows.size(); ++row) known[rows.Uuid(row, 0)] = static_cast<Fate>(rows.Int2(row, 1));
  std::vector<Fate> fates;
  for (const platform::Uuid& uuid : uuids) {
    const auto found = known.find(uuid);
    fates.push_back(found == known.end() ? Fate::kUnknown : found->second);
  }
  return fates;
}

}  // namespace mimamori::mail
