// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/connection.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// Gives the cases, all by one officer and of one moment, their numbers, in order, and inserts them; audit and news are
// the caller's. The numbers stay locked until the transaction ends.
absl::Status InsertCases(platform::postgres::Connection& transaction, std::vector<NewCase>& created);

std::vector<platform::postgres::Statement> NewCaseStatements();

}  // namespace mimamori::registry
