// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "services/platform/core/error.hpp"
#include "services/visit/domain/overlap.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using platform::BadField;

constexpr size_t kDayLength = 10;  // "2026-11-21"

absl::Status NoName() { return BadField("stay", "MALFORMED_ID", "stay is not the name of a stay"); }

bool Finds(const AskedWindow& window, const Stay& stay) {
  return stay.venue == window.venue &&
         OverlapMinutes(stay.arrived_at, stay.matched_until, window.from, window.to) >= 1;
}

// Her earliest stay that the window found; nullptr: none.
const Stay* FoundBy(const AskedWindow& window, const std::vector<Stay>& stays) {
  const Stay* found = nullptr;
  for (const Stay& stay : stays) {
    if (Finds(window, stay) && (found == nullptr || stay.arrived_at < found->arrived_at)) found = &stay;
  }
  return found;
}

void Join(ShownQuestion& shown, const AskedWindow& window, const Stay& stay) {
  shown.stay_arrived = std::min(shown.stay_arrived, stay.arrived_at);
  shown.first_asked = std::min(shown.first_asked, window.asked_at);
  shown.last_asked = std::max(shown.last_asked, window.asked_at);
  shown.mails = shown.mails || window.for_mails;
  ++shown.times;
}

}  // namespace

std::string NameOf(const StayKey& key) { return fmt::format("{}.{}", FormatDay(key.service_day), key.stay_id); }

absl::StatusOr<StayKey> ParseStayName(std::string_view name) {
  if (name.size() < kDayLength + 2 || name[kDayLength] != '.') return NoName();
  const auto day = ParseDay(name.substr(0, kDayLength));
  StayKey key;
  const char* const end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data() + kDayLength + 1, end, key.stay_id);
  if (!day.ok() || error != std::errc() || stopped != end || key.stay_id < 0) return NoName();
  key.service_day = *day;
  return key;
}

absl::StatusOr<absl::Time> ClockAfter(absl::Time arrived, std::string_view clock, const absl::TimeZone& zone) {
  const auto digit = [&](size_t i) { return clock[i] - '0'; };
  bool fits = clock.size() == 5 && clock[2] == ':';
  for (const size_t i : {0, 1, 3, 4}) fits = fits && clock[i] >= '0' && clock[i] <= '9';
  const int hour = fits ? digit(0) * 10 + digit(1) : 24;
  const int minute = fits ? digit(3) * 10 + digit(4) : 60;
  if (hour > 23 || minute > 59) return BadField("leave_clock", "MALFORMED_TIME", "a time is written 19:05");
  const absl::CivilDay day = absl::ToCivilDay(arrived, zone);
  const absl::Time same_day = absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute), zone);
  if (same_day >= arrived) return same_day;
  const absl::CivilDay next = day + 1;
  return absl::FromCivil(absl::CivilMinute(next.year(), next.month(), next.day(), hour, minute), zone);
}

absl::StatusOr<absl::Time> ShortenedTo(absl::Time told, const Stay& stay, absl::Time now) {
  if (told > now) return BadField("leave_clock", "DEPARTURE_IN_FUTURE", "the departure has not come yet");
  if (told < stay.arrived_at || told > stay.matched_until) {
    return BadField("leave_clock", "DEPARTURE_NOT_EARLIER", "a stay can only be made shorter");
  }
  return told;
}

absl::StatusOr<absl::Time> LeftAtClock(absl::Time told, const Stay& stay, absl::Time now,
                                       absl::Duration longest_stay) {
  if (stay.ending != Ending::kOpen || told < stay.arrived_at || told > now) return ShortenedTo(told, stay, now);
  return std::min(told, stay.arrived_at + longest_stay);
}

absl::Time LeftNow(const Stay& stay, absl::Time now, absl::Duration longest_stay) {
  if (IsOver(stay, now)) return stay.matched_until;
  const absl::Time minute = absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), absl::Minutes(1));
  return std::clamp(minute, stay.arrived_at, stay.arrived_at + longest_stay);
}

absl::Time EndOf(const Stay& stay) { return std::max(stay.matched_until, stay.arrived_at + absl::Minutes(1)); }

std::vector<Stay> GivableOf(const std::vector<Stay>& stays, absl::Time from, absl::Time to, absl::Time now, size_t most) {
  std::vector<Stay> givable;
  for (const Stay& stay : stays) {
    const absl::Time end = EndOf(stay);
    if (stay.verified && end <= now && stay.arrived_at < to && end > from && givable.size() < most) givable.push_back(stay);
  }
  return givable;
}

std::vector<ShownQuestion> QuestionsAbout(const std::vector<Stay>& stays, const std::vector<AskedWindow>& windows,
                                          absl::Time now, const RecordPolicy& policy) {
  std::set<std::string> decided;
  std::map<std::string, absl::Time> last_asked;
  for (const AskedWindow& window : windows) {
    if (window.for_mails) decided.insert(window.event);
    absl::Time& last = last_asked.try_emplace(window.event, window.asked_at).first->second;
    last = std::max(last, window.asked_at);
  }
  std::map<std::pair<std::string, VenueId>, ShownQuestion> shown;
  for (const AskedWindow& window : windows) {
    if (!decided.contains(window.event) && now < last_asked[window.event] + policy.questions_shown_after) continue;
    const Stay* const stay = FoundBy(window, stays);
    if (stay == nullptr) continue;
    const ShownQuestion fresh{.venue = window.venue, .area = window.area, .stay_arrived = stay->arrived_at,
                              .first_asked = window.asked_at, .last_asked = window.asked_at, .times = 0, .mails = false};
    Join(shown.try_emplace({window.event, window.venue}, fresh).first->second, window, *stay);
  }
  std::vector<ShownQuestion> out;
  for (const auto& [key, question] : shown) out.push_back(question);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.last_asked > b.last_asked; });
  return out;
}

}  // namespace mimamori::visit
