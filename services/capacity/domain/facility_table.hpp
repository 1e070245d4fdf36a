// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/platform/core/email_address.hpp"

namespace mimamori::capacity {

constexpr size_t kMostImportedFacilities = 5'000;
constexpr size_t kLargestTable = 5 * 512 * 1024;  // bytes

// A row of a table.
struct FacilityEntry {
  Facility facility;  // without its id
  std::optional<platform::EmailAddress> email;
};

// The facilities of a table, as ImportFacilitiesRequest describes it. `covered`: whether an area is the caller's; `exists`:
// whether there is one of that name there. All of it or nothing: INVALID_ARGUMENT (field content) with the problems by line and
// column, one a row; the reasons are those of ParseFacts and ParseKind, and MALFORMED_EMAIL_ADDRESS, AREA_UNKNOWN,
// DUPLICATE_FACILITY, FACILITY_EXISTS, and those of platform::CsvTable.
using FacilityExists = std::function<bool(const platform::AreaCode& area, const std::string& display_name)>;
absl::StatusOr<std::vector<FacilityEntry>> ReadFacilityTable(std::string_view bytes, const std::set<std::string>& capabilities,
                                                             const std::function<bool(const platform::AreaCode&)>& covered,
                                                             const FacilityExists& exists);

}  // namespace mimamori::capacity
