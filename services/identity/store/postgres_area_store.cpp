// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_area_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kListAreas{"identity.list_areas", R"sql(
  SELECT code, display_name, prefecture FROM areas WHERE code > $1 ORDER BY code LIMIT $2
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

std::vector<Statement> PostgresAreaStore::Statements() { return {kListAreas}; }

}  // namespace mimamori::identity
