// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/typical_stay.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

constexpr std::pair<const char*, VenueKind> kKinds[] = {
    {"food", VenueKind::kFood},
    {"cluster_prone", VenueKind::kClusterProne},
    {"indoor_leisure", VenueKind::kIndoorLeisure},
    {"hall", VenueKind::kHall},
    {"other", VenueKind::kOther},
};

absl::Status Malformed(std::string_view kind) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           "venue.typical_stay does not give 15 to 1,425 minutes for each kind of venue", kind);
}

}  // namespace

absl::StatusOr<TypicalStay> TypicalStay::Of(const std::map<std::string, int32_t>& minutes) {
  TypicalStay policy;
  for (const auto& [name, kind] : kKinds) {
    const auto it = minutes.find(name);
    if (it == minutes.end() || it->second < 15 || it->second > 1'425) return Malformed(name);
    policy.minutes_[kind] = it->second;
  }
  for (const auto& [name, number] : minutes) {
    const bool known = std::ranges::any_of(kKinds, [&name = name](const auto& kind) { return kind.first == name; });
    if (!known) return Malformed(name);
  }
  return policy;
}

int32_t TypicalStay::MinutesFor(VenueKind kind) const { return minutes_.at(kind); }

VenueDetails TypicalStay::FillIn(VenueDetails details) const {
  if (details.typical_stay_minutes == 0) details.typical_stay_minutes = MinutesFor(details.kind);
  return details;
}

}  // namespace mimamori::venue
