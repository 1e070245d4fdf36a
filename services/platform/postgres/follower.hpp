// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::platform::postgres {

// How far this service has followed the changes of a service below (table `positions`); kept in the transaction of the
// effect, so that a crash neither loses nor repeats one. `source` is the service's name, or "service/topic".

// The sequence of the last change that took effect here; 0 before the first.
absl::StatusOr<int64_t> LoadPosition(Pool& pool, absl::Time deadline, const std::string& source);

// Moves forward only: ABORTED (POSITION_TAKEN) when a replica got there first, and the transaction must not commit: the
// effect has happened already.
absl::Status KeepPosition(Connection& transaction, const std::string& source, int64_t sequence);

std::vector<Statement> FollowerStatements();

}  // namespace mimamori::platform::postgres
