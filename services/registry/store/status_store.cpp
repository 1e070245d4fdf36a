// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/status_store.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/registry/store/case_rows.hpp"
#include "services/registry/store/policy_reader.hpp"

namespace mimamori::registry {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kAdd{"registry.add_status", R"sql(
  INSERT INTO case_statuses (case_id, version, status, severe, status_date, correction, changed_by, changed_at, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql"};
constexpr Statement kAsked{"registry.status_by_request", "SELECT case_id FROM case_statuses WHERE request_id = $1"};

absl::Status AddStatusRow(Connection& transaction, const Case& changed, Correction correction,
                          const AuditEntry& audit, const std::optional<platform::RequestId>& request) {
  const Standing& standing = changed.standing;
  Params params;
  params.Uuid(changed.id.uuid())
      .Int4(changed.version)
      .Text(NameOf(standing.status))
      .Bool(standing.severe)
      .Optional(standing.since, &Params::Date)
      .Int2(static_cast<int16_t>(correction))
      .Text(audit.actor)
      .Time(audit.time);
  request ? params.Uuid(request->uuid()) : params.Null();
  return transaction.Run(kAdd, params).status();
}

absl::StatusOr<Case> StatusStore::Change(absl::Time deadline, const CaseId& id, const Scope& scope,
                                         Correction correction, const AuditEntry& audit,
                                         const std::function<absl::StatusOr<bool>(Case&)>& decide) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockCase(transaction, id, scope));
    ASSIGN_OR_RETURN(const bool changed, decide(kept));
    if (!changed) return absl::OkStatus();
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    RETURN_IF_ERROR(AddStatusRow(transaction, kept, correction, audit));
    return TellOfCase(transaction, audit.time, id);
  }));
  return kept;
}

absl::StatusOr<Case> StatusStore::ChangeOnce(absl::Time deadline, const CaseId& id, const platform::RequestId& request,
                                             const AuditEntry& audit,
                                             const std::function<absl::StatusOr<bool>(Case&)>& decide) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockCase(transaction, id, std::nullopt));
    ASSIGN_OR_RETURN(const Rows asked, transaction.Run(kAsked, Params().Uuid(request.uuid())));
    if (!asked.empty()) {
      if (CaseId(asked.Uuid(0, 0)) == id) return absl::OkStatus();
      return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "request_id was already used for another case");
    }
    ASSIGN_OR_RETURN(const bool changed, decide(kept));
    if (!changed) return absl::OkStatus();
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    RETURN_IF_ERROR(AddStatusRow(transaction, kept, Correction::kNone, audit, request));
    return TellOfCase(transaction, audit.time, id);
  }));
  return kept;
}

constexpr Statement kGetCase{"registry.get_case_of_statuses", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases
  WHERE id = $1 AND ($2 OR area_code = ANY ($3) OR left(area_code, 2) = ANY ($4))
)sql"};
constexpr Statement kList{"registry.list_statuses", R"sql(
  SELECT version, status, severe, status_date, correction, changed_by, changed_at FROM case_statuses
  WHERE case_id = $1 AND version > $2 ORDER BY version LIMIT $3
)sql"};

namespace {

absl::StatusOr<StatusRow> ReadStatusRow(const Rows& rows, int row) {
  const auto status = ParseStatus(rows.Text(row, 1));
  if (!status) return absl::InternalError("a row has a status that this version does not know");
  StatusRow read{.version = rows.Int4(row, 0),
                 .standing = {.status = *status, .severe = rows.Bool(row, 2)},
                 .correction = static_cast<Correction>(rows.Int2(row, 4)),
                 .changed_by = std::string(rows.Text(row, 5)),
                 .changed_at = rows.Time(row, 6)};
  if (!rows.IsNull(row, 3)) read.standing.since = rows.Date(row, 3);
  return read;
}

}  // namespace

absl::StatusOr<std::vector<StatusRow>> StatusStore::List(absl::Time deadline, const CaseId& id, const Scope& scope,
                                                         int after_version, int limit, const AuditEntry& audit) {
  const ScopeParams areas = ParamsOf(scope);
  std::vector<StatusRow> found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    found.clear();
    ASSIGN_OR_RETURN(const Rows cases, transaction.Run(kGetCase, Params()
                                                                     .Uuid(id.uuid())
                                                                     .Bool(areas.all)
                                                                     .TextArray(areas.codes)
                                                                     .TextArray(areas.prefectures)));
    if (cases.empty()) return CaseUnknown();
    ASSIGN_OR_RETURN(const Case patient, ReadCase(cases, 0));
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kList, Params().Uuid(id.uuid()).Int4(after_version).Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) {
      ASSIGN_OR_RETURN(StatusRow read, ReadStatusRow(rows, row));
      found.push_back(std::move(read));
    }
    return AppendAudit(transaction, About(audit, patient));
  }));
  return found;
}

absl::StatusOr<StatusTable> StatusStore::TableAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "registry.statuses", now));
  return ReadStatusTable(policy.body);
}

std::vector<Statement> StatusStore::Statements() {
  std::vector<Statement> all = CaseRowStatements();
  for (const Statement& statement : {kAdd, kAsked, kGetCase, kList}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::registry
