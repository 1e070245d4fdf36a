// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/capacity/store/facility_store.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::capacity {

// Those of one caller at one moment, with their audit entries, and told to those who follow the board: the last thing in a
// transaction. Database failures; ALREADY_EXISTS of constraint facilities_name_key.
absl::Status InsertFacilities(platform::postgres::Connection& transaction, const std::vector<NewFacility>& created,
                              const platform::postgres::AuditEntry& audit);
// Two of that name in that area; other failures as they are.
absl::Status AsFacilityExists(absl::Status failure);

std::vector<platform::postgres::Statement> NewFacilityStatements();

}  // namespace mimamori::capacity
