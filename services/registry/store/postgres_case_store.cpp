// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/postgres_case_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/registry/store/policy_reader.hpp"

#define MIMAMORI_CASE_COLUMNS                                                                                      \
  "id, number, kind, area_code, onset_date, sampling_date, report_date, sealed_contact IS NOT NULL, created_at"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindByRequest{"registry.find_case_by_request", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases WHERE created_by = $1 AND request_id = $2
)sql"};

constexpr Statement kNextNumber{"registry.next_case_number", R"sql(
  INSERT INTO case_numbers (area_code, year, last) VALUES ($1, $2, 1)
  ON CONFLICT (area_code, year) DO UPDATE SET last = case_numbers.last + 1
  RETURNING last
)sql"};

constexpr Statement kInsertCase{"registry.insert_case", R"sql(
  INSERT INTO cases (id, number, kind, area_code, onset_date, sampling_date, report_date, sealed_contact, created_at,
                     created_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};

// $2: every area; $3: codes; $4: the first two digits of prefectures.
constexpr Statement kGetCase{"registry.get_case", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql(, sealed_contact FROM cases
  WHERE id = $1 AND ($2 OR area_code = ANY ($3) OR left(area_code, 2) = ANY ($4))
)sql"};

constexpr Statement kListCases{"registry.list_cases", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases
  WHERE (created_at, id) < ($1, $2) AND ($3 OR area_code = ANY ($4) OR left(area_code, 2) = ANY ($5))
  ORDER BY created_at DESC, id DESC LIMIT $6
)sql"};

constexpr Statement kForgetContacts{"registry.forget_contacts", R"sql(
  UPDATE cases SET sealed_contact = NULL WHERE created_at < $1 AND sealed_contact IS NOT NULL
)sql"};

constexpr Statement kForgetCases{"registry.forget_cases", "DELETE FROM cases WHERE created_at < $1"};

absl::StatusOr<Case> ReadCase(const Rows& rows, int row) {
  const auto kind = ParseKind(rows.Text(row, 2));
  if (!kind) return absl::InternalError("a case has a kind that this version does not know");
  Case read{.id = CaseId(rows.Uuid(row, 0)),
            .number = std::string(rows.Text(row, 1)),
            .kind = *kind,
            .report = rows.Date(row, 6),
            .has_contact = rows.Bool(row, 7),
            .created_at = rows.Time(row, 8)};
  ASSIGN_OR_RETURN(read.area, platform::AreaCode::Parse(rows.Text(row, 3)));
  if (!rows.IsNull(row, 4)) read.onset = rows.Date(row, 4);
  if (!rows.IsNull(row, 5)) read.sampling = rows.Date(row, 5);
  return read;
}

struct ScopeParams {
  bool all = false;
  std::vector<std::string> codes;
  std::vector<std::string> prefectures;  // first two digits
};

ScopeParams ParamsOf(const Scope& scope) {
  ScopeParams params{.all = !scope.has_value(), .codes = {}, .prefectures = {}};
  if (!scope) return params;
  for (const platform::AreaCode& area : *scope) {
    params.codes.push_back(area.ToString());
    if (area.IsPrefecture()) params.prefectures.push_back(area.ToString().substr(0, 2));
  }
  return params;
}

absl::StatusOr<std::optional<Case>> FindByRequest(Connection& connection, const NewCase& created) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindByRequest, Params()
                                                                       .Text(created.created_by)
                                                                       .Uuid(created.request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Case first, ReadCase(rows, 0));
  if (!SameRequest(first, created.opened)) {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another case");
  }
  return first;
}

absl::Status InsertCase(Connection& transaction, const NewCase& created, const Case& numbered) {
  const auto contact =
      created.sealed_contact.empty() ? std::nullopt : std::optional<std::string_view>(created.sealed_contact);
  return transaction
      .Run(kInsertCase, Params()
                            .Uuid(numbered.id.uuid())
                            .Text(numbered.number)
                            .Text(NameOf(numbered.kind))
                            .Text(numbered.area.ToString())
                            .Optional(numbered.onset, &Params::Date)
                            .Optional(numbered.sampling, &Params::Date)
                            .Date(numbered.report)
                            .Optional(contact, &Params::Bytes)
                            .Time(numbered.created_at)
                            .Text(created.created_by)
                            .Uuid(created.request_id.uuid()))
      .status();
}

AuditEntry About(const AuditEntry& audit, const Case& seen) {
  AuditEntry entry = audit;
  entry.object_type = "case";
  entry.object_id = seen.id.ToString();
  entry.area = seen.area.ToString();
  return entry;
}

}  // namespace

absl::StatusOr<Case> PostgresCaseStore::Create(absl::Time deadline, const NewCase& created, const AuditEntry& audit,
                                               const std::function<std::string(const Case&)>& encode) {
  Case kept;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Case> first, FindByRequest(transaction, created));
    if (first) {
      kept = *first;
      return absl::OkStatus();
    }
    kept = created.opened;
    ASSIGN_OR_RETURN(const Rows next,
                     transaction.Run(kNextNumber, Params()
                                                      .Text(kept.area.ToString())
                                                      .Int4(static_cast<int32_t>(kept.report.year()))));
    kept.number = NumberOf(kept, next.Int4(0, 0));
    RETURN_IF_ERROR(InsertCase(transaction, created, kept));
    RETURN_IF_ERROR(AppendAudit(transaction, About(audit, kept)));
    return AppendChange(transaction, kept.created_at, "case", kept.id.ToString(), encode(kept));
  });
  if (platform::postgres::ConstraintOf(done) != "cases_request_key") {
    RETURN_IF_ERROR(done);
    return kept;
  }
  // The same call twice at once: the other one won, and its number was not used up by ours.
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const std::optional<Case> first, FindByRequest(*session, created));
  if (!first) return done;
  return *first;
}

absl::StatusOr<KeptCase> PostgresCaseStore::Get(absl::Time deadline, const CaseId& id, const Scope& scope,
                                                const AuditEntry& audit) {
  const ScopeParams areas = ParamsOf(scope);
  KeptCase found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGetCase, Params()
                                                                    .Uuid(id.uuid())
                                                                    .Bool(areas.all)
                                                                    .TextArray(areas.codes)
                                                                    .TextArray(areas.prefectures)));
    if (rows.empty()) return platform::NotFound("CASE_UNKNOWN", "there is no such case");
    ASSIGN_OR_RETURN(found.kept, ReadCase(rows, 0));
    if (found.kept.has_contact) found.sealed_contact = rows.Bytes(0, 9);
    return AppendAudit(transaction, About(audit, found.kept));
  }));
  return found;
}

absl::StatusOr<std::vector<Case>> PostgresCaseStore::List(absl::Time deadline, const Scope& scope,
                                                          const std::optional<Position>& after, int limit,
                                                          const AuditEntry& audit) {
  const ScopeParams areas = ParamsOf(scope);
  const Position from = after.value_or(Position{.created_at = absl::InfiniteFuture(), .id = {}});
  std::vector<Case> cases;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    cases.clear();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kListCases, Params()
                                                                      .Time(from.created_at)
                                                                      .Uuid(from.id.uuid())
                                                                      .Bool(areas.all)
                                                                      .TextArray(areas.codes)
                                                                      .TextArray(areas.prefectures)
                                                                      .Int8(limit)));
    for (int i = 0; i < rows.size(); ++i) {
      ASSIGN_OR_RETURN(Case read, ReadCase(rows, i));
      cases.push_back(std::move(read));
    }
    AuditEntry entry = audit;
    entry.object_type = "case_list";
    entry.payload = fmt::format(R"({{"cases": {}}})", cases.size());
    return AppendAudit(transaction, entry);
  }));
  return cases;
}

absl::StatusOr<RetentionPolicy> PostgresCaseStore::RetentionPolicyAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "registry.retention", now));
  return ReadRetentionPolicy(policy.body);
}

absl::StatusOr<Forgotten> PostgresCaseStore::Forget(absl::Time deadline, absl::Time contacts_before,
                                                    absl::Time cases_before, absl::Time now) {
  Forgotten forgotten;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows cases, transaction.Run(kForgetCases, Params().Time(cases_before)));
    ASSIGN_OR_RETURN(const Rows contacts, transaction.Run(kForgetContacts, Params().Time(contacts_before)));
    forgotten = {.contacts = contacts.affected(), .cases = cases.affected()};
    if (forgotten.contacts == 0 && forgotten.cases == 0) return absl::OkStatus();
    return AppendAudit(transaction, {.time = now, .actor = "registry", .action = "registry.ForgetCases",
                                     .object_type = "case_list", .object_id = {}, .area = {}, .reason = "retention",
                                     .payload = fmt::format(R"({{"contacts": {}, "cases": {}}})", forgotten.contacts,
                                                            forgotten.cases),
                                     .trace_id = {}});
  }));
  RETURN_IF_ERROR(platform::postgres::DropChanges(pool_, deadline, cases_before).status());
  return forgotten;
}

std::vector<Statement> PostgresCaseStore::Statements() {
  return {kFindByRequest, kNextNumber, kInsertCase, kGetCase, kListCases, kForgetContacts, kForgetCases};
}

}  // namespace mimamori::registry
