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

// One chooses, or closes, at a time: a statement then sees whom all before it chose, and inserts nobody twice.
constexpr Statement kLock{"observation.lock_reminders", "SELECT pg_advisory_xact_lock(hashtext('observation.reminders'))"};
constexpr Statement kBegin{"observation.begin_round", R"sql(
  INSERT INTO rounds AS r (slot_day, slot_number, rung, time_zone, reports_per_day, remind_from, remind_until, high_risk,
                           unwell, run_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (slot_day, slot_number, rung, time_zone, reports_per_day, remind_from, remind_until, high_risk, unwell)
  DO UPDATE SET run_at = EXCLUDED.run_at WHERE r.run_at <= $12
)sql"};
constexpr Statement kMarkWaiting{"observation.mark_waiting", R"sql(
  UPDATE rounds SET waiting = true
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND time_zone = $4 AND reports_per_day = $5 AND remind_from = $6
    AND remind_until = $7 AND high_risk = $8 AND unwell = $9
)sql"};

// Statuses 5 to 8: in a hospital, elsewhere, released, dead.
constexpr Statement kChoose{"observation.choose_reminders", R"sql(
  INSERT INTO reminders (patient, slot_day, slot_number, rung, chosen_at, slot_start, due_at, expires_at)
  SELECT p.patient, $1::date, $2::int2, $3::int2, $10::timestamptz, $11::timestamptz, $12::timestamptz, $13::timestamptz
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.time_zone = $4 AND p.reports_per_day = $5 AND p.remind_from = $6 AND p.remind_until = $7 AND p.high_risk = $8
    AND (s.symptomatic OR s.last_tier > 1) = $9
    AND p.plan_start <= $1 AND p.plan_end >= $1 AND p.plan_since <= $12 AND p.status NOT IN (5, 6, 7, 8)
    AND (p.has_contact OR p.reporter_id IS NOT NULL) AND (s.last_report IS NULL OR s.last_report < $11)
    AND NOT EXISTS (SELECT 1 FROM reminders r
                    WHERE r.slot_day = $1 AND r.slot_number = $2 AND r.patient = p.patient
                      AND (r.rung = $3 OR (r.rung = 1 AND r.chosen_at > $14)))
)sql"};

constexpr Statement kOpen{"observation.open_reminders", R"sql(
  SELECT DISTINCT slot_day, slot_number, rung FROM rounds WHERE waiting AND expires_at > $1
  ORDER BY slot_day, slot_number, rung
)sql"};
constexpr Statement kWaiting{"observation.waiting_reminders", R"sql(
  SELECT r.patient, p.case_id, p.area_code, p.time_zone, r.due_at, r.expires_at, p.reporter_id,
         COALESCE((s.last_report IS NULL OR s.last_report < r.slot_start) AND p.plan_start <= r.slot_day
                  AND p.plan_end >= r.slot_day AND p.status NOT IN (5, 6, 7, 8), false)
  FROM reminders r JOIN patients p ON p.patient = r.patient JOIN standings s ON s.patient = r.patient
  WHERE r.slot_day = $1 AND r.slot_number = $2 AND r.rung = $3 AND r.patient > $4 AND r.settled_at IS NULL
    AND r.expires_at > $5
  ORDER BY r.patient LIMIT $6
)sql"};
constexpr Statement kSettle{"observation.settle_reminders", R"sql(
  UPDATE reminders SET settled_at = $5
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND patient = ANY ($4) AND settled_at IS NULL
)sql"};
constexpr Statement kClose{"observation.close_reminders", R"sql(
  UPDATE rounds SET waiting = false
  WHERE slot_day = $1 AND slot_number = $2 AND rung = $3 AND waiting
    AND NOT EXISTS (SELECT 1 FROM reminders r
                    WHERE r.slot_day = $1 AND r.slot_number = $2 AND r.rung = $3 AND r.settled_at IS NULL
                      AND r.expires_at > $4)
)sql"};

constexpr Statement kForget{"observation.forget_reminders", "DELETE FROM reminders WHERE slot_day < $1"};
constexpr Statement kForgetRounds{"observation.forget_rounds", "DELETE FROM rounds WHERE slot_day < $1"};

Params KeyOf(const ReminderKey& key) {
  Params params;
  params.Date(key.slot.day).Int2(static_cast<int16_t>(key.slot.number)).Int2(static_cast<int16_t>(key.rung));
  return params;
}

Params KeyOf(const Round& round) {
  Params params = KeyOf(ReminderKey{.slot = round.slot.name, .rung = round.rung});
  params.Text(round.group.time_zone)
      .Int2(static_cast<int16_t>(round.group.times_a_day))
      .Int2(static_cast<int16_t>(round.group.remind_from))
      .Int2(static_cast<int16_t>(round.group.remind_until))
      .Bool(round.high_risk)
      .Bool(round.unwell);
  return params;
}

Params BeginningOf(const Round& round, absl::Duration again_after, absl::Time now) {
  return KeyOf(round).Time(now).Time(round.slot.end).Time(now - again_after);
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

absl::StatusOr<int64_t> ReminderStore::Choose(absl::Time deadline, const Round& round, absl::Time first_before,
                                              absl::Time now) {
  int64_t chosen = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    chosen = 0;
    RETURN_IF_ERROR(transaction.Run(kLock).status());
    ASSIGN_OR_RETURN(const Rows begun, transaction.Run(kBegin, BeginningOf(round, kAgainAfter, now)));
    if (begun.affected() == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kChoose, KeyOf(round).Time(now).Time(round.slot.start)
                                                                   .Time(round.slot.due).Time(round.slot.end)
                                                                   .Time(first_before)));
    chosen = rows.affected();
    return chosen == 0 ? absl::OkStatus() : transaction.Run(kMarkWaiting, KeyOf(round)).status();
  }));
  return chosen;
}

absl::StatusOr<bool> ReminderStore::Begin(absl::Time deadline, const Round& round, absl::Duration again_after,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(const Rows begun, pool_.Run(deadline, kBegin, BeginningOf(round, again_after, now)));
  return begun.affected() > 0;
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

absl::StatusOr<std::vector<WaitingReminder>> ReminderStore::Waiting(absl::Time deadline, const ReminderKey& key,
                                                                    int64_t after, absl::Time now, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, KeyOf(key).Int8(after).Time(now).Int8(limit)));
  std::vector<WaitingReminder> reminders;
  for (int row = 0; row < rows.size(); ++row) {
    WaitingReminder reminder{.patient = rows.Int8(row, 0),
                             .case_id = CaseId(rows.Uuid(row, 1)),
                             .time_zone = std::string(rows.Text(row, 3)),
                             .due = rows.Time(row, 4),
                             .expires = rows.Time(row, 5),
                             .needed = rows.Bool(row, 7)};
    ASSIGN_OR_RETURN(reminder.area, platform::AreaCode::Parse(rows.Text(row, 2)));
    if (!rows.IsNull(row, 6)) reminder.reporter = CaseId(rows.Uuid(row, 6));
    reminders.push_back(std::move(reminder));
  }
  return reminders;
}

absl::Status ReminderStore::Settle(absl::Time deadline, const ReminderKey& key, const std::vector<int64_t>& patients,
                                   absl::Time now) {
  return pool_.Run(deadline, kSettle, KeyOf(key).Int8Array(patients).Time(now)).status();
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
  return {kGroups, kLock, kBegin, kMarkWaiting, kChoose, kOpen, kWaiting, kSettle, kClose, kForget, kForgetRounds};
}

}  // namespace mimamori::observation
