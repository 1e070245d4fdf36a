// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_area_store.hpp"

#include <fmt/format.h>

#include "services/identity/store/administrators.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kListAreas{"identity.list_areas", R"sql(
  SELECT code, display_name, prefecture FROM areas WHERE code > $1 ORDER BY code LIMIT $2
)sql"};

constexpr Statement kPrefectures{"identity.prefectures", R"sql(
  SELECT left(code, 2), display_name FROM areas WHERE prefecture = ''
)sql"};

// Gives one row for each area that is new (true) or changed (false).
constexpr Statement kImportAreas{"identity.import_areas", R"sql(
  INSERT INTO areas (code, display_name, prefecture)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
  ON CONFLICT (code) DO UPDATE SET display_name = excluded.display_name, prefecture = excluded.prefecture
    WHERE (areas.display_name, areas.prefecture) <> (excluded.display_name, excluded.prefecture)
  RETURNING xmax = 0
)sql"};

}  // namespace

absl::StatusOr<std::vector<Area>> PostgresAreaStore::List(absl::Time deadline, const std::string& after, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kListAreas, Params().Text(after).Int8(limit)));
  std::vector<Area> areas;
  for (int i = 0; i < rows.size(); ++i) {
    areas.push_back({.code = std::string(rows.Text(i, 0)),
                     .display_name = std::string(rows.Text(i, 1)),
                     .prefecture = std::string(rows.Text(i, 2))});
  }
  return areas;
}

absl::StatusOr<Prefectures> PostgresAreaStore::GetPrefectures(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kPrefectures));
  Prefectures prefectures;
  for (int i = 0; i < rows.size(); ++i) prefectures[std::string(rows.Text(i, 0))] = rows.Text(i, 1);
  return prefectures;
}

absl::StatusOr<ImportedAreas> PostgresAreaStore::Import(absl::Time deadline, const AccountId& actor,
                                                        const std::vector<Area>& areas,
                                                        platform::postgres::AuditEntry audit) {
  std::vector<std::string> codes, names, prefectures;
  for (const Area& area : areas) {
    codes.push_back(area.code);
    names.push_back(area.display_name);
    prefectures.push_back(area.prefecture);
  }
  ImportedAreas imported;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const AdministratorScope scope, LockScopeOf(transaction, actor));
    RETURN_IF_ERROR(CheckMayImport(scope, "areas"));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kImportAreas, Params()
                                                                        .TextArray(codes)
                                                                        .TextArray(names)
                                                                        .TextArray(prefectures)));
    imported = {};
    for (int i = 0; i < rows.size(); ++i) ++(rows.Bool(i, 0) ? imported.added : imported.changed);
    imported.unchanged = static_cast<int>(areas.size()) - rows.size();
    audit.payload = fmt::format(R"({{"added": {}, "changed": {}, "unchanged": {}}})", imported.added, imported.changed,
                                imported.unchanged);
    return AppendAudit(transaction, audit);
  }));
  return imported;
}

std::vector<Statement> PostgresAreaStore::Statements() {
  return {kListAreas, kPrefectures, kImportAreas};
}

}  // namespace mimamori::identity
