// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_organisation_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/identity/store/administrators.hpp"
#include "services/platform/core/csv.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/failures.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::AppendAudit;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

#define MIMAMORI_ORGANISATION_COLUMNS \
  "id, area, kind, display_name, english_name, corporate_number, active_from, active_to, revision"
// $1: the whole installation; else its area lies in one of $2 (codes) or $3 (prefectures, two digits).
#define MIMAMORI_ORGANISATION_IN_SCOPE "($1 OR area = ANY ($2) OR left(area, 2) = ANY ($3))"

constexpr Statement kOfRequest{"identity.organisation_of_request", R"sql(
  SELECT id, fingerprint FROM organisations WHERE created_by = $1 AND request_id = $2
)sql"};

constexpr Statement kCreate{"identity.create_organisation", R"sql(
  INSERT INTO organisations (id, area, kind, display_name, english_name, corporate_number, active_from, active_to,
                             created_at, created_by, request_id, fingerprint)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT ON CONSTRAINT organisations_name_key DO NOTHING
)sql"};

constexpr Statement kRead{"identity.read_organisation",
                          "SELECT " MIMAMORI_ORGANISATION_COLUMNS " FROM organisations WHERE id = $1"};

constexpr Statement kChange{"identity.change_organisation", R"sql(
  UPDATE organisations SET kind = $2, display_name = $3, english_name = $4, corporate_number = $5, active_from = $6,
    active_to = $7, revision = revision + 1
  WHERE id = $1 AND NOT EXISTS (SELECT FROM organisations o WHERE o.area = organisations.area AND o.display_name = $3
                                                              AND o.id <> $1)
)sql"};

constexpr Statement kRenameInAccounts{"identity.rename_organisation_in_accounts", R"sql(
  UPDATE accounts SET organisation = $2 WHERE organisation_id = $1 AND organisation <> $2
)sql"};

constexpr Statement kGet{"identity.get_organisation", "SELECT " MIMAMORI_ORGANISATION_COLUMNS
                         " FROM organisations WHERE " MIMAMORI_ORGANISATION_IN_SCOPE " AND id = $4"};

constexpr Statement kList{"identity.list_organisations", "SELECT " MIMAMORI_ORGANISATION_COLUMNS
                          " FROM organisations WHERE " MIMAMORI_ORGANISATION_IN_SCOPE
                          " AND (area, display_name) > ($4, $5) ORDER BY area, display_name LIMIT $6"};

// Gives one row for each organisation that is new (true) or changed (false).
constexpr Statement kImport{"identity.import_organisations", R"sql(
  INSERT INTO organisations (id, area, kind, display_name, english_name, corporate_number, active_from, active_to,
                             created_at)
  SELECT id, area, kind, name, english_name, corporate_number, '-infinity', 'infinity', $7
  FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[])
    AS t (id, area, kind, name, english_name, corporate_number)
  ON CONFLICT ON CONSTRAINT organisations_name_key DO UPDATE
    SET kind = excluded.kind, english_name = excluded.english_name, corporate_number = excluded.corporate_number,
        revision = organisations.revision + 1
    WHERE (organisations.kind, organisations.english_name, organisations.corporate_number) <>
          (excluded.kind, excluded.english_name, excluded.corporate_number)
  RETURNING xmax = 0
)sql"};

// Behind a change of kinds: 3 is a hospital, 4 a transport firm.
constexpr Statement kMisplaced{"identity.misplaced_staff", R"sql(
  SELECT 1 FROM accounts a JOIN organisations o ON o.id = a.organisation_id
  WHERE (o.kind <> 3 AND 'HOSPITAL_STAFF' = ANY (a.roles)) OR (o.kind <> 4 AND 'TRANSPORT_STAFF' = ANY (a.roles)) LIMIT 1
)sql"};

absl::Status CheckStaffFits(Connection& transaction) {
  ASSIGN_OR_RETURN(const Rows misplaced, transaction.Run(kMisplaced));
  if (misplaced.empty()) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "ORGANISATION_HAS_STAFF",
                 "staff whose roles need its kind belong to it", "kind");
}

absl::StatusOr<Organisation> ReadOrganisation(const Rows& rows, int row) {
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(rows.Text(row, 1)));
  return Organisation{.id = OrganisationId(rows.Uuid(row, 0)),
                      .area = area,
                      .facts = {.kind = static_cast<OrganisationKind>(rows.Int2(row, 2)),
                                .display_name = std::string(rows.Text(row, 3)),
                                .english_name = std::string(rows.Text(row, 4)),
                                .corporate_number = std::string(rows.Text(row, 5)),
                                .active_from = rows.Time(row, 6),
                                .active_to = rows.Time(row, 7)},
                      .revision = rows.Int4(row, 8)};
}

absl::Status Exists() {
  return Failure(absl::StatusCode::kAlreadyExists, "ORGANISATION_EXISTS",
                 "there is an organisation of that name in that area", "display_name");
}

// By the request of an earlier try, or nullopt for a request that is new.
absl::StatusOr<std::optional<OrganisationId>> CreatedBefore(Connection& transaction, const AccountId& actor,
                                                            const NewOrganisation& wanted) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kOfRequest, Params().Uuid(actor.uuid())
                                                                    .Uuid(wanted.request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  if (rows.Bytes(0, 1) == wanted.fingerprint) return OrganisationId(rows.Uuid(0, 0));
  return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                 "request_id was already used for another organisation");
}

absl::StatusOr<Organisation> Read(Connection& transaction, const AdministratorScope& scope, const OrganisationId& id,
                                  std::string_view field = "") {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRead, Params().Uuid(id.uuid())));
  if (rows.empty()) return OrganisationUnknown(field);
  ASSIGN_OR_RETURN(Organisation organisation, ReadOrganisation(rows, 0));
  if (!Oversees(scope, {organisation.area})) return OrganisationUnknown(field);
  return organisation;
}

// Every row whose area is not served, by line.
absl::Status CheckServed(Connection& transaction, const std::vector<OrganisationRow>& rows) {
  std::vector<std::string> codes;
  for (const OrganisationRow& row : rows) codes.push_back(row.area.ToString());
  ASSIGN_OR_RETURN(const std::vector<std::string> refused, NotServedOf(transaction, codes));
  std::vector<platform::CsvProblem> problems;
  for (const OrganisationRow& row : rows) {
    if (std::ranges::count(refused, row.area.ToString()) == 0) continue;
    problems.push_back({.line = row.line, .column = row.column, .reason = "AREA_NOT_SERVED",
                        .sentence = "this installation does not serve the area"});
  }
  return platform::CsvFailure("content", problems);
}

}  // namespace

absl::StatusOr<Organisation> OrganisationFor(Connection& transaction, const AdministratorScope& scope,
                                             const OrganisationId& id) {
  return Read(transaction, scope, id, "organisation_id");
}

absl::Status TakeOrganisation(Connection& transaction, const AdministratorScope& scope, Account& account,
                      const std::optional<OrganisationId>& before, absl::Time now) {
  if (!account.organisation_id) return absl::OkStatus();
  const bool stays = account.organisation_id == before;
  ASSIGN_OR_RETURN(const Organisation organisation,
                   OrganisationFor(transaction, stays ? AdministratorScope() : scope, *account.organisation_id));
  if (!stays) RETURN_IF_ERROR(CheckActive(organisation.facts, now));
  RETURN_IF_ERROR(CheckKindFor(account.roles, organisation.facts.kind));
  account.organisation = organisation.facts.display_name;
  return absl::OkStatus();
}

absl::StatusOr<Organisation> PostgresOrganisationStore::Create(absl::Time deadline, const AccountId& actor,
                                                               const NewOrganisation& wanted,
                                                               const AuditEntry& audit) {
  Organisation created;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const AdministratorScope scope, LockScopeOf(transaction, actor));
    const Organisation& organisation = wanted.organisation;
    const OrganisationFacts& facts = organisation.facts;
    RETURN_IF_ERROR(CheckOrganisationArea(scope, organisation.area));
    ASSIGN_OR_RETURN(std::optional<OrganisationId> id, CreatedBefore(transaction, actor, wanted));
    if (!id) {
      ASSIGN_OR_RETURN(const auto refused, NotServedOf(transaction, {organisation.area.ToString()}));
      if (!refused.empty()) {
        return platform::BadField("area_code", "AREA_NOT_SERVED", "this installation does not serve the area");
      }
      ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kCreate, Params()
                                                                     .Uuid(organisation.id.uuid())
                                                                     .Text(organisation.area.ToString())
                                                                     .Int2(static_cast<int16_t>(facts.kind))
                                                                     .Text(facts.display_name)
                                                                     .Text(facts.english_name)
                                                                     .Text(facts.corporate_number)
                                                                     .Time(facts.active_from)
                                                                     .Time(facts.active_to)
                                                                     .Time(audit.time)
                                                                     .Uuid(actor.uuid())
                                                                     .Uuid(wanted.request_id.uuid())
                                                                     .Bytes(wanted.fingerprint)));
      if (kept.affected() != 1) return Exists();
      RETURN_IF_ERROR(AppendAudit(transaction, audit));
      id = organisation.id;
    }
    ASSIGN_OR_RETURN(created, Read(transaction, scope, *id));
    return absl::OkStatus();
  }));
  return created;
}

absl::StatusOr<Organisation> PostgresOrganisationStore::Change(absl::Time deadline, const AccountId& actor,
                                                               const OrganisationId& id, int revision,
                                                               const OrganisationFacts& facts,
                                                               const AuditEntry& audit) {
  Organisation changed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const AdministratorScope scope, LockScopeOf(transaction, actor));
    ASSIGN_OR_RETURN(const Organisation organisation, Read(transaction, scope, id));
    if (organisation.revision != revision) {
      return Failure(absl::StatusCode::kAborted, "ORGANISATION_CHANGED", "somebody else changed it; read it again");
    }
    ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kChange, Params()
                                                                   .Uuid(id.uuid())
                                                                   .Int2(static_cast<int16_t>(facts.kind))
                                                                   .Text(facts.display_name)
                                                                   .Text(facts.english_name)
                                                                   .Text(facts.corporate_number)
                                                                   .Time(facts.active_from)
                                                                   .Time(facts.active_to)));
    if (kept.affected() != 1) return Exists();
    RETURN_IF_ERROR(
        transaction.Run(kRenameInAccounts, Params().Uuid(id.uuid()).Text(facts.display_name)).status());
    if (facts.kind != organisation.facts.kind) RETURN_IF_ERROR(CheckStaffFits(transaction));
    RETURN_IF_ERROR(AppendAudit(transaction, audit));
    ASSIGN_OR_RETURN(changed, Read(transaction, scope, id));
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<std::optional<Organisation>> PostgresOrganisationStore::Get(absl::Time deadline,
                                                                           const AdministratorScope& scope,
                                                                           const OrganisationId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGet, ParamsOf(scope).Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Organisation organisation, ReadOrganisation(rows, 0));
  return organisation;
}

absl::StatusOr<std::vector<Organisation>> PostgresOrganisationStore::List(
    absl::Time deadline, const AdministratorScope& scope, const std::pair<std::string, std::string>& after, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, ParamsOf(scope).Text(after.first).Text(after.second)
                                                                   .Int8(limit)));
  std::vector<Organisation> organisations;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Organisation organisation, ReadOrganisation(rows, row));
    organisations.push_back(std::move(organisation));
  }
  return organisations;
}

absl::StatusOr<ImportedOrganisations> PostgresOrganisationStore::Import(absl::Time deadline, const AccountId& actor,
                                                                        const std::vector<OrganisationRow>& rows,
                                                                        absl::Time now, AuditEntry audit) {
  std::vector<platform::Uuid> ids;
  std::vector<int16_t> kinds;
  std::vector<std::string> areas, names, english_names, numbers;
  for (const OrganisationRow& row : rows) {
    ids.push_back(OrganisationId::Random().uuid());
    areas.push_back(row.area.ToString());
    kinds.push_back(static_cast<int16_t>(row.facts.kind));
    names.push_back(row.facts.display_name);
    english_names.push_back(row.facts.english_name);
    numbers.push_back(row.facts.corporate_number);
  }
  ImportedOrganisations imported;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const AdministratorScope scope, LockScopeOf(transaction, actor));
    RETURN_IF_ERROR(CheckMayImport(scope, "organisations"));
    RETURN_IF_ERROR(CheckServed(transaction, rows));
    ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kImport, Params()
                                                                   .UuidArray(ids)
                                                                   .TextArray(areas)
                                                                   .Int2Array(kinds)
                                                                   .TextArray(names)
                                                                   .TextArray(english_names)
                                                                   .TextArray(numbers)
                                                                   .Time(now)));
    RETURN_IF_ERROR(CheckStaffFits(transaction));
    imported = {};
    for (int i = 0; i < kept.size(); ++i) ++(kept.Bool(i, 0) ? imported.added : imported.changed);
    imported.unchanged = static_cast<int>(rows.size()) - kept.size();
    audit.payload = fmt::format(R"({{"added": {}, "changed": {}, "unchanged": {}}})", imported.added, imported.changed,
                                imported.unchanged);
    return AppendAudit(transaction, audit);
  }));
  return imported;
}

std::vector<Statement> PostgresOrganisationStore::Statements() {
  return {kOfRequest, kCreate, kRead, kChange, kRenameInAccounts, kGet, kList, kImport, kMisplaced};
}

}  // namespace mimamori::identity
