// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/rule_set.hpp"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

// What can be measured at all is in CheckReport; a fever begins above every temperature that is normal.
constexpr int kLeastFever = 370, kMostFever = 430, kMostAllowance = 5;
constexpr int kMostPoints = 20;

absl::Status Malformed(const std::string& path, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: {}", path, sentence), path);
}

absl::Status CheckRange(const std::string& path, int value, int least, int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return Malformed(path, fmt::format("is not from {} to {}", least, most));
}

enum class Worse { kHigher, kLower };

// Of two steps for the same people the worse one has the higher tier: else one of them would never count.
absl::Status CheckSteps(const std::string& path, const std::vector<Step>& steps, int least, int most,
                        Worse worse = Worse::kHigher) {
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", path, i);
    RETURN_IF_ERROR(CheckRange(here + ".limit", steps[i].limit, least, most));
    if (steps[i].tier == Tier::kGreen) return Malformed(here + ".tier", "green needs no step");
    for (size_t j = 0; j < i; ++j) {
      if (steps[j].whom != steps[i].whom) continue;
      if (steps[j].limit == steps[i].limit) return Malformed(here + ".limit", "is there twice for the same people");
      const bool is_worse = (steps[i].limit > steps[j].limit) == (worse == Worse::kHigher);
      if (is_worse != (steps[i].tier > steps[j].tier) || steps[i].tier == steps[j].tier) {
        return Malformed(here + ".tier", "does not rise as the values get worse");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPlausible(const std::string& path, const PlausibleRange& range, int least, int most) {
  RETURN_IF_ERROR(CheckRange(path + ".least", range.least, least, most));
  return CheckRange(path + ".most", range.most, range.least, most);
}

absl::Status CheckGroups(const std::vector<SymptomGroup>& groups) {
  std::set<std::string, std::less<>> names;
  for (size_t i = 0; i < groups.size(); ++i) {
    const SymptomGroup& group = groups[i];
    const std::string here = fmt::format("symptoms.groups[{}]", i);
    if (group.name.empty() || !names.insert(group.name).second) return Malformed(here + ".name", "is empty or twice");
    const int there_are = group.symptoms.Size() + (group.fever_from ? 1 : 0);
    RETURN_IF_ERROR(CheckRange(here + ".needed", group.needed, 1, there_are));
    if (group.fever_from) RETURN_IF_ERROR(CheckRange(here + ".fever_from", *group.fever_from, kLeastFever, kMostFever));
  }
  return absl::OkStatus();
}

absl::Status CheckAdmission(const AdmissionRule& rule) {
  for (size_t i = 0; i < rule.ages.size(); ++i) {
    const std::string here = fmt::format("admission.ages[{}]", i);
    RETURN_IF_ERROR(CheckRange(here + ".from", rule.ages[i].from, i == 0 ? 1 : rule.ages[i - 1].from + 1, 120));
    RETURN_IF_ERROR(CheckRange(here + ".points", rule.ages[i].points, 0, kMostPoints));
  }
  for (const auto& [factor, name] : kRiskFactorNames) {
    const bool lowers = factor == RiskFactor::kAsymptomatic;
    RETURN_IF_ERROR(CheckRange(fmt::format("admission.factors.{}", name), rule.PointsOf(factor), lowers ? -kMostPoints : 0,
                               lowers ? 0 : kMostPoints));
  }
  RETURN_IF_ERROR(CheckRange("admission.unknown_age", rule.unknown_age, 0, kMostPoints));
  RETURN_IF_ERROR(CheckRange("admission.spo2_at_most", rule.spo2_at_most, 0, 100));
  RETURN_IF_ERROR(CheckRange("admission.high_risk_at", rule.high_risk_at, 1, 100));
  return CheckRange("admission.admit_at", rule.admit_at, 1, 100);
}

absl::Status CheckMissing(const RuleSet& rules) {
  if (const auto odd = rules.carried.bits() & ~kReported.bits(); odd != 0) {
    return Malformed("carried", "names something that nobody reports");
  }
  for (size_t i = 0; i < rules.missing.size(); ++i) {
    const MissingRule& rule = rules.missing[i];
    const std::string here = fmt::format("missing[{}]", i);
    if (!kReported.Has(rule.item)) return Malformed(here + ".item", "is nothing that anybody reports");
    if (rule.tier == Tier::kGreen) return Malformed(here + ".tier", "green needs no rule");
    RETURN_IF_ERROR(CheckRange(here + ".stale_hours", rule.stale_hours, 0, 14 * 24));
    for (size_t j = 0; j < i; ++j) {
      if (rules.missing[j].item == rule.item && rules.missing[j].whom == rule.whom) {
        return Malformed(here + ".item", "is there twice for the same people");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckContact(const std::array<ContactWithin, 3>& contact) {
  constexpr int kMostMinutes = 7 * 24 * 60;
  constexpr std::array<std::string_view, 3> kNames{"yellow", "orange", "red"};
  for (size_t i = 0; i < contact.size(); ++i) {
    const std::string here = fmt::format("contact.{}", kNames[i]);
    const int most = i == 0 ? kMostMinutes : contact[i - 1].ordinary;
    RETURN_IF_ERROR(CheckRange(here + ".minutes", contact[i].ordinary, 1, most));
    const int most_at_risk = i == 0 ? contact[i].ordinary : std::min(contact[i].ordinary, contact[i - 1].high_risk);
    RETURN_IF_ERROR(CheckRange(here + ".high_risk_minutes", contact[i].high_risk, 1, most_at_risk));
  }
  return absl::OkStatus();
}

absl::Status CheckSeverities(const std::vector<SeverityDefinition>& severities) {
  if (severities.empty()) return Malformed("severities", "there is none");
  std::set<std::string, std::less<>> names;
  for (size_t i = 0; i < severities.size(); ++i) {
    const std::string here = fmt::format("severities[{}]", i);
    if (severities[i].name.empty() || !names.insert(severities[i].name).second) {
      return Malformed(here + ".name", "is empty or twice");
    }
    RETURN_IF_ERROR(CheckRange(here + ".mild_from", severities[i].mild_from, 50, 100));
    RETURN_IF_ERROR(
        CheckRange(here + ".moderate_2_at_most", severities[i].moderate_2_at_most, 50, severities[i].mild_from - 1));
  }
  return absl::OkStatus();
}

absl::Status CheckFever(const RuleSet& rules) {
  RETURN_IF_ERROR(CheckRange("fever.counts_from", rules.fever_from, kLeastFever, kMostFever));
  RETURN_IF_ERROR(CheckRange("fever.reducer_allowance", rules.reducer_allowance, 0, kMostAllowance));
  RETURN_IF_ERROR(CheckSteps("fever.steps", rules.fever, kLeastFever, kMostFever));
  return CheckRange("fever.lasting_days", rules.lasting_fever_days, 1, 14);
}

absl::Status CheckNews2(const RuleSet& rules) {
  RETURN_IF_ERROR(CheckSteps("news2.steps", rules.news2, 1, 20));
  RETURN_IF_ERROR(CheckRange("news2.least_age", rules.news2_least_age, 0, 120));
  if ((rules.news2_worst.bits() & ~kNews2Items.bits()) == 0) return absl::OkStatus();
  return Malformed("news2.worst_when_missing", "names something that the score doesn't look at");
}

}  // namespace

absl::Status CheckRuleSet(const RuleSet& rules) {
  RETURN_IF_ERROR(CheckPlausible("plausible.temperature", rules.plausible.temperature, 250, 450));
  RETURN_IF_ERROR(CheckPlausible("plausible.spo2", rules.plausible.spo2, 30, 100));
  RETURN_IF_ERROR(CheckPlausible("plausible.pulse", rules.plausible.pulse, 10, 300));
  RETURN_IF_ERROR(CheckPlausible("plausible.respiratory_rate", rules.plausible.respiratory_rate, 1, 120));
  RETURN_IF_ERROR(CheckSteps("spo2", rules.spo2, 50, 100, Worse::kLower));
  RETURN_IF_ERROR(CheckSteps("spo2_scale_2", rules.spo2_scale_2, 50, 100, Worse::kLower));
  RETURN_IF_ERROR(CheckSteps("spo2_drop.steps", rules.spo2_drop, 1, 50));
  RETURN_IF_ERROR(CheckRange("spo2_drop.baseline_readings", rules.baseline_readings, 1, 10));
  RETURN_IF_ERROR(CheckFever(rules));
  RETURN_IF_ERROR(CheckGroups(rules.groups));
  RETURN_IF_ERROR(CheckNews2(rules));
  RETURN_IF_ERROR(CheckAdmission(rules.admission));
  for (const auto& [scale, name] : kScaleNames) {
    RETURN_IF_ERROR(CheckSteps(fmt::format("scales.{}", name), rules.scales[static_cast<size_t>(scale)], 2, 5));
  }
  RETURN_IF_ERROR(CheckMissing(rules));
  RETURN_IF_ERROR(CheckContact(rules.contact));
  return CheckSeverities(rules.severities);
}

const RuleSet* RuleSets::At(absl::Time time) const {
  const RuleSet* in_force = nullptr;
  for (const Version& version : versions_) {
    if (version.valid_from <= time) in_force = &version.rules;
  }
  return in_force;
}

}  // namespace mimamori::observation
