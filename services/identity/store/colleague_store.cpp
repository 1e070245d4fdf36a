// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/colleague_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// $1: an area, which itself or its prefecture covers; $2: also those of a demo.
#define MIMAMORI_COLLEAGUES                                                                                           \
  "SELECT id, user_name, display_name FROM accounts WHERE 'HEALTH_OFFICER' = ANY (roles) AND disabled_at IS NULL "   \
  "AND password_hash IS NOT NULL AND ($2 OR NOT demo) AND EXISTS (SELECT FROM unnest(areas) AS own (code) "          \
  "WHERE own.code = $1 OR own.code LIKE left($1, 2) || '000_') "

constexpr Statement kList{"identity.list_colleagues",
                          MIMAMORI_COLLEAGUES "AND id::text <> $3 AND user_name > $4 ORDER BY user_name LIMIT $5"};
constexpr Statement kFind{"identity.find_colleague", MIMAMORI_COLLEAGUES "AND id = $3"};

Colleague Read(const Rows& rows, int row) {
  return {.id = AccountId(rows.Uuid(row, 0)),
          .user_name = std::string(rows.Text(row, 1)),
          .display_name = std::string(rows.Text(row, 2))};
}

}  // namespace

absl::StatusOr<std::vector<Colleague>> ColleagueStore::List(absl::Time deadline, const platform::AreaCode& area,
                                                            const std::string& herself, const std::string& after,
                                                            int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params().Text(area.ToString()).Bool(demo_).Text(herself)
                                                                   .Text(after).Int8(limit)));
  std::vector<Colleague> colleagues;
  for (int row = 0; row < rows.size(); ++row) colleagues.push_back(Read(rows, row));
  return colleagues;
}

absl::StatusOr<std::optional<Colleague>> ColleagueStore::Find(absl::Time deadline, const platform::AreaCode& area,
                                                              const AccountId& id) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kFind, Params().Text(area.ToString()).Bool(demo_).Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  return Read(rows, 0);
}

std::vector<Statement> ColleagueStore::Statements() { return {kList, kFind}; }

}  // namespace mimamori::identity
