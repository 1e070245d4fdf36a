// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/reminder_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGroups{"observation.slot_groups", R"sql(
  SELECT DISTINCT time_zone, reports_per_day FROM patients
  WHERE reports_per_day IS NOT NULL AND plan_start <= $2 AND plan_end >= $1 ORDER BY time_zone, reports_per_day
)sql"};

// Statuses 7 and 8: released, dead.
constexpr Statement kChoose{"observation.choose_reminders", R"sql(
  INSERT INTO reminders (patient, slot_day, slot_number, rung, chosen_at, expires_at)
  SELECT p.patient, $3::date, $4::int2, $5::int2, $6::timestamptz, $7::timestamptz
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.time_zone = $1 AND p.reports_per_day = $2 AND p.plan_start <= $3 AND p.plan_end >= $3 AND p.plan_since <= $8
    AND p.status NOT IN (7, 8) AND p.high_risk = $10 AND (s.symptomatic OR s.last_tier > 1) = $11
    AND (s.last_report IS NULL OR s.last_report < $9)
  ON CONFLICT (patient, slot_day, slot_number, rung) DO NOTHING
)sql"};

constexpr Statement kWaiting{"observation.waiting_reminders", R"sql(
  SELECT r.patient, p.case_id, r.slot_day, r.slot_number, r.rung, p.language, p.reporter_id,
         s.last_report IS NULL OR s.last_report < r.chosen_at
  FROM reminders r JOIN patients p ON p.patient = r.patient JOIN standings s ON s.patient = r.patient
  WHERE r.settled_at IS NULL AND r.expires_at > $1
  ORDER BY r.chosen_at, r.patient LIMIT $2
)sql"};

constexpr Statement kSettle{"observation.settle_reminders", R"sql(
  UPDATE reminders r SET settled_at = $5
  FROM unnest($1::int8[], $2::date[], $3::int2[], $4::int2[]) AS n(patient, slot_day, slot_number, rung)
  WHERE r.patient = n.patient AND r.slot_day = n.slot_day AND r.slot_number = n.slot_number AND r.rung = n.rung
    AND r.settled_at IS NULL
)sql"};

constexpr Statement kForget{"observation.forget_reminders", "DELETE FROM reminders WHERE slot_day < $1"};

}  // namespace

absl::StatusOr<std::vector<SlotGroup>> ReminderStore::Groups(absl::Time deadline, absl::CivilDay first,
                                                             absl::CivilDay last) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGroups, Params().Date(first).Date(last)));
  std::vector<SlotGroup> groups;
  for (int row = 0; row < rows.size(); ++row) {
    groups.push_back({.time_zone = std::string(rows.Text(row, 0)), .times_a_day = rows.Int2(row, 1)});
  }
  return groups;
}

absl::StatusOr<int64_t> ReminderStore::Choose(absl::Time deadline, const ReminderWish& wish, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kChoose,
                             Params().Text(wish.group.time_zone).Int2(static_cast<int16_t>(wish.group.times_a_day))
                                 .Date(wish.slot.name.day).Int2(static_cast<int16_t>(wish.slot.name.number))
                                 .Int2(static_cast<int16_t>(wish.rung)).Time(now).Time(wish.slot.end)
                                 .Time(wish.slot.due).Time(wish.slot.start).Bool(wish.high_risk).Bool(wish.unwell)));
  return rows.affected();
}

absl::StatusOr<std::vector<WaitingReminder>> ReminderStore::Waiting(absl::Time deadline, absl::Time now, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, Params().Time(now).Int8(limit)));
  std::vector<WaitingReminder> reminders;
  for (int row = 0; row < rows.size(); ++row) {
    WaitingReminder reminder{.patient = rows.Int8(row, 0),
                             .case_id = CaseId(rows.Uuid(row, 1)),
                             .slot = {.day = rows.Date(row, 2), .number = rows.Int2(row, 3)},
                             .rung = static_cast<Rung>(rows.Int2(row, 4)),
                             .needed = rows.Bool(row, 7),
                             .language = std::string(rows.Text(row, 5))};
    if (!rows.IsNull(row, 6)) reminder.reporter = CaseId(rows.Uuid(row, 6));
    reminders.push_back(std::move(reminder));
  }
  return reminders;
}

absl::Status ReminderStore::Settle(absl::Time deadline, const std::vector<WaitingReminder>& reminders, absl::Time now) {
  std::vector<int64_t> patients;
  std::vector<absl::CivilDay> days;
  std::vector<int16_t> numbers, rungs;
  for (const WaitingReminder& reminder : reminders) {
    patients.push_back(reminder.patient);
    days.push_back(reminder.slot.day);
    numbers.push_back(static_cast<int16_t>(reminder.slot.number));
    rungs.push_back(static_cast<int16_t>(reminder.rung));
  }
  return pool_.Run(deadline, kSettle, Params().Int8Array(patients).DateArray(days).Int2Array(numbers).Int2Array(rungs)
                                          .Time(now)).status();
}

absl::StatusOr<int64_t> ReminderStore::Forget(absl::Time deadline, absl::CivilDay first_kept) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Date(first_kept)));
  return rows.affected();
}

std::vector<Statement> ReminderStore::Statements() { return {kGroups, kChoose, kWaiting, kSettle, kForget}; }

}  // namespace mimamori::observation
