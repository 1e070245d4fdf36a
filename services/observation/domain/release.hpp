// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// Where a patient has to wait. Kept as a smallint: never renumber.
enum class Setting : int16_t { kHome = 1, kAccommodation = 2, kInpatient = 3, kCareHome = 4 };
inline constexpr std::array<std::pair<Setting, std::string_view>, 4> kSettings{{
    {Setting::kHome, "HOME"},
    {Setting::kAccommodation, "ACCOMMODATION"},
    {Setting::kInpatient, "INPATIENT"},
    {Setting::kCareHome, "CARE_HOME"},
}};

// Whole days after day 0, and hours since she got better.
struct Waiting {
  int days = 0;
  int hours_improved = 0;

  friend bool operator==(const Waiting&, const Waiting&) = default;
};

// A rule of the health ministry, for decisions from a day on (the nation's day: Japan's).
struct ReleaseRule {
  absl::CivilDay from = {};
  Waiting symptomatic = {};
  Waiting inpatient = {};            // symptomatic, in a hospital or a care home
  int asymptomatic_days = 0;
  int asymptomatic_tested_days = 0;  // with a negative test of then or later; 0: a test shortens nothing

  friend bool operator==(const ReleaseRule&, const ReleaseRule&) = default;
};

// A version of policy `observation.release`.
struct ReleaseRules {
  int version = 1;
  std::vector<ReleaseRule> rules = {};  // by their days
  // Better is a report without a fever, without a fever reducer, without any of these symptoms and without emergency signs.
  int fever_from = 375;                // tenths of a degree
  WordSet<Symptom> still_ill = {};
  // Two such reports further apart than that prove nothing of the time between.
  int most_gap_hours = 36;

  friend bool operator==(const ReleaseRules&, const ReleaseRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field.
absl::Status CheckReleaseRules(const ReleaseRules& rules);

// What stands against a release. Kept as a smallint: never renumber.
enum class Blocker : int16_t {
  kNoRule = 1,            // in force on that day
  kContact = 2,           // no case: these rules are not for her
  kNoDayZero = 3,         // neither onset nor sampling is known
  kDaysNotPassed = 4,     // until the release's `earliest`
  kNotImproved = 5,       // the latest report doesn't show it, or none does
  kImprovedTooShort = 6,  // until the release's `earliest`
  kSilent = 7,            // nothing was told lately: silence is never recovery
  kNeedsContact = 8,      // the latest report is above green
};
inline constexpr std::array<std::pair<Blocker, std::string_view>, 8> kBlockers{{
    {Blocker::kNoRule, "NO_RULE"},
    {Blocker::kContact, "CONTACT"},
    {Blocker::kNoDayZero, "NO_DAY_ZERO"},
    {Blocker::kDaysNotPassed, "DAYS_NOT_PASSED"},
    {Blocker::kNotImproved, "NOT_IMPROVED"},
    {Blocker::kImprovedTooShort, "IMPROVED_TOO_SHORT"},
    {Blocker::kSilent, "SILENT"},
    {Blocker::kNeedsContact, "NEEDS_CONTACT"},
}};

// Where day 0 comes from. Kept as a smallint: never renumber.
enum class DayZeroSource : int16_t { kOnset = 1, kSampling = 2, kFirstSymptoms = 3 };

// Never a release: what a person needs to confirm one, or to refuse it.
struct ReleaseProposal {
  bool ready = false;  // no blocker
  std::vector<Blocker> blockers = {};
  // The evidence.
  int rules_version = 0;
  std::optional<absl::CivilDay> rule_from = std::nullopt;
  bool symptomatic = false;
  std::optional<absl::CivilDay> day_zero = std::nullopt;
  std::optional<DayZeroSource> day_zero_source = std::nullopt;
  int days = 0;                                            // that have to pass
  int hours_improved = 0;                                  // that have to pass
  bool tested = false;                                     // shortened by a negative test
  std::optional<absl::Time> improved_since = std::nullopt;  // the first report of the last unbroken row of good ones
  std::optional<absl::Time> last_report = std::nullopt;
  std::optional<absl::Time> earliest = std::nullopt;  // as things stand, if she goes on like that

  friend bool operator==(const ReleaseProposal&, const ReleaseProposal&) = default;
};

// What a release is judged by.
struct ReleaseCase {
  Patient patient = {};
  Setting setting = Setting::kHome;
  std::optional<absl::CivilDay> negative_test = std::nullopt;  // sampled that day
  Tier last_tier = Tier::kGreen;
};

// Judges whether somebody may be proposed for release at `now`. `reports`: all of hers, by time, judged as symptomatic or not
// by their own triage (`symptomatic`, as many). `nation`: whose day picks the rule.
ReleaseProposal ProposeRelease(const ReleaseRules& rules, const ReleaseCase& released, std::span<const Report> reports,
                               std::span<const bool> symptomatic, const absl::TimeZone& nation, absl::Time now);

}  // namespace mimamori::observation
