// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/plan_store.hpp"

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kSeen{"capacity.plan_of_day", R"sql(
  SELECT revision, changed_by FROM plans WHERE facility_id = $1 AND valid_from = $2
)sql"};
constexpr Statement kKeep{"capacity.keep_plan", R"sql(
  INSERT INTO plans (facility_id, valid_from, revision, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (facility_id, valid_from) DO UPDATE
  SET revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at
)sql"};
constexpr Statement kClear{"capacity.clear_plan", "DELETE FROM plan_beds WHERE facility_id = $1 AND valid_from = $2"};
constexpr Statement kAdd{"capacity.add_plan_beds", R"sql(
  INSERT INTO plan_beds (facility_id, valid_from, phase, bed_class, beds)
  SELECT $1, $2, phase, bed_class, beds FROM unnest($3::smallint[], $4::text[], $5::smallint[]) AS n (phase, bed_class, beds)
)sql"};
constexpr Statement kBeds{"capacity.plan_beds", R"sql(
  SELECT phase, bed_class, beds FROM plan_beds WHERE facility_id = $1 AND valid_from = $2
)sql"};
// No row: no such facility; without a day: no plan.
constexpr Statement kInForce{"capacity.plan_in_force", R"sql(
  SELECT p.valid_from, p.revision FROM facilities f
  LEFT JOIN LATERAL (SELECT valid_from, revision FROM plans WHERE facility_id = f.facility_id AND valid_from <= $5
                     ORDER BY valid_from DESC LIMIT 1) AS p ON true
  WHERE f.facility_id = $1 AND )sql" MIMAMORI_SEES("$2", "$3", "$4")};
constexpr Statement kSetPhase{"capacity.set_phase", R"sql(
  INSERT INTO phases (prefecture, valid_from, phase, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (prefecture, valid_from) DO UPDATE
  SET phase = excluded.phase, changed_by = excluded.changed_by, changed_at = excluded.changed_at
  WHERE phases.phase <> excluded.phase
)sql"};

PlanBeds ReadBeds(const Rows& rows) {
  PlanBeds beds;
  for (int row = 0; row < rows.size(); ++row) {
    beds[{rows.Int2(row, 0), std::string(rows.Text(row, 1))}] = rows.Int2(row, 2);
  }
  return beds;
}

absl::Status Keep(Connection& transaction, const FacilityPlan& plan, const AuditEntry& audit) {
  std::vector<int16_t> phases, beds;
  std::vector<std::string> classes;
  for (const auto& [key, count] : plan.beds) {
    phases.push_back(static_cast<int16_t>(key.first));
    classes.push_back(key.second);
    beds.push_back(static_cast<int16_t>(count));
  }
  const Params key = Params().Uuid(plan.facility.uuid()).Date(*plan.valid_from);
  RETURN_IF_ERROR(transaction.Run(kKeep, Params(key).Int4(plan.revision).Text(audit.actor).Time(audit.time)).status());
  RETURN_IF_ERROR(transaction.Run(kClear, key).status());
  return transaction.Run(kAdd, Params(key).Int2Array(phases).TextArray(classes).Int2Array(beds)).status();
}

}  // namespace

absl::StatusOr<FacilityPlan> PlanStore::Set(absl::Time deadline, const Scope& scope, const FacilityPlan& wanted,
                                            const AuditEntry& audit,
                                            const std::function<absl::Status(const Facility&)>& judge) {
  FacilityPlan kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Facility facility, LockFacility(transaction, wanted.facility, scope));
    RETURN_IF_ERROR(judge(facility));
    const Params key = Params().Uuid(wanted.facility.uuid()).Date(*wanted.valid_from);
    ASSIGN_OR_RETURN(const Rows seen, transaction.Run(kSeen, key));
    ASSIGN_OR_RETURN(const Rows beds, transaction.Run(kBeds, key));
    const int revision = seen.empty() ? 0 : seen.Int4(0, 0);
    kept = wanted;
    kept.revision = wanted.revision + 1;
    const bool done = revision == kept.revision && seen.Text(0, 1) == audit.actor && ReadBeds(beds) == wanted.beds;
    if (done) return absl::OkStatus();
    if (revision != wanted.revision) {
      return platform::Failure(absl::StatusCode::kAborted, "PLAN_CHANGED", "somebody else changed it; read it again");
    }
    RETURN_IF_ERROR(Keep(transaction, kept, audit));
    AuditEntry entry = About(audit, facility);
    entry.payload = fmt::format(R"({{"valid_from": "{}", "revision": {}}})", absl::FormatCivilTime(*kept.valid_from),
                                kept.revision);
    return AppendAudit(transaction, entry);
  }));
  return kept;
}

absl::StatusOr<FacilityPlan> PlanStore::Get(absl::Time deadline, const Scope& scope, const FacilityId& facility,
                                            absl::CivilDay day) {
  Params params;
  AddScope(params.Uuid(facility.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows found, pool_.Run(deadline, kInForce, params.Date(day)));
  if (found.empty()) return FacilityUnknown();
  FacilityPlan plan{.facility = facility};
  if (found.IsNull(0, 0)) return plan;
  plan.valid_from = found.Date(0, 0);
  plan.revision = found.Int4(0, 1);
  ASSIGN_OR_RETURN(const Rows beds, pool_.Run(deadline, kBeds, Params().Uuid(facility.uuid()).Date(*plan.valid_from)));
  plan.beds = ReadBeds(beds);
  return plan;
}

absl::Status PlanStore::SetPhase(absl::Time deadline, const PrefecturePhase& phase, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kSetPhase, Params()
                                                                     .Text(phase.prefecture.ToString().substr(0, 2))
                                                                     .Date(phase.valid_from)
                                                                     .Int2(static_cast<int16_t>(phase.phase))
                                                                     .Text(audit.actor)
                                                                     .Time(audit.time)));
    if (kept.affected() == 0) return absl::OkStatus();  // it is so already
    AuditEntry entry = audit;
    entry.object_type = "bed_phase";
    entry.object_id = phase.prefecture.ToString();
    entry.area = phase.prefecture.ToString();
    entry.payload = fmt::format(R"({{"valid_from": "{}", "phase": {}}})", absl::FormatCivilTime(phase.valid_from), phase.phase);
    return AppendAudit(transaction, entry);
  });
}

std::vector<Statement> PlanStore::Statements() {
  std::vector<Statement> all = FacilityRowStatements();
  for (const Statement& statement : {kSeen, kKeep, kClear, kAdd, kBeds, kInForce, kSetPhase}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::capacity
