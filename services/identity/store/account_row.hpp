// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/postgres/connection.hpp"

// The columns of an account, in the order in which ReadAccount takes them; lists as text joined by commas.
#define MIMAMORI_ACCOUNT_COLUMNS                                                                          \
  "accounts.id, accounts.user_name, accounts.display_name, array_to_string(accounts.roles, ','), "        \
  "array_to_string(accounts.areas, ','), accounts.organisation, accounts.demo, accounts.organisation_id"

namespace mimamori::identity {

constexpr int kAccountColumns = 8;
// From column `first` on. Fails only when the row was not written by this service.
absl::StatusOr<Account> ReadAccount(const platform::postgres::Rows& rows, int row, int first = 0);

std::vector<std::string> NamesOf(const std::vector<Role>& roles);
// "271004,131016"; empty: none. Fails only when it was not written by this service.
absl::StatusOr<std::vector<platform::AreaCode>> SplitAreas(std::string_view text);
std::vector<std::string> CodesOf(const std::vector<platform::AreaCode>& areas);

}  // namespace mimamori::identity
