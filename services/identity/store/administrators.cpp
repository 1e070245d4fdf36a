// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/administrators.hpp"

#include <fmt/format.h>

#include "services/identity/store/account_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kLockStaff{"identity.lock_staff",
                               "SELECT pg_advisory_xact_lock(hashtextextended('identity.staff', 0)) IS NULL"};

constexpr Statement kScope{"identity.administrator_scope", R"sql(
  SELECT array_to_string(areas, ',') FROM accounts
  WHERE id = $1 AND 'ADMINISTRATOR' = ANY (roles) AND disabled_at IS NULL AND password_hash IS NOT NULL
)sql"};

constexpr Statement kNotServed{"identity.areas_not_served", R"sql(
  SELECT DISTINCT wanted.code FROM unnest($1::text[]) AS wanted (code)
  WHERE NOT EXISTS (SELECT FROM areas WHERE areas.code = wanted.code OR areas.code LIKE left(wanted.code, 2) || '000_')
)sql"};

}  // namespace

absl::Status LockStaff(Connection& transaction) { return transaction.Run(kLockStaff).status(); }

absl::StatusOr<AdministratorScope> LockScopeOf(Connection& transaction, const AccountId& actor) {
  RETURN_IF_ERROR(LockStaff(transaction));
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kScope, Params().Uuid(actor.uuid())));
  if (rows.empty()) return NotAnAdministrator();
  return SplitAreas(rows.Text(0, 0));
}

absl::Status CheckMayImport(const AdministratorScope& scope, std::string_view things) {
  if (scope.empty()) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kPermissionDenied, "WHOLE_INSTALLATION_ONLY",
                           fmt::format("only administrators of the whole installation import {}", things));
}

Params ParamsOf(const AdministratorScope& scope) {
  std::vector<std::string> prefectures;
  for (const platform::AreaCode& area : scope) {
    if (area.IsPrefecture()) prefectures.push_back(area.ToString().substr(0, 2));
  }
  return Params().Bool(scope.empty()).TextArray(CodesOf(scope)).TextArray(prefectures);
}

absl::StatusOr<std::vector<std::string>> NotServedOf(Connection& transaction, const std::vector<std::string>& codes) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kNotServed, Params().TextArray(codes)));
  std::vector<std::string> refused;
  for (int i = 0; i < rows.size(); ++i) refused.emplace_back(rows.Text(i, 0));
  return refused;
}

std::vector<Statement> AdministratorStatements() { return {kLockStaff, kScope, kNotServed}; }

}  // namespace mimamori::identity
