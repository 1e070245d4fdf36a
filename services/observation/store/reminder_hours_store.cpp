// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/reminder_hours_store.hpp"

#include <string>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGet{"observation.reminder_hours", R"sql(
  SELECT remind_from, remind_until, area_code FROM patients WHERE case_id = $1 AND area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kSet{"observation.set_reminder_hours", R"sql(
  UPDATE patients SET remind_from = $3, remind_until = $4 WHERE case_id = $1 AND area_code LIKE ANY ($2::text[])
  RETURNING remind_from, remind_until, area_code
)sql"};

Params AskedOf(const CaseId& id, const ReminderHoursStore::Areas& areas) {
  return Params().Uuid(id.uuid()).TextArray(areas ? PatternsOf(*areas) : std::vector<std::string>{"%"});
}

absl::StatusOr<std::optional<ReminderHours>> Run(platform::postgres::Pool& pool, absl::Time deadline,
                                                 const Statement& statement, const Params& params,
                                                 const AuditEntry& audit) {
  std::optional<ReminderHours> hours;
  RETURN_IF_ERROR(pool.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    hours = std::nullopt;
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(statement, params));
    if (rows.empty()) return absl::OkStatus();
    hours = ReminderHours{.from = rows.Int2(0, 0), .until = rows.Int2(0, 1)};
    AuditEntry entry = audit;
    entry.area = rows.Text(0, 2);
    return platform::postgres::AppendAudit(transaction, entry);
  }));
  return hours;
}

}  // namespace

absl::StatusOr<std::optional<ReminderHours>> ReminderHoursStore::Get(absl::Time deadline, const CaseId& id,
                                                                     const Areas& areas, const AuditEntry& audit) {
  return Run(pool_, deadline, kGet, AskedOf(id, areas), audit);
}

absl::StatusOr<std::optional<ReminderHours>> ReminderHoursStore::Set(absl::Time deadline, const CaseId& id,
                                                                     const Areas& areas, const ReminderHours& hours,
                                                                     const AuditEntry& audit) {
  return Run(pool_, deadline, kSet,
             AskedOf(id, areas).Int2(static_cast<int16_t>(hours.from)).Int2(static_cast<int16_t>(hours.until)), audit);
}

std::vector<Statement> ReminderHoursStore::Statements() { return {kGet, kSet}; }

}  // namespace mimamori::observation
