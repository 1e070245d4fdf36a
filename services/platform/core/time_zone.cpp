// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/time_zone.hpp"

#include "absl/time/time.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {

absl::StatusOr<std::string> ParseTimeZone(std::string_view name, std::string_view field) {
  if (name.empty()) return std::string("Asia/Tokyo");
  absl::TimeZone zone;
  // Abseil also takes "Fixed/…" and paths; what people live by is a name of the IANA's list.
  const bool named = name.size() <= 64 && !name.starts_with("Fixed/") && name.front() != '/' &&
                     name.find("..") == std::string_view::npos && name != "localtime";
  if (!named || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
    return BadField(field, "UNKNOWN_TIME_ZONE", std::string(field) + " is not a name of the IANA's list");
  }
  return std::string(name);
}

}  // namespace mimamori::platform
