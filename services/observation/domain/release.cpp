// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/release.hpp"

#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

absl::Status CheckFigure(const std::string& path, int value, int least, int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: is not from {} to {}", path, least, most), path);
}

absl::Status CheckWaiting(const std::string& path, const Waiting& waiting, const Waiting& least) {
  RETURN_IF_ERROR(CheckFigure(path + ".days", waiting.days, least.days, 60));
  return CheckFigure(path + ".hours_improved", waiting.hours_improved, least.hours_improved, 14 * 24);
}

enum class Showing { kBetter, kIll, kNothing };

// Better only where all that must be told was told.
Showing Show(const ReleaseRules& rules, const Report& report) {
  const bool fever = report.readings.temperature && *report.readings.temperature >= rules.fever_from;
  const bool ill = report.symptoms && !(*report.symptoms & rules.still_ill).Empty();
  const bool grave = report.signs && !report.signs->Empty();
  if (fever || ill || grave || report.fever_reducer.value_or(false)) return Showing::kIll;
  const bool whole = report.readings.temperature && report.symptoms && report.signs && report.fever_reducer;
  return whole ? Showing::kBetter : Showing::kNothing;
}

// The last unbroken row of reports that show her better.
struct Row {
  absl::Time first;
  absl::Time last;
};
std::optional<Row> LastRow(const ReleaseRules& rules, std::span<const Report> reports) {
  std::optional<Row> row;
  for (size_t i = reports.size(); i > 0; --i) {
    const Report& report = reports[i - 1];
    const Showing shown = Show(rules, report);
    if (shown == Showing::kNothing) continue;
    if (shown == Showing::kIll) break;
    if (!row) row = Row{.first = report.time, .last = report.time};
    if (row->first - report.time > absl::Hours(rules.most_gap_hours)) break;
    row->first = report.time;
  }
  return row;
}

const ReleaseRule* RuleOn(const ReleaseRules& rules, absl::CivilDay day) {
  const ReleaseRule* in_force = nullptr;
  for (const ReleaseRule& rule : rules.rules) {
    if (rule.from <= day) in_force = &rule;
  }
  return in_force;
}

// Symptoms that came later start the count anew.
void FindDayZero(const ReleaseCase& released, std::span<const Report> reports, std::span<const bool> symptomatic,
                 ReleaseProposal& proposal) {
  const auto found = [&](absl::CivilDay day, DayZeroSource source) {
    proposal.day_zero = day;
    proposal.day_zero_source = source;
  };
  if (released.patient.onset) {
    proposal.symptomatic = true;
    return found(*released.patient.onset, DayZeroSource::kOnset);
  }
  for (size_t i = 0; i < std::min(reports.size(), symptomatic.size()); ++i) {
    if (!symptomatic[i]) continue;
    proposal.symptomatic = true;
    return found(absl::ToCivilDay(reports[i].time, released.patient.zone), DayZeroSource::kFirstSymptoms);
  }
  if (released.patient.sampling) found(*released.patient.sampling, DayZeroSource::kSampling);
}

void FindWaiting(const ReleaseRule& rule, const ReleaseCase& released, absl::CivilDay today, ReleaseProposal& proposal) {
  if (proposal.symptomatic) {
    const bool inside = released.setting == Setting::kInpatient || released.setting == Setting::kCareHome;
    const Waiting& waiting = inside ? rule.inpatient : rule.symptomatic;
    proposal.days = waiting.days;
    proposal.hours_improved = waiting.hours_improved;
    return;
  }
  proposal.days = rule.asymptomatic_days;
  if (rule.asymptomatic_tested_days == 0 || !released.negative_test) return;
  proposal.tested = *released.negative_test >= *proposal.day_zero + rule.asymptomatic_tested_days &&
                    *released.negative_test <= today;
  if (proposal.tested) proposal.days = rule.asymptomatic_tested_days;
}

}  // namespace

absl::Status CheckReleaseRules(const ReleaseRules& rules) {
  for (size_t i = 0; i < rules.rules.size(); ++i) {
    const ReleaseRule& rule = rules.rules[i];
    const std::string here = fmt::format("rules[{}]", i);
    if (i > 0 && rule.from <= rules.rules[i - 1].from) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                               here + ".from: is not behind the one before", here + ".from");
    }
    RETURN_IF_ERROR(CheckWaiting(here + ".symptomatic", rule.symptomatic, {.days = 1, .hours_improved = 1}));
    RETURN_IF_ERROR(CheckWaiting(here + ".inpatient", rule.inpatient, rule.symptomatic));
    RETURN_IF_ERROR(CheckFigure(here + ".asymptomatic_days", rule.asymptomatic_days, 1, 60));
    RETURN_IF_ERROR(CheckFigure(here + ".asymptomatic_tested_days", rule.asymptomatic_tested_days, 0,
                                rule.asymptomatic_days));
  }
  RETURN_IF_ERROR(CheckFigure("improved.fever_from", rules.fever_from, 370, 430));
  return CheckFigure("improved.most_gap_hours", rules.most_gap_hours, 12, 72);
}

ReleaseProposal ProposeRelease(const ReleaseRules& rules, const ReleaseCase& released, std::span<const Report> reports,
                               std::span<const bool> symptomatic, const absl::TimeZone& nation, absl::Time now) {
  ReleaseProposal proposal{.rules_version = rules.version};
  const auto against = [&](Blocker blocker) { proposal.blockers.push_back(blocker); };
  const ReleaseRule* rule = RuleOn(rules, absl::ToCivilDay(now, nation));
  if (rule == nullptr) against(Blocker::kNoRule);
  if (released.patient.kind == Kind::kContact) against(Blocker::kContact);
  FindDayZero(released, reports, symptomatic, proposal);
  if (!proposal.day_zero) against(Blocker::kNoDayZero);
  if (!proposal.blockers.empty()) return proposal;

  proposal.rule_from = rule->from;
  FindWaiting(*rule, released, absl::ToCivilDay(now, released.patient.zone), proposal);
  const absl::Time passed = absl::FromCivil(*proposal.day_zero + proposal.days + 1, released.patient.zone);
  if (now < passed) against(Blocker::kDaysNotPassed);
  proposal.earliest = passed;

  if (!reports.empty()) proposal.last_report = reports.back().time;
  const absl::Duration most_gap = absl::Hours(rules.most_gap_hours);
  if (!proposal.last_report || now - *proposal.last_report > most_gap) against(Blocker::kSilent);
  if (released.last_tier > Tier::kGreen) against(Blocker::kNeedsContact);
  if (!proposal.symptomatic) {
    proposal.ready = proposal.blockers.empty();
    return proposal;
  }

  const std::optional<Row> row = LastRow(rules, reports);
  if (!row || now - row->last > most_gap) {
    against(Blocker::kNotImproved);
    proposal.earliest = std::nullopt;
    return proposal;
  }
  proposal.improved_since = row->first;
  const absl::Duration improved = absl::Hours(proposal.hours_improved);
  // The time that has to pass has to be told of, too: what comes behind her last report is not known.
  if (row->last - row->first < improved) against(Blocker::kImprovedTooShort);
  proposal.earliest = std::max(passed, row->first + improved);
  proposal.ready = proposal.blockers.empty();
  return proposal;
}

}  // namespace mimamori::observation
