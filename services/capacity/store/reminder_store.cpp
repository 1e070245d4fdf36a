// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/reminder_store.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kReporters{"capacity.reporters", "SELECT " MIMAMORI_FACILITY_COLUMNS R"sql(
  FROM facilities f WHERE f.closed_at IS NULL AND f.sealed_contact IS NOT NULL
)sql"};
constexpr Statement kChoose{"capacity.choose_reminders", R"sql(
  INSERT INTO reminders (facility_id, due_at, chosen_at)
  SELECT facility_id, due_at, $3 FROM unnest($1::uuid[], $2::timestamptz[]) AS n (facility_id, due_at)
  ON CONFLICT (facility_id, due_at) DO NOTHING
)sql"};
constexpr Statement kOpen{"capacity.open_reminders", "SELECT " MIMAMORI_FACILITY_COLUMNS R"sql(, r.due_at,
    coalesce(f.sealed_contact, '')
  FROM reminders r JOIN facilities f ON f.facility_id = r.facility_id
  WHERE r.settled_at IS NULL ORDER BY r.due_at, r.facility_id LIMIT $1
)sql"};
constexpr Statement kSettle{"capacity.settle_reminders", R"sql(
  UPDATE reminders r SET settled_at = $3 FROM unnest($1::uuid[], $2::timestamptz[]) AS n (facility_id, due_at)
  WHERE r.facility_id = n.facility_id AND r.due_at = n.due_at AND r.settled_at IS NULL
)sql"};
constexpr Statement kForget{"capacity.forget_reminders", "DELETE FROM reminders WHERE due_at < $1"};

Params ParamsOf(const std::vector<DeskReminder>& reminders, absl::Time now) {
  std::vector<platform::Uuid> facilities;
  std::vector<absl::Time> dues;
  for (const DeskReminder& one : reminders) {
    facilities.push_back(one.facility.uuid());
    dues.push_back(one.due);
  }
  return Params().UuidArray(facilities).TimeArray(dues).Time(now);
}

}  // namespace

absl::StatusOr<std::vector<Facility>> ReminderStore::Reporters(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReporters));
  std::vector<Facility> facilities;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Facility facility, ReadFacility(rows, row));
    facilities.push_back(std::move(facility));
  }
  return facilities;
}

absl::StatusOr<int64_t> ReminderStore::Choose(absl::Time deadline, const std::vector<DeskReminder>& reminders,
                                              absl::Time now) {
  if (reminders.empty()) return 0;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kChoose, ParamsOf(reminders, now)));
  return rows.affected();
}

absl::StatusOr<std::vector<OpenReminder>> ReminderStore::Open(absl::Time deadline, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOpen, Params().Int8(limit)));
  std::vector<OpenReminder> open;
  for (int row = 0; row < rows.size(); ++row) {
    OpenReminder one;
    ASSIGN_OR_RETURN(one.facility, ReadFacility(rows, row));
    one.due = rows.Time(row, kFacilityColumns);
    one.sealed_contact = rows.Bytes(row, kFacilityColumns + 1);
    open.push_back(std::move(one));
  }
  return open;
}

absl::Status ReminderStore::Settle(absl::Time deadline, const std::vector<DeskReminder>& reminders, absl::Time now) {
  if (reminders.empty()) return absl::OkStatus();
  return pool_.Run(deadline, kSettle, ParamsOf(reminders, now)).status();
}

absl::StatusOr<int64_t> ReminderStore::Forget(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> ReminderStore::Statements() { return {kReporters, kChoose, kOpen, kSettle, kForget}; }

}  // namespace mimamori::capacity
