// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

// A name of the IANA's list, as it stands in a request; "Asia/Tokyo" for none. INVALID_ARGUMENT: UNKNOWN_TIME_ZONE.
absl::StatusOr<std::string> ParseTimeZone(std::string_view name, std::string_view field = "time_zone");

}  // namespace mimamori::platform
