// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/recommend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

constexpr int kMostPoints = 10'000;

absl::Status Malformed(std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence, field);
}

bool Within(int value, int least, int most) { return value >= least && value <= most; }

std::vector<Note> WhyNot(const RecommendRules& rules, const Asked& asked, const Place& place) {
  std::vector<Note> notes;
  if (!place.has_class) notes.push_back({.reason = Reason::kNoSuchBeds});
  if (!place.accepting) notes.push_back({.reason = Reason::kNotAccepting});
  const bool known = place.freshness == Freshness::kFresh || (place.freshness == Freshness::kOverdue && rules.overdue_taken);
  if (place.has_class && (!known || !place.free || !place.staffed)) {
    notes.push_back({.reason = Reason::kBedsUnknown});
  } else if (place.has_class && *place.free <= 0) {
    notes.push_back({.reason = Reason::kNoBedFree});
  } else if (place.has_class && *place.free <= place.promised) {
    notes.push_back({.reason = Reason::kAllPromised, .value = place.promised, .limit = *place.free});
  }
  for (const std::string& capability : asked.needs.capabilities) {
    if (!place.capabilities.contains(capability)) notes.push_back({.reason = Reason::kCapabilityMissing, .word = capability});
  }
  if (place.minutes && *place.minutes > rules.most_minutes) {
    notes.push_back({.reason = Reason::kTooFar, .value = *place.minutes, .limit = rules.most_minutes});
  }
  if (asked.pool == Pool::kArea) {
    if (!asked.area.Covers(place.area)) notes.push_back({.reason = Reason::kOtherPool});
    if (asked.quota && asked.quota_used >= *asked.quota) {
      notes.push_back({.reason = Reason::kQuotaUsed, .value = asked.quota_used, .limit = *asked.quota});
    }
  }
  if (place.declined) notes.push_back({.reason = Reason::kDeclined});
  return notes;
}

// Of a place that nothing stands against: its beds are known.
std::vector<Note> WhyThere(const RecommendRules& rules, const Place& place) {
  std::vector<Note> notes;
  if (place.minutes) {
    notes.push_back({.reason = Reason::kTravel, .value = *place.minutes, .points = *place.minutes});
  } else {
    notes.push_back({.reason = Reason::kTravelUnknown, .limit = rules.unknown_minutes, .points = rules.unknown_minutes});
  }
  if (const Note note = OccupancyOf(rules, place, 1); note.points > 0) notes.push_back(note);
  if (place.recent > 0 && rules.recent_points > 0) {
    const int64_t points = int64_t{rules.recent_points} * place.recent * 100 / std::max(1, *place.staffed);
    notes.push_back({.reason = Reason::kFairness, .value = place.recent, .limit = *place.staffed,
                     .points = static_cast<int>(std::min<int64_t>(points, kMostPoints))});
  }
  if (place.known_there) notes.push_back({.reason = Reason::kContinuity, .points = -rules.continuity_points});
  if (place.freshness == Freshness::kOverdue) notes.push_back({.reason = Reason::kOverdue, .points = rules.overdue_points});
  return notes;
}

Candidate Judge(const RecommendRules& rules, const Asked& asked, const Place& place) {
  Candidate candidate{.facility = place.facility};
  candidate.notes = WhyNot(rules, asked, place);
  candidate.taken = candidate.notes.empty();
  if (!candidate.taken) return candidate;
  candidate.open = *place.free - place.promised;
  candidate.notes = WhyThere(rules, place);
  for (const Note& note : candidate.notes) candidate.cost += note.points;
  return candidate;
}

int MinutesIn(const Candidate& candidate) {
  const Note& way = candidate.notes.front();
  return way.points;
}

bool Before(const Candidate& a, const Candidate& b) {
  if (a.taken != b.taken) return a.taken;
  if (!a.taken) return a.facility < b.facility;
  return std::tuple(a.cost, MinutesIn(a), -a.open, a.facility) < std::tuple(b.cost, MinutesIn(b), -b.open, b.facility);
}

}  // namespace

absl::Status CheckRecommendRules(const RecommendRules& rules) {
  if (!Within(rules.travel.kmh, 1, 1000)) return Malformed("travel.kmh", "it is 1 to 1,000 kilometres an hour");
  if (!Within(rules.travel.detour_percent, 100, 1000)) {
    return Malformed("travel.detour_percent", "no road is shorter than the great circle");
  }
  if (!Within(rules.travel.fixed_minutes, 0, 240)) return Malformed("travel.fixed_minutes", "it is 0 to 240 minutes");
  if (!Within(rules.most_minutes, 1, 1440)) return Malformed("most_minutes", "it is 1 to 1,440 minutes");
  if (!Within(rules.unknown_minutes, 0, 1440)) return Malformed("unknown_minutes", "it is 0 to 1,440 minutes");
  for (size_t i = 0; i < rules.occupancy.size(); ++i) {
    const auto& step = rules.occupancy[i];
    const std::string path = fmt::format("occupancy[{}]", i);
    if (!Within(step.over_permille, 0, 5000)) return Malformed(path + ".over_permille", "it is 0 to 5,000 per mille");
    if (!Within(step.points, 0, kMostPoints)) return Malformed(path + ".points", "points are 0 to 10,000");
    if (i == 0) continue;
    const auto& before = rules.occupancy[i - 1];
    if (step.over_permille <= before.over_permille) return Malformed(path + ".over_permille", "steps go up");
    // Or the assignment of many would not be a flow of least cost.
    if (step.points < before.points) return Malformed(path + ".points", "what is fuller costs no less");
  }
  if (!Within(rules.recent_points, 0, 1000)) return Malformed("recent_points", "points are 0 to 1,000");
  if (!Within(rules.recent_hours, 1, 24 * 28)) return Malformed("recent_hours", "it is 1 to 672 hours");
  if (!Within(rules.continuity_points, 0, kMostPoints)) return Malformed("continuity_points", "points are 0 to 10,000");
  if (!Within(rules.overdue_points, 0, kMostPoints)) return Malformed("overdue_points", "points are 0 to 10,000");
  return absl::OkStatus();
}

const Candidate* Recommendation::Find(const FacilityId& facility) const {
  const auto found = std::ranges::find(candidates, facility, &Candidate::facility);
  return found == candidates.end() ? nullptr : &*found;
}

Note OccupancyOf(const RecommendRules& rules, const Place& place, int further) {
  Note note{.reason = Reason::kOccupancy};
  // Whoever is promised a bed lies in it soon.
  const int staffed = place.staffed.value_or(0);
  const int filled = staffed - place.free.value_or(0) + place.promised + further;
  if (staffed <= 0) return note;
  note.value = filled * 1000 / staffed;
  for (const auto& step : rules.occupancy) {
    if (filled * 1000 <= step.over_permille * staffed) break;
    note.limit = step.over_permille;
    note.points = step.points;
  }
  return note;
}

Recommendation Recommend(const RecommendRules& rules, const Asked& asked, const std::vector<Place>& places) {
  Recommendation recommendation;
  recommendation.candidates.reserve(places.size());
  for (const Place& place : places) recommendation.candidates.push_back(Judge(rules, asked, place));
  std::ranges::sort(recommendation.candidates, Before);
  recommendation.overflow = asked.pool == Pool::kArea && recommendation.Best() == nullptr;
  return recommendation;
}

}  // namespace mimamori::admission
