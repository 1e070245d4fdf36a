// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/staff.hpp"
#include "services/platform/postgres/connection.hpp"

// What every change by an administrator begins with.
namespace mimamori::identity {

// Until the transaction ends, nobody else changes accounts or organisations.
absl::Status LockStaff(platform::postgres::Connection& transaction);

// Where she administers, by her own account as it is now. Changes by administrators come one after another until the
// transaction ends: two who disable each other at the same time can't both succeed, and an organisation's new name reaches
// every account that takes it. PERMISSION_DENIED: NOT_AN_ADMINISTRATOR.
absl::StatusOr<AdministratorScope> LockScopeOf(platform::postgres::Connection& transaction, const AccountId& actor);

// PERMISSION_DENIED: WHOLE_INSTALLATION_ONLY; `things`: what only such administrators import.
absl::Status CheckMayImport(const AdministratorScope& scope, std::string_view things);

// For conditions that begin: whole installation ($1), codes ($2), first digits of prefectures ($3).
platform::postgres::Params ParamsOf(const AdministratorScope& scope);

// Those of `codes` that this installation does not serve.
absl::StatusOr<std::vector<std::string>> NotServedOf(platform::postgres::Connection& transaction,
                                                     const std::vector<std::string>& codes);

std::vector<platform::postgres::Statement> AdministratorStatements();

}  // namespace mimamori::identity
