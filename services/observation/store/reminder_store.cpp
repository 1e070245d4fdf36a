// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/reminder_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGroups{"observation.slot_groups", R"sql(
  SELECT DISTINCT time_zone, reports_per_day, remind_from, remind_until FROM patients
  WHERE reports_per_day IS NOT NULL AND plan_start <= $2 AND plan_end >= $1
  ORDER BY time_zone, reports_per_day, remind_from, remind_until
)sql"};

// One chooses, or closes, at a time: a statement then sees whom all before it chose, and chooses nobody twice. The migration's
// `reminder_batches` has no key that would hold it.
constexpr Statement kLock{"observation.lock_reminders", "SELECT pg_advisory_xact_lock(hashtext('observation.reminders'))"};
// A round's figures and the number of people change together by orders of magnitude: no plan is good for all. Whom others
// chose is hashed in memory, also of a whole country.
constexpr Statement kPlanAnew{"observation.plan_anew", R"sql(
  SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)
)sql"};
constexpr Statement kBegin{"observation.begin_round", R"sql(
  INSERT INTO rounds AS r (slot_day, slot_number, rung, time_zone, reports_per_day, remind_from, remind_until, high_risk,
                           unwell, run_at, expires_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, k.high_risk, k.unwell, $10, $11 FROM unnest($8::bool[], $9::bool[]) AS k(high_risk, unwell)
  ON CONFLICT (slot_day, slot_number, rung, time_zone, reports_per_day, remind_from, remind_until, high_risk, unwell)
  DO UPDATE SET run_at = EXCLUDED.run_at WHERE r.run_at <= $12
  RETURNING high_risk, unwell
)sql"};
constexpr Statement kMarkWaiting{"observation.mark_waiting", R"sql(
  UPDATE rounds SET waiting = true
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND time_zone = $4 AND reports_per_day = $5 AND remind_from = $6
    AND remind_until = $7 AND (high_risk, unwell) IN (SELECT * FROM unnest($8::bool[], $9::bool[]))
)sql"};

// $8: bits, 1 << BitOf a risk: one walk for all of them; $14: the most of a batch. Statuses 5 to 8: in a hospital, elsewhere,
// released, dead. By patient, so that people and standings are walked side by side, each along its index. NOT IN, so that
// whom others chose is always hashed: how many a batch holds is more than the planner believes.
constexpr Statement kChoose{"observation.choose_reminders", R"sql(
  INSERT INTO reminder_batches (slot_day, slot_number, rung, patients, chosen_at, slot_start, due_at, expires_at)
  SELECT $1::date, $2::int2, $3::int2, array_agg(c.patient), $9::timestamptz, $10::timestamptz, $11::timestamptz,
         $12::timestamptz
  FROM (SELECT p.patient, (row_number() OVER (ORDER BY p.patient) - 1) / $14::int4 AS batch
        FROM patients p JOIN standings s ON s.patient = p.patient
        WHERE p.time_zone = $4 AND p.reports_per_day = $5 AND p.remind_from = $6 AND p.remind_until = $7
          AND (1 << (2 * p.high_risk::int4 + (s.symptomatic OR s.last_tier > 1)::int4) & $8::int4) <> 0
          AND p.plan_start <= $1 AND p.plan_end >= $1 AND p.plan_since <= $11 AND p.status NOT IN (5, 6, 7, 8)
          AND (p.has_contact OR p.reporter_id IS NOT NULL) AND (s.last_report IS NULL OR s.last_report < $10)
          AND p.patient NOT IN (SELECT unnest(b.patients) FROM reminder_batches b
                                WHERE b.slot_day = $1 AND b.slot_number = $2 AND b.rung = $3)
          AND NOT ($3 > 1 AND p.patient IN (SELECT unnest(b.patients) FROM reminder_batches b
                                            WHERE b.slot_day = $1 AND b.slot_number = $2 AND b.rung = 1
                                              AND b.chosen_at > $13))) AS c
  GROUP BY c.batch ORDER BY c.batch
  RETURNING cardinality(patients)
)sql"};

constexpr Statement kOpen{"observation.open_reminders", R"sql(
  SELECT DISTINCT slot_day, slot_number, rung FROM rounds WHERE waiting AND expires_at > $1
  ORDER BY slot_day, slot_number, rung
)sql"};
// A row for each of the batch, also where the registry told that she is no case any more.
constexpr Statement kWaiting{"observation.waiting_reminders", R"sql(
  SELECT b.batch_id, p.patient IS NOT NULL, p.case_id, p.area_code, p.time_zone, b.due_at, b.expires_at, p.reporter_id,
         COALESCE((s.last_report IS NULL OR s.last_report < b.slot_start) AND p.plan_start <= b.slot_day
                  AND p.plan_end >= b.slot_day AND p.status NOT IN (5, 6, 7, 8), false)
  FROM (SELECT * FROM reminder_batches
        WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND batch_id > $4 AND settled_at IS NULL AND expires_at > $5
        ORDER BY batch_id LIMIT 1) AS b
    CROSS JOIN unnest(b.patients) AS c(patient)
    LEFT JOIN patients p ON p.patient = c.patient LEFT JOIN standings s ON s.patient = c.patient
  ORDER BY c.patient
)sql"};
constexpr Statement kSettle{"observation.settle_reminders", R"sql(
  UPDATE reminder_batches SET settled_at = $5
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND batch_id = $4 AND settled_at IS NULL
)sql"};
constexpr Statement kClose{"observation.close_reminders", R"sql(
  UPDATE rounds SET waiting = false
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND waiting
    AND NOT EXISTS (SELECT 1 FROM reminder_batches b
                    WHERE b.slot_day = $1 AND b.slot_number = $2 AND b.rung = $3 AND b.settled_at IS NULL
                      AND b.expires_at > $4)
)sql"};

constexpr Statement kForget{"observation.forget_reminders", "DELETE FROM reminder_batches WHERE slot_day < $1"};
constexpr Statement kForgetRounds{"observation.forget_rounds", "DELETE FROM rounds WHERE slot_day < $1"};

Params KeyOf(const ReminderKey& key) {
  Params params;
  params.Date(key.slot.day).Int2(static_cast<int16_t>(key.slot.number)).Int2(static_cast<int16_t>(key.rung));
  return params;
}

Params GroupOf(const Round& round) {
  Params params = KeyOf(ReminderKey{.slot = round.slot.name, .rung = round.rung});
  params.Text(round.group.time_zone)
      .Int2(static_cast<int16_t>(round.group.times_a_day))
      .Int2(static_cast<int16_t>(round.group.remind_from))
      .Int2(static_cast<int16_t>(round.group.remind_until));
  return params;
}

Params KeyOf(const Round& round) {
  std::vector<bool> high_risk, unwell;
  for (const Risk& risk : round.risks) {
    high_risk.push_back(risk.high_risk);
    unwell.push_back(risk.unwell);
  }
  return GroupOf(round).BoolArray(high_risk).BoolArray(unwell);
}

int BitOf(const Risk& risk) { return 2 * (risk.high_risk ? 1 : 0) + (risk.unwell ? 1 : 0); }

// The round of those of its risks that nobody ran within `again_after`.
absl::StatusOr<Round> Begun(Connection& connection, Round round, absl::Duration again_after, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows,
                   connection.Run(kBegin, KeyOf(round).Time(now).Time(round.slot.end).Time(now - again_after)));
  round.risks.clear();
  for (int row = 0; row < rows.size(); ++row) {
    round.risks.push_back({.high_risk = rows.Bool(row, 0), .unwell = rows.Bool(row, 1)});
  }
  return round;
}

}  // namespace

absl::StatusOr<std::vector<SlotGroup>> ReminderStore::Groups(absl::Time deadline, absl::CivilDay first,
                                                             absl::CivilDay last) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGroups, Params().Date(first).Date(last)));
  std::vector<SlotGroup> groups;
  for (int row = 0; row < rows.size(); ++row) {
    groups.push_back({.time_zone = std::string(rows.Text(row, 0)), .times_a_day = rows.Int2(row, 1),
                      .remind_from = rows.Int2(row, 2), .remind_until = rows.Int2(row, 3)});
  }
  return groups;
}

absl::StatusOr<int64_t> ReminderStore::Choose(absl::Time deadline, const Round& wanted, absl::Time first_before,
                                              absl::Time now) {
  int64_t chosen = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    chosen = 0;
    RETURN_IF_ERROR(transaction.Run(kLock).status());
    ASSIGN_OR_RETURN(const Round round, Begun(transaction, wanted, kAgainAfter, now));
    if (round.risks.empty()) return absl::OkStatus();
    int32_t risks = 0;
    for (const Risk& risk : round.risks) risks |= 1 << BitOf(risk);
    RETURN_IF_ERROR(transaction.Run(kPlanAnew).status());
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kChoose, GroupOf(round).Int4(risks).Time(now).Time(round.slot.start)
                                                                   .Time(round.slot.due).Time(round.slot.end)
                                                                   .Time(first_before).Int4(kMostOfABatch)));
    for (int row = 0; row < rows.size(); ++row) chosen += rows.Int4(row, 0);
    return chosen == 0 ? absl::OkStatus() : transaction.Run(kMarkWaiting, KeyOf(round)).status();
  }));
  return chosen;
}

absl::StatusOr<bool> ReminderStore::Begin(absl::Time deadline, const Round& round, absl::Duration again_after,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Round begun, Begun(*connection, round, again_after, now));
  return !begun.risks.empty();
}

absl::StatusOr<std::vector<ReminderKey>> ReminderStore::Open(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOpen, Params().Time(now)));
  std::vector<ReminderKey> keys;
  for (int row = 0; row < rows.size(); ++row) {
    keys.push_back({.slot = {.day = rows.Date(row, 0), .number = rows.Int2(row, 1)},
                    .rung = static_cast<Rung>(rows.Int2(row, 2))});
  }
  return keys;
}

absl::StatusOr<WaitingBatch> ReminderStore::Waiting(absl::Time deadline, const ReminderKey& key, int64_t after,
                                                    absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, KeyOf(key).Int8(after).Time(now)));
  WaitingBatch batch;
  for (int row = 0; row < rows.size(); ++row) {
    batch.id = rows.Int8(row, 0);
    if (!rows.Bool(row, 1)) continue;
    WaitingReminder reminder{.case_id = CaseId(rows.Uuid(row, 2)),
                             .time_zone = std::string(rows.Text(row, 4)),
                             .due = rows.Time(row, 5),
                             .expires = rows.Time(row, 6),
                             .needed = rows.Bool(row, 8)};
    ASSIGN_OR_RETURN(reminder.area, platform::AreaCode::Parse(rows.Text(row, 3)));
    if (!rows.IsNull(row, 7)) reminder.reporter = CaseId(rows.Uuid(row, 7));
    batch.reminders.push_back(std::move(reminder));
  }
  return batch;
}

absl::Status ReminderStore::Settle(absl::Time deadline, const ReminderKey& key, int64_t batch, absl::Time now) {
  return pool_.Run(deadline, kSettle, KeyOf(key).Int8(batch).Time(now)).status();
}

absl::Status ReminderStore::Close(absl::Time deadline, const ReminderKey& key, absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kLock).status());
    return transaction.Run(kClose, KeyOf(key).Time(now)).status();
  });
}

absl::StatusOr<int64_t> ReminderStore::Forget(absl::Time deadline, absl::CivilDay first_kept) {
  RETURN_IF_ERROR(pool_.Run(deadline, kForgetRounds, Params().Date(first_kept)).status());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Date(first_kept)));
  return rows.affected();
}

std::vector<Statement> ReminderStore::Statements() {
  return {kGroups, kLock, kPlanAnew, kBegin, kMarkWaiting, kChoose, kOpen, kWaiting, kSettle, kClose, kForget, kForgetRounds};
}

}  // namespace mimamori::observation
