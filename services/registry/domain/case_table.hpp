// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/email_address.hpp"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

constexpr size_t kMostImportedCases = 10'000;
constexpr size_t kLargestCaseTable = 5 * 512 * 1024;  // bytes

// A row of a table.
struct CaseEntry {
  Case opened;  // without id and number
  std::optional<platform::EmailAddress> email;
  std::optional<size_t> reporter;  // the row, from 0 and before this one, of who reports for her
};

// The cases of a table, as ImportCasesRequest describes it. `covered`: whether an area is the caller's. All of it or
// nothing: INVALID_ARGUMENT (field content) with the problems by line and column, one a row; the reasons are those of
// OpenCase, and MALFORMED_EMAIL_ADDRESS, MALFORMED_CSV, MISSING_COLUMN, UNKNOWN_COLUMN, DUPLICATE_COLUMN, UNKNOWN_KIND,
// AREA_UNKNOWN, TOO_MANY_MEMBERS, TEXT_NOT_DECODABLE, TOO_MANY_ROWS, NO_ROWS.
absl::StatusOr<std::vector<CaseEntry>> ReadCaseTable(std::string_view bytes,
                                                     const std::function<bool(const platform::AreaCode&)>& covered,
                                                     absl::Time now, absl::CivilDay today);

}  // namespace mimamori::registry
