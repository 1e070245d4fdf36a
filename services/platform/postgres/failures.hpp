// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"

struct pg_result;

namespace mimamori::platform::postgres {

// The server says what went wrong in five characters; callers think in canonical codes.
absl::StatusCode CodeOf(std::string_view sqlstate);

// OK for a result that is one; otherwise the failure, with SQLSTATE and constraint attached. `what` is the statement's
// name.
absl::Status CheckResult(const pg_result* result, std::string_view what);

// UNAVAILABLE, DATABASE_LOST.
absl::Status LostFailure(std::string_view what);
// UNAVAILABLE, COMMIT_UNKNOWN.
absl::Status CommitUnknownFailure();

}  // namespace mimamori::platform::postgres
