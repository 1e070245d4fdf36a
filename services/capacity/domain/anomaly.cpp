// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/anomaly.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "absl/time/civil_time.h"
#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kMinutesOfADay = 24 * 60;

absl::Status Malformed(std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence, field);
}

// The day on which the night began that `time` lies in.
std::optional<absl::CivilDay> NightOf(absl::Time time, const AnomalyRules& rules, const absl::TimeZone& zone) {
  const absl::CivilMinute clock = absl::ToCivilMinute(time, zone);
  const absl::CivilDay day(clock);
  const int minute = clock.hour() * 60 + clock.minute();
  const bool over_midnight = rules.night_begins > rules.night_ends;
  if (over_midnight && minute < rules.night_ends) return day - 1;
  if (minute >= rules.night_begins && (over_midnight || minute < rules.night_ends)) return day;
  return std::nullopt;
}

// Counts beginnings, which come in order of time.
class Count {
 public:
  void Add(absl::Time begins) {
    if (count_++ == 0) first_ = begins;
    last_ = begins;
  }
  void TellFrom(int least, AnomalyKind kind, const std::string& who, std::vector<Anomaly>& out) const {
    if (count_ >= least) out.push_back({.kind = kind, .who = who, .count = count_, .first = first_, .last = last_});
  }

 private:
  int count_ = 0;
  absl::Time first_, last_;
};

void FindMany(const std::vector<HoldSeen>& holds, const AnomalyRules& rules, std::vector<Anomaly>& out) {
  std::map<std::string, Count> holders;
  for (const HoldSeen& hold : holds) holders[hold.holder].Add(hold.begins);
  for (const auto& [holder, count] : holders) {
    count.TellFrom(rules.holds_of_one, AnomalyKind::kManyHolds, holder, out);
  }
}

// An officer gives beds to another holder as soon as one is rid of them.
void FindRebooked(const std::vector<HoldSeen>& holds, const AnomalyRules& rules, std::vector<Anomaly>& out) {
  std::map<std::pair<std::string, std::string>, std::vector<const HoldSeen*>> ended;  // on the same beds
  for (const HoldSeen& hold : holds) ended[{hold.facility, hold.bed_class}].push_back(&hold);
  std::map<std::string, Count> officers;
  for (const HoldSeen& hold : holds) {
    const auto& beside = ended[{hold.facility, hold.bed_class}];
    const bool rebooked = std::ranges::any_of(beside, [&](const HoldSeen* before) {
      return before->holder != hold.holder && before->ends <= hold.begins &&
             hold.begins - before->ends <= absl::Seconds(rules.rebooked_seconds);
    });
    if (rebooked) officers[hold.officer].Add(hold.begins);
  }
  for (const auto& [officer, count] : officers) {
    count.TellFrom(rules.rebooked_times, AnomalyKind::kRebooked, officer, out);
  }
}

void FindNights(const std::vector<HoldSeen>& holds, const AnomalyRules& rules, const absl::TimeZone& zone,
                std::vector<Anomaly>& out) {
  std::map<std::pair<std::string, absl::CivilDay>, Count> nights;
  for (const HoldSeen& hold : holds) {
    if (const auto night = NightOf(hold.begins, rules, zone)) nights[{hold.officer, *night}].Add(hold.begins);
  }
  for (const auto& [night, count] : nights) {
    count.TellFrom(rules.night_holds, AnomalyKind::kNightBurst, night.first, out);
  }
}

}  // namespace

absl::Status CheckAnomalyRules(const AnomalyRules& rules) {
  const std::pair<std::string_view, int> counts[] = {{"holds_of_one", rules.holds_of_one},
                                                     {"rebooked_seconds", rules.rebooked_seconds},
                                                     {"rebooked_times", rules.rebooked_times},
                                                     {"night_holds", rules.night_holds}};
  for (const auto& [field, value] : counts) {
    if (value < 1) return Malformed(field, "this is 1 or more");
  }
  for (const auto& [field, minute] : {std::pair{"night_begins", rules.night_begins}, {"night_ends", rules.night_ends}}) {
    if (minute < 0 || minute >= kMinutesOfADay) return Malformed(field, "this is a minute of the day");
  }
  if (rules.night_begins == rules.night_ends) return Malformed("night_ends", "a night ends at another time than it begins");
  return absl::OkStatus();
}

std::vector<Anomaly> AnomaliesIn(std::vector<HoldSeen> holds, const AnomalyRules& rules, const absl::TimeZone& zone) {
  std::ranges::sort(holds, {}, [](const HoldSeen& hold) { return std::tie(hold.begins, hold.holder); });
  std::vector<Anomaly> out;
  FindMany(holds, rules, out);
  FindRebooked(holds, rules, out);
  FindNights(holds, rules, zone, out);
  return out;
}

}  // namespace mimamori::capacity
