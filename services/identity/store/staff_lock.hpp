// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::identity {

// Held until the transaction ends. Changes by administrators come one after another: two who disable each other at the same
// time can't both succeed, and an organisation's new name reaches every account that takes it.
absl::Status LockStaff(platform::postgres::Connection& transaction);

std::vector<platform::postgres::Statement> StaffLockStatements();

}  // namespace mimamori::identity
