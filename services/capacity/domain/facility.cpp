// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/facility.hpp"

#include <algorithm>
#include <cmath>

#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/core/time_zone.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;

constexpr size_t kLongestName = 100;
constexpr size_t kMostDeadlines = 4;
constexpr int kMinutesOfADay = 24 * 60;

// Of a field's path.
class Fields {
 public:
  explicit Fields(std::string_view prefix) : prefix_(prefix) {}
  std::string operator()(std::string_view name) const { return prefix_ + std::string(name); }

 private:
  const std::string prefix_;
};

absl::StatusOr<std::optional<Point>> ParsePoint(const std::optional<FactsDraft::Degrees>& degrees, const Fields& path) {
  if (!degrees) return std::nullopt;
  // Not so written that what is no number passes.
  const bool here = degrees->latitude >= 20 && degrees->latitude <= 46 && degrees->longitude >= 122 &&
                    degrees->longitude <= 154;
  if (!here) return BadField(path("point"), "MALFORMED_POINT", "a point is within Japan, in degrees");
  return Point{.latitude = static_cast<int32_t>(std::lround(degrees->latitude * 1e6)),
               .longitude = static_cast<int32_t>(std::lround(degrees->longitude * 1e6))};
}

absl::StatusOr<std::vector<std::string>> ParseCapabilities(std::vector<std::string> codes,
                                                           const std::set<std::string>& known, const Fields& path) {
  std::ranges::sort(codes);
  const bool twice = std::ranges::adjacent_find(codes) != codes.end();
  if (!twice && std::ranges::all_of(codes, [&](const std::string& code) { return known.contains(code); })) return codes;
  return BadField(path("capabilities"), "UNKNOWN_CAPABILITY", "a capability stands there twice, or is none that there is");
}

absl::StatusOr<std::string> ParsePhone(std::string_view text, const Fields& path) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const bool plain = text.find_first_not_of("0123456789+- ") == std::string_view::npos;
  if (text.empty() || (plain && digits >= 6 && text.size() <= 20)) return std::string(text);
  return BadField(path("phone"), "MALFORMED_PHONE", "a telephone number is 6 to 20 digits, + and -");
}

absl::Status CheckDeadlines(const std::vector<int>& due, const Fields& path) {
  const bool upwards = std::ranges::is_sorted(due, std::ranges::less_equal{});
  const bool within = due.empty() || (due.front() >= 0 && due.back() < kMinutesOfADay);
  if (due.size() <= kMostDeadlines && upwards && within) return absl::OkStatus();
  return BadField(path("due_minutes"), "BAD_DEADLINES", "deadlines are up to 4 minutes of the day, upwards");
}

absl::Status CheckSeen(const Facility& facility, int revision) {
  if (facility.closed) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "FACILITY_CLOSED", "this facility is closed");
  }
  if (facility.revision == revision) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "FACILITY_CHANGED", "somebody else changed it; read it again");
}

}  // namespace

absl::StatusOr<FacilityFacts> ParseFacts(const FactsDraft& draft, const std::set<std::string>& known,
                                         std::string_view prefix) {
  const Fields path(prefix);
  FacilityFacts facts{.accepting = draft.accepting};
  ASSIGN_OR_RETURN(facts.display_name, platform::ParseText(path("display_name"), draft.display_name, 1, kLongestName));
  ASSIGN_OR_RETURN(facts.point, ParsePoint(draft.point, path));
  ASSIGN_OR_RETURN(facts.time_zone, platform::ParseTimeZone(draft.time_zone, path("time_zone")));
  ASSIGN_OR_RETURN(facts.capabilities, ParseCapabilities(draft.capabilities, known, path));
  ASSIGN_OR_RETURN(facts.phone, ParsePhone(draft.phone, path));
  if (!draft.organisation_id.empty()) {
    const auto id = platform::ParseUuid(draft.organisation_id);
    if (!id) return BadField(path("organisation_id"), "MALFORMED_ID", "organisation_id is not a UUID in its canonical form");
    facts.organisation = OrganisationId(*id);
  }
  ASSIGN_OR_RETURN(facts.language, platform::ParseLanguage(draft.language, path("language")));
  RETURN_IF_ERROR(CheckDeadlines(draft.due_minutes, path));
  facts.due_minutes = draft.due_minutes;
  return facts;
}

absl::StatusOr<FacilityKind> ParseKind(int kind) {
  if (kind == 0) return BadField("kind", "MISSING_FIELD", "a facility has a kind");
  for (const auto& [known, name] : kFacilityKinds) {
    if (static_cast<int>(known) == kind) return known;
  }
  return BadField("kind", "UNKNOWN_KIND", "the kind is not one of those that there are");
}

bool SameRequest(const Facility& made, const Facility& asked) {
  return made.kind == asked.kind && made.area == asked.area && made.facts == asked.facts;
}

// What is so already was done by the first try. An address can't be compared: it is written again.
absl::StatusOr<bool> Change(Facility& facility, int revision, const FacilityFacts& facts, bool contact_changes) {
  if (!facility.closed && facility.revision == revision + 1 && facility.facts == facts) return contact_changes;
  RETURN_IF_ERROR(CheckSeen(facility, revision));
  if (facility.facts == facts && !contact_changes) return false;
  facility.facts = facts;
  ++facility.revision;
  return true;
}

absl::StatusOr<bool> SetAccepting(Facility& facility, int revision, bool accepting) {
  if (!facility.closed && facility.facts.accepting == accepting) return false;
  RETURN_IF_ERROR(CheckSeen(facility, revision));
  facility.facts.accepting = accepting;
  ++facility.revision;
  return true;
}

absl::StatusOr<bool> Close(Facility& facility, int revision, absl::Time now) {
  if (facility.closed) return false;
  RETURN_IF_ERROR(CheckSeen(facility, revision));
  facility.closed = now;
  facility.facts.accepting = false;
  facility.has_contact = false;
  ++facility.revision;
  return true;
}

}  // namespace mimamori::capacity
