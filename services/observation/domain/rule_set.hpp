// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/observation/domain/admission_score.hpp"
#include "services/observation/domain/report.hpp"
#include "services/observation/domain/severity.hpp"

namespace mimamori::observation {

// How soon a person has to be spoken to. Kept as a smallint: never renumber.
enum class Tier : int16_t { kGreen = 1, kYellow = 2, kOrange = 3, kRed = 4 };
inline constexpr std::array<std::pair<Tier, std::string_view>, 4> kTiers{{
    {Tier::kGreen, "GREEN"},
    {Tier::kYellow, "YELLOW"},
    {Tier::kOrange, "ORANGE"},
    {Tier::kRed, "RED"},
}};

// Whom a step is for.
enum class Whom : uint8_t { kAnybody, kContacts, kPatients, kHighRisk };
inline constexpr WordTable<Whom, 4> kWhomNames{{
    {Whom::kAnybody, "ANYBODY"},
    {Whom::kContacts, "CONTACTS"},    // not infected, so far as is known
    {Whom::kPatients, "PATIENTS"},    // confirmed and probable cases
    {Whom::kHighRisk, "HIGH_RISK"},  // by the points of AdmissionRule
}};

// From a limit on (SpO2: down from it) the tier is at least this.
struct Step {
  int limit = 0;
  Tier tier = Tier::kGreen;
  Whom whom = Whom::kAnybody;

  friend bool operator==(const Step&, const Step&) = default;
};

// Somebody is symptomatic when `needed` of a group hold (the shape of Sara Alert's rule).
struct SymptomGroup {
  std::string name;
  int needed = 1;
  WordSet<Symptom> symptoms = {};
  std::optional<int> fever_from = std::nullopt;  // tenths of a degree: a fever counts among the group

  friend bool operator==(const SymptomGroup&, const SymptomGroup&) = default;
};

// A report without an item of which nothing was told for so long is at least of this tier.
struct MissingRule {
  Item item = Item::kSpo2;
  int stale_hours = 24;  // since it was told last, and from the first report on where it never was
  Tier tier = Tier::kYellow;
  Whom whom = Whom::kAnybody;

  friend bool operator==(const MissingRule&, const MissingRule&) = default;
};

// Minutes from when a report arrived to when its sender has to be spoken to.
struct ContactWithin {
  int ordinary = 0;
  int high_risk = 0;

  friend bool operator==(const ContactWithin&, const ContactWithin&) = default;
};

// A version of policy `observation.triage`: by which reports are judged. Temperatures in tenths of a degree Celsius.
struct RuleSet {
  int version = 1;
  std::string signed_off_by = {};  // the clinician who stands for it; empty: nobody does yet, and results say so
  PlausibleRanges plausible = {};

  Tier sign_tier = Tier::kRed;  // of any one emergency sign
  std::vector<Step> spo2 = {};          // at most so many %
  std::vector<Step> spo2_scale_2 = {};  // the same for those on NEWS2's second scale
  // Below the person's own baseline, by so many points. The baseline is what that many of her readings reached: one high
  // reading is none, and no later low one brings it down.
  std::vector<Step> spo2_drop = {};
  int baseline_readings = 2;

  int fever_from = 375;        // what counts as a fever at all
  int reducer_allowance = 0;   // added when a fever reducer was taken
  std::vector<Step> fever = {};
  int lasting_fever_days = 4;  // a fever at each reading, for so many times 24 hours
  Tier lasting_fever_tier = Tier::kYellow;

  std::vector<SymptomGroup> groups = {};
  Tier symptomatic_contact = Tier::kYellow;
  Tier symptomatic_patient = Tier::kGreen;

  std::vector<Step> news2 = {};
  Tier news2_three = Tier::kOrange;  // a single item that scores 3
  WordSet<Item> news2_worst = {};    // that count as their worst while they are missing
  int news2_least_age = 16;          // nobody is scored who may be younger

  AdmissionRule admission = {};
  Tier admission_tier = Tier::kYellow;  // of a patient who is to be admitted

  std::array<std::vector<Step>, kScaleNames.size()> scales = {};  // in the order of kScaleNames, each from a step on

  WordSet<Item> carried = {};  // whose last value stands until there is another
  std::vector<MissingRule> missing = {};

  std::array<ContactWithin, 3> contact = {};  // yellow, orange, red
  std::vector<SeverityDefinition> severities = {};  // the first is the nation's

  friend bool operator==(const RuleSet&, const RuleSet&) = default;
};

// Whether reports can be judged by it. FAILED_PRECONDITION (POLICY_MALFORMED), with the path of what is wrong as the field
// ("spo2[1].limit"): a figure out of range, a step that another makes void, words that are twice or don't belong there.
absl::Status CheckRuleSet(const RuleSet& rules);

// All approved versions, each from a moment on.
class RuleSets {
 public:
  struct Version {
    absl::Time valid_from;
    RuleSet rules;
  };
  // In the order in which they are valid; of two that begin at once the later one counts.
  explicit RuleSets(std::vector<Version> versions) : versions_(std::move(versions)) {}
  // One for all times: what if?
  explicit RuleSets(RuleSet rules) : versions_{{.valid_from = absl::InfinitePast(), .rules = std::move(rules)}} {}

  // Null before the first.
  const RuleSet* At(absl::Time time) const;

 private:
  std::vector<Version> versions_;
};

}  // namespace mimamori::observation
