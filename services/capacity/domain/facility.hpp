// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::capacity {

struct FacilityTag { static constexpr const char* kName = "facility_id"; };
using FacilityId = platform::Id<FacilityTag>;
struct OrganisationTag { static constexpr const char* kName = "organisation_id"; };
using OrganisationId = platform::Id<OrganisationTag>;

// Kept as a smallint: never renumber. By the names that policies use.
enum class FacilityKind : int16_t { kHospital = 1, kAccommodation = 2, kCareHome = 3 };
inline constexpr std::array<std::pair<FacilityKind, std::string_view>, 3> kFacilityKinds{{
    {FacilityKind::kHospital, "HOSPITAL"},
    {FacilityKind::kAccommodation, "ACCOMMODATION"},
    {FacilityKind::kCareHome, "CARE_HOME"},
}};

// On the map, in millionths of a degree.
struct Point {
  int32_t latitude = 0;   // north
  int32_t longitude = 0;  // east

  friend bool operator==(const Point&, const Point&) = default;
};

// What is told of a facility.
struct FacilityFacts {
  std::string display_name = {};
  std::optional<Point> point = std::nullopt;
  std::string time_zone = {};
  bool accepting = false;
  std::vector<std::string> capabilities = {};  // codes, each once, in order
  std::string phone = {};                      // of the desk, or empty
  std::optional<OrganisationId> organisation = std::nullopt;
  std::string language = {};
  std::vector<int> due_minutes = {};  // of its own; none: as the policy says

  friend bool operator==(const FacilityFacts&, const FacilityFacts&) = default;
};

struct Facility {
  FacilityId id = {};
  FacilityKind kind = FacilityKind::kHospital;
  platform::AreaCode area = {};
  FacilityFacts facts = {};
  bool has_contact = false;
  int revision = 1;
  std::optional<absl::Time> reported = std::nullopt;  // what its latest report speaks of
  std::optional<absl::Time> closed = std::nullopt;
  absl::Time listed = absl::InfinitePast();

  friend bool operator==(const Facility&, const Facility&) = default;
};

// What somebody wrote, before it is looked at.
struct FactsDraft {
  struct Degrees {
    double latitude = 0;
    double longitude = 0;
  };
  std::string display_name = {};
  std::optional<Degrees> point = std::nullopt;
  std::string time_zone = {};
  bool accepting = false;
  std::vector<std::string> capabilities = {};
  std::string phone = {};
  std::string organisation_id = {};
  std::string language = {};
  std::vector<int> due_minutes = {};
};

// Trimmed and judged; `known`: the capabilities that there are. BadField, by its path under `prefix` ("facts."): MISSING_FIELD
// and the reasons of platform::ParseText (display_name), MALFORMED_POINT (outside of Japan), UNKNOWN_TIME_ZONE,
// UNKNOWN_CAPABILITY (or twice), MALFORMED_PHONE, MALFORMED_ID, UNKNOWN_LANGUAGE, BAD_DEADLINES.
absl::StatusOr<FacilityFacts> ParseFacts(const FactsDraft& draft, const std::set<std::string>& known,
                                         std::string_view prefix = "facts.");

// As the contract numbers it. BadField: MISSING_FIELD, UNKNOWN_KIND (field kind).
absl::StatusOr<FacilityKind> ParseKind(int kind);

// Whether a retry asks for what was made: all but the desk's address, which nobody can compare.
bool SameRequest(const Facility& made, const Facility& asked);

// What is done to a facility that somebody saw. True: something changes. ABORTED: FACILITY_CHANGED, unless it is so already.
// FAILED_PRECONDITION: FACILITY_CLOSED.
absl::StatusOr<bool> Change(Facility& facility, int revision, const FacilityFacts& facts, bool contact_changes);
absl::StatusOr<bool> SetAccepting(Facility& facility, int revision, bool accepting);
absl::StatusOr<bool> Close(Facility& facility, int revision, absl::Time now);

}  // namespace mimamori::capacity
