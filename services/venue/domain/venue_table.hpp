// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/venue/domain/registration.hpp"

namespace mimamori::venue {

constexpr size_t kMostImportedVenues = 10'000;
constexpr size_t kLargestVenueTable = 5 * 512 * 1024;  // bytes

// The venues of a table, as ImportVenuesRequest describes it. `offered`: OK for an area where the caller may make venues,
// else the failure to be told; asked once for each area. All of it or nothing: INVALID_ARGUMENT (field content) with the
// problems by line and column, one a row; the reasons are those of ParseRegistration, of `offered`, and MALFORMED_CSV,
// MISSING_COLUMN, DUPLICATE_VENUE, TEXT_NOT_DECODABLE, TOO_MANY_ROWS, NO_ROWS. Other failures of `offered` end it.
absl::StatusOr<std::vector<Registration>> ReadVenueTable(
    std::string_view bytes, const std::function<absl::Status(const platform::AreaCode&)>& offered);

}  // namespace mimamori::venue
