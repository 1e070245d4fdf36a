// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/account_row.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

}  // namespace

absl::StatusOr<Account> ReadAccount(const platform::postgres::Rows& rows, int row, int first) {
  Account account{.id = AccountId(rows.Uuid(row, first)),
                  .user_name = std::string(rows.Text(row, first + 1)),
                  .display_name = std::string(rows.Text(row, first + 2)),
                  .roles = {},
                  .areas = {},
                  .organisation = std::string(rows.Text(row, first + 5)),
                  .organisation_id = std::nullopt,
                  .demo = rows.Bool(row, first + 6)};
  if (!rows.IsNull(row, first + 7)) account.organisation_id = OrganisationId(rows.Uuid(row, first + 7));
  for (const std::string& name : SplitAtCommas(rows.Text(row, first + 3))) {
    ASSIGN_OR_RETURN(const Role role, ParseRole(name));
    account.roles.push_back(role);
  }
  ASSIGN_OR_RETURN(account.areas, SplitAreas(rows.Text(row, first + 4)));
  return account;
}

absl::StatusOr<std::vector<platform::AreaCode>> SplitAreas(std::string_view text) {
  std::vector<platform::AreaCode> areas;
  for (const std::string& code : SplitAtCommas(text)) {
    ASSIGN_OR_RETURN(platform::AreaCode area, platform::AreaCode::Parse(code));
    areas.push_back(std::move(area));
  }
  return areas;
}

std::vector<std::string> NamesOf(const std::vector<Role>& roles) {
  std::vector<std::string> names;
  for (const Role role : roles) names.emplace_back(NameOf(role));
  return names;
}

std::vector<std::string> CodesOf(const std::vector<platform::AreaCode>& areas) {
  std::vector<std::string> codes;
  for (const platform::AreaCode& area : areas) codes.push_back(area.ToString());
  return codes;
}

}  // namespace mimamori::identity
