// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/explain.hpp"

#include <utility>

namespace mimamori::observation {
namespace {

std::string_view UnitOf(Cause cause) {
  switch (cause) {
    case Cause::kEmergencySign: return "signs";
    case Cause::kSpo2Low: return "%";
    case Cause::kSpo2Drop: return "% below own baseline";
    case Cause::kFever: return "0.1 °C";
    case Cause::kLastingFever: return "days";
    case Cause::kSymptomatic: return "symptoms of the group";
    case Cause::kNews2: return "points";
    case Cause::kNews2Three: return "points of one item";
    case Cause::kAdmissionScore: return "points";
    case Cause::kAdmissionSpo2: return "%";
    case Cause::kScale: return "step of 5";
    case Cause::kMissing: return "hours untold";
  }
  return "";
}

class Lines {
 public:
  void Add(RuleLine line) {
    if (line.tier == Tier::kGreen) return;  // raises nobody
    line.unit = UnitOf(line.cause);
    line.source = SourceOf(line.cause);
    lines_.push_back(std::move(line));
  }
  void AddSteps(Cause cause, const std::vector<Step>& steps, std::string_view what = {}, bool at_most = false) {
    for (const Step& step : steps) {
      Add({.cause = cause, .tier = step.tier, .whom = step.whom, .what = std::string(what), .limit = step.limit,
           .at_most = at_most});
    }
  }
  std::vector<RuleLine> Take() && { return std::move(lines_); }

 private:
  std::vector<RuleLine> lines_;
};

void AddMeasured(const RuleSet& rules, Lines& lines) {
  lines.AddSteps(Cause::kSpo2Low, rules.spo2, {}, true);
  lines.AddSteps(Cause::kSpo2Low, rules.spo2_scale_2, "SCALE_2", true);
  lines.AddSteps(Cause::kSpo2Drop, rules.spo2_drop);
  lines.AddSteps(Cause::kFever, rules.fever);
  lines.Add({.cause = Cause::kLastingFever, .tier = rules.lasting_fever_tier, .limit = rules.lasting_fever_days});
}

void AddSymptoms(const RuleSet& rules, Lines& lines) {
  for (const SymptomGroup& group : rules.groups) {
    lines.Add({.cause = Cause::kSymptomatic, .tier = rules.symptomatic_contact, .whom = Whom::kContacts,
               .what = group.name, .limit = group.needed});
    lines.Add({.cause = Cause::kSymptomatic, .tier = rules.symptomatic_patient, .whom = Whom::kPatients,
               .what = group.name, .limit = group.needed});
  }
}

void AddScores(const RuleSet& rules, Lines& lines) {
  lines.AddSteps(Cause::kNews2, rules.news2);
  for (const auto& [item, name] : kItemNames) {
    if (!kNews2Items.Has(item)) continue;
    lines.Add({.cause = Cause::kNews2Three, .tier = rules.news2_three, .what = std::string(name), .limit = 3});
  }
  lines.Add({.cause = Cause::kAdmissionScore, .tier = rules.admission_tier, .whom = Whom::kPatients,
             .limit = rules.admission.admit_at});
  if (rules.admission.spo2_at_most > 0) {
    lines.Add({.cause = Cause::kAdmissionSpo2, .tier = rules.admission_tier, .whom = Whom::kPatients,
               .limit = rules.admission.spo2_at_most, .at_most = true});
  }
}

}  // namespace

std::string_view SourceOf(Cause cause) {
  switch (cause) {
    case Cause::kEmergencySign: return "Health ministry: thirteen emergency signs (28 April 2020)";
    case Cause::kSpo2Low: return "National guide (mild from 96 %, moderate II up to 93 %); NHS home oximetry";
    case Cause::kSpo2Drop: return "NHS home oximetry: the drop from the person's own baseline";
    case Cause::kFever: return "quarano: contacts above 37.9 °C, cases above 39.4 °C";
    case Cause::kLastingFever: return "Health ministry: 37.5 °C for four days (February 2020)";
    case Cause::kSymptomatic: return "Sara Alert: groups of symptoms";
    case Cause::kNews2:
    case Cause::kNews2Three: return "Royal College of Physicians: NEWS2 (2017), partial";
    case Cause::kAdmissionScore: return "Kanagawa: admission score (December 2020)";
    case Cause::kAdmissionSpo2: return "Kanagawa: SpO2 up to 95 % (January 2022)";
    case Cause::kScale:
    case Cause::kMissing: return "The house's own";
  }
  return "";
}

std::vector<RuleLine> Explain(const RuleSet& rules) {
  Lines lines;
  for (const auto& [sign, name] : kSignNames) {
    lines.Add({.cause = Cause::kEmergencySign, .tier = rules.sign_tier, .what = std::string(name), .limit = 1});
  }
  AddMeasured(rules, lines);
  AddSymptoms(rules, lines);
  AddScores(rules, lines);
  for (const auto& [scale, name] : kScaleNames) {
    lines.AddSteps(Cause::kScale, rules.scales[static_cast<size_t>(scale)], name);
  }
  for (const MissingRule& rule : rules.missing) {
    lines.Add({.cause = Cause::kMissing, .tier = rule.tier, .whom = rule.whom,
               .what = std::string(NameOf(kItemNames, rule.item)), .limit = rule.stale_hours});
  }
  return std::move(lines).Take();
}

}  // namespace mimamori::observation
