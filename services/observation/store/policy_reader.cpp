// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/policy_reader.hpp"

#include <algorithm>
#include <vector>

#include "services/observation/store/policy_page.hpp"

namespace mimamori::observation {
namespace {

// Wide: what is allowed where is for the domain's checks.
constexpr int kMost = 1'000'000;

absl::Status ReadRange(const PolicyPage& plausible, const std::string& field, bool tenths, PlausibleRange& range) {
  ASSIGN_OR_RETURN(const PolicyPage page, plausible.Object(field));
  if (tenths) {
    ASSIGN_OR_RETURN(range.least, page.Tenths("least", 0, 100));
    ASSIGN_OR_RETURN(range.most, page.Tenths("most", 0, 100));
  } else {
    ASSIGN_OR_RETURN(range.least, page.Int("least", 0, kMost));
    ASSIGN_OR_RETURN(range.most, page.Int("most", 0, kMost));
  }
  return absl::OkStatus();
}

enum class Unit { kWhole, kTenths };

absl::Status ReadSteps(const PolicyPage& page, const std::string& field, std::vector<Step>& steps,
                       Unit unit = Unit::kWhole) {
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> told, page.Objects(field));
  for (const PolicyPage& one : told) {
    Step step;
    if (unit == Unit::kTenths) {
      ASSIGN_OR_RETURN(step.limit, one.Tenths("limit", 0, 100));
    } else {
      ASSIGN_OR_RETURN(step.limit, one.Int("limit", 0, kMost));
    }
    ASSIGN_OR_RETURN(step.tier, one.One(kTiers, "tier"));
    ASSIGN_OR_RETURN(step.whom, one.One(kWhomNames, "whom"));
    steps.push_back(step);
  }
  return absl::OkStatus();
}

absl::Status ReadPlausible(const PolicyPage& body, PlausibleRanges& ranges) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("plausible"));
  RETURN_IF_ERROR(ReadRange(page, "temperature", true, ranges.temperature));
  RETURN_IF_ERROR(ReadRange(page, "spo2", false, ranges.spo2));
  RETURN_IF_ERROR(ReadRange(page, "pulse", false, ranges.pulse));
  return ReadRange(page, "respiratory_rate", false, ranges.respiratory_rate);
}

absl::Status ReadSaturation(const PolicyPage& body, RuleSet& rules) {
  RETURN_IF_ERROR(ReadSteps(body, "spo2", rules.spo2));
  RETURN_IF_ERROR(ReadSteps(body, "spo2_scale_2", rules.spo2_scale_2));
  ASSIGN_OR_RETURN(const PolicyPage drop, body.Object("spo2_drop"));
  ASSIGN_OR_RETURN(rules.baseline_readings, drop.Int("baseline_readings", 0, kMost));
  return ReadSteps(drop, "steps", rules.spo2_drop);
}

absl::Status ReadFever(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("fever"));
  ASSIGN_OR_RETURN(rules.fever_from, page.Tenths("counts_from", 0, 100));
  ASSIGN_OR_RETURN(rules.reducer_allowance, page.Tenths("reducer_allowance", 0, 100));
  RETURN_IF_ERROR(ReadSteps(page, "steps", rules.fever, Unit::kTenths));
  ASSIGN_OR_RETURN(rules.lasting_fever_days, page.Int("lasting_days", 0, kMost));
  ASSIGN_OR_RETURN(rules.lasting_fever_tier, page.One(kTiers, "lasting_tier"));
  return absl::OkStatus();
}

absl::Status ReadSymptoms(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("symptoms"));
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> groups, page.Objects("groups"));
  for (const PolicyPage& told : groups) {
    SymptomGroup group;
    ASSIGN_OR_RETURN(group.name, told.Text("name", 40));
    ASSIGN_OR_RETURN(group.needed, told.Int("needed", 0, kMost));
    ASSIGN_OR_RETURN(group.symptoms, told.Some(kSymptomNames, "symptoms"));
    ASSIGN_OR_RETURN(const int fever_from, told.Tenths("fever_from", 0, 100));
    if (fever_from != 0) group.fever_from = fever_from;  // 0: a fever is none of the group
    rules.groups.push_back(std::move(group));
  }
  ASSIGN_OR_RETURN(rules.symptomatic_contact, page.One(kTiers, "contact_tier"));
  ASSIGN_OR_RETURN(rules.symptomatic_patient, page.One(kTiers, "patient_tier"));
  return absl::OkStatus();
}

absl::Status ReadNews2(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("news2"));
  RETURN_IF_ERROR(ReadSteps(page, "steps", rules.news2));
  ASSIGN_OR_RETURN(rules.news2_three, page.One(kTiers, "three_tier"));
  ASSIGN_OR_RETURN(rules.news2_worst, page.Some(kItemNames, "worst_when_missing"));
  ASSIGN_OR_RETURN(rules.news2_least_age, page.Int("least_age", 0, kMost));
  return absl::OkStatus();
}

absl::Status ReadFactors(const PolicyPage& page, AdmissionRule& rule) {
  ASSIGN_OR_RETURN(const PolicyPage factors, page.Object("factors"));
  ASSIGN_OR_RETURN(const auto told, factors.Ints(-100, 100));
  for (const auto& [name, points] : told) {
    const std::optional<RiskFactor> factor = ParseWord(kRiskFactorNames, name);
    if (!factor) return factors.Malformed(name, "is no risk factor");
    rule.factors[static_cast<size_t>(*factor)] = points;
  }
  for (const auto& [factor, name] : kRiskFactorNames) {
    if (!told.contains(std::string(name))) return factors.Malformed(std::string(name), "is missing");
  }
  return absl::OkStatus();
}

absl::Status ReadAdmission(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("admission"));
  AdmissionRule& rule = rules.admission;
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> ages, page.Objects("ages"));
  for (const PolicyPage& told : ages) {
    AdmissionRule::AgeStep step;
    ASSIGN_OR_RETURN(step.from, told.Int("from", 0, kMost));
    ASSIGN_OR_RETURN(step.points, told.Int("points", 0, kMost));
    rule.ages.push_back(step);
  }
  ASSIGN_OR_RETURN(rule.unknown_age, page.Int("unknown_age", 0, kMost));
  RETURN_IF_ERROR(ReadFactors(page, rule));
  ASSIGN_OR_RETURN(rule.spo2_at_most, page.Int("spo2_at_most", 0, kMost));
  ASSIGN_OR_RETURN(rule.high_risk_at, page.Int("high_risk_at", 0, kMost));
  ASSIGN_OR_RETURN(rule.admit_at, page.Int("admit_at", 0, kMost));
  ASSIGN_OR_RETURN(rules.admission_tier, page.One(kTiers, "tier"));
  return absl::OkStatus();
}

absl::Status ReadScales(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("scales"));
  for (const auto& [scale, name] : kScaleNames) {
    RETURN_IF_ERROR(ReadSteps(page, std::string(name), rules.scales[static_cast<size_t>(scale)]));
  }
  return absl::OkStatus();
}

absl::Status ReadMissing(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(rules.carried, body.Some(kItemNames, "carried"));
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> missing, body.Objects("missing"));
  for (const PolicyPage& told : missing) {
    MissingRule rule;
    ASSIGN_OR_RETURN(rule.item, told.One(kItemNames, "item"));
    ASSIGN_OR_RETURN(rule.stale_hours, told.Int("stale_hours", 0, kMost));
    ASSIGN_OR_RETURN(rule.tier, told.One(kTiers, "tier"));
    ASSIGN_OR_RETURN(rule.whom, told.One(kWhomNames, "whom"));
    rules.missing.push_back(rule);
  }
  return absl::OkStatus();
}

absl::Status ReadContact(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const PolicyPage page, body.Object("contact"));
  constexpr std::array<const char*, 3> kNames{"yellow", "orange", "red"};
  for (size_t i = 0; i < kNames.size(); ++i) {
    ASSIGN_OR_RETURN(const PolicyPage within, page.Object(kNames[i]));
    ASSIGN_OR_RETURN(rules.contact[i].ordinary, within.Int("minutes", 0, kMost));
    ASSIGN_OR_RETURN(rules.contact[i].high_risk, within.Int("high_risk_minutes", 0, kMost));
  }
  return absl::OkStatus();
}

absl::Status ReadSeverities(const PolicyPage& body, RuleSet& rules) {
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> severities, body.Objects("severities"));
  for (const PolicyPage& told : severities) {
    SeverityDefinition definition;
    ASSIGN_OR_RETURN(definition.name, told.Text("name", 40));
    ASSIGN_OR_RETURN(definition.mild_from, told.Int("mild_from", 0, kMost));
    ASSIGN_OR_RETURN(definition.moderate_2_at_most, told.Int("moderate_2_at_most", 0, kMost));
    ASSIGN_OR_RETURN(definition.severe, told.Some(kCareNames, "severe"));
    rules.severities.push_back(std::move(definition));
  }
  return absl::OkStatus();
}

// "04:00", or behind midnight "25:00", in minutes.
absl::StatusOr<int> ReadMinute(const PolicyPage& page, const std::string& field) {
  ASSIGN_OR_RETURN(const std::string text, page.Text(field, 5));
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
  if (text.size() != 5 || text[2] != ':') return page.Malformed(field, "is no time as 04:00");
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (hour > 47 || minute > 59) return page.Malformed(field, "is no time as 04:00");
  return hour * 60 + minute;
}

absl::Status ReadSlots(const PolicyPage& page, const std::string& field, std::vector<SlotTime>& times) {
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> told, page.Objects(field));
  for (const PolicyPage& one : told) {
    SlotTime slot;
    ASSIGN_OR_RETURN(slot.begins, ReadMinute(one, "begins"));
    ASSIGN_OR_RETURN(slot.due, ReadMinute(one, "due"));
    times.push_back(slot);
  }
  return absl::OkStatus();
}

absl::Status ReadLadder(const PolicyPage& ladders, const std::string& field, Ladder& ladder) {
  ASSIGN_OR_RETURN(const PolicyPage page, ladders.Object(field));
  ASSIGN_OR_RETURN(ladder.remind, page.Int("remind", 0, kMost));
  ASSIGN_OR_RETURN(ladder.remind_again, page.Int("remind_again", 0, kMost));
  ASSIGN_OR_RETURN(ladder.call, page.Int("call", 0, kMost));
  ASSIGN_OR_RETURN(ladder.welfare_check, page.Int("welfare_check", 0, kMost));
  return absl::OkStatus();
}

absl::Status ReadWaiting(const PolicyPage& rule, const std::string& field, Waiting& waiting) {
  ASSIGN_OR_RETURN(const PolicyPage page, rule.Object(field));
  ASSIGN_OR_RETURN(waiting.days, page.Int("days", 0, kMost));
  ASSIGN_OR_RETURN(waiting.hours_improved, page.Int("hours_improved", 0, kMost));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RuleSet> ReadRuleSet(const std::string& json) {
  const PolicyPage body(json);
  RuleSet rules;
  ASSIGN_OR_RETURN(rules.signed_off_by, body.Text("signed_off_by", 200));
  RETURN_IF_ERROR(ReadPlausible(body, rules.plausible));
  ASSIGN_OR_RETURN(const PolicyPage signs, body.Object("signs"));
  ASSIGN_OR_RETURN(rules.sign_tier, signs.One(kTiers, "tier"));
  RETURN_IF_ERROR(ReadSaturation(body, rules));
  RETURN_IF_ERROR(ReadFever(body, rules));
  RETURN_IF_ERROR(ReadSymptoms(body, rules));
  RETURN_IF_ERROR(ReadNews2(body, rules));
  RETURN_IF_ERROR(ReadAdmission(body, rules));
  RETURN_IF_ERROR(ReadScales(body, rules));
  RETURN_IF_ERROR(ReadMissing(body, rules));
  RETURN_IF_ERROR(ReadContact(body, rules));
  RETURN_IF_ERROR(ReadSeverities(body, rules));
  RETURN_IF_ERROR(CheckRuleSet(rules));
  return rules;
}

absl::StatusOr<MonitoringRules> ReadMonitoringRules(const std::string& json) {
  const PolicyPage body(json);
  MonitoringRules rules;
  RETURN_IF_ERROR(ReadSlots(body, "once", rules.slots.once));
  RETURN_IF_ERROR(ReadSlots(body, "twice", rules.slots.twice));
  ASSIGN_OR_RETURN(const PolicyPage ladders, body.Object("ladders"));
  RETURN_IF_ERROR(ReadLadder(ladders, "ordinary", rules.ordinary));
  RETURN_IF_ERROR(ReadLadder(ladders, "high_risk", rules.high_risk));
  RETURN_IF_ERROR(ReadLadder(ladders, "unwell", rules.unwell));
  RETURN_IF_ERROR(CheckMonitoringRules(rules));
  return rules;
}

absl::StatusOr<ReleaseRules> ReadReleaseRules(const std::string& json) {
  const PolicyPage body(json);
  ReleaseRules rules;
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> told, body.Objects("rules"));
  for (const PolicyPage& page : told) {
    ReleaseRule rule;
    ASSIGN_OR_RETURN(rule.from, page.Day("from"));
    RETURN_IF_ERROR(ReadWaiting(page, "symptomatic", rule.symptomatic));
    RETURN_IF_ERROR(ReadWaiting(page, "inpatient", rule.inpatient));
    ASSIGN_OR_RETURN(rule.asymptomatic_days, page.Int("asymptomatic_days", 0, kMost));
    ASSIGN_OR_RETURN(rule.asymptomatic_tested_days, page.Int("asymptomatic_tested_days", 0, kMost));
    rules.rules.push_back(rule);
  }
  ASSIGN_OR_RETURN(const PolicyPage improved, body.Object("improved"));
  ASSIGN_OR_RETURN(rules.fever_from, improved.Tenths("fever_from", 0, 100));
  ASSIGN_OR_RETURN(rules.still_ill, improved.Some(kSymptomNames, "still_ill"));
  ASSIGN_OR_RETURN(rules.most_gap_hours, improved.Int("most_gap_hours", 0, kMost));
  RETURN_IF_ERROR(CheckReleaseRules(rules));
  return rules;
}

absl::StatusOr<WorkRules> ReadWorkRules(const std::string& json) {
  const PolicyPage body(json);
  WorkRules rules;
  ASSIGN_OR_RETURN(rules.resolves_itself, body.One(kTiers, "resolves_itself"));
  const std::pair<const char*, int*> figures[] = {{"calm_reports", &rules.calm_reports},
                                                  {"calm_minutes", &rules.calm_minutes},
                                                  {"claim_lapses", &rules.claim_lapses},
                                                  {"retry_after", &rules.retry_after},
                                                  {"attempts_to_escalate", &rules.attempts_to_escalate},
                                                  {"snooze_yellow", &rules.snooze_yellow},
                                                  {"snooze_orange", &rules.snooze_orange},
                                                  {"call_within", &rules.call_within},
                                                  {"welfare_check_within", &rules.welfare_check_within}};
  for (const auto& [field, figure] : figures) {
    ASSIGN_OR_RETURN(*figure, body.Int(field, 0, kMost));
  }
  RETURN_IF_ERROR(CheckWorkRules(rules));
  return rules;
}

absl::StatusOr<RetentionRules> ReadRetentionRules(const std::string& json) {
  const PolicyPage body(json);
  RetentionRules rules;
  ASSIGN_OR_RETURN(rules.oldest_report_days, body.Int("oldest_report_days", 1, 14));
  ASSIGN_OR_RETURN(rules.report_days, body.Int("report_days", 60, 3653));
  ASSIGN_OR_RETURN(rules.reminder_days, body.Int("reminder_days", 2, 3653));
  ASSIGN_OR_RETURN(rules.note_days, body.Int("note_days", 1, 3653));
  return rules;
}

absl::StatusOr<DiaryRules> ReadDiaryRules(const std::string& json) {
  DiaryRules rules;
  ASSIGN_OR_RETURN(rules.reports_an_hour, PolicyPage(json).Int("reports_an_hour", 2, 1000));
  return rules;
}

}  // namespace mimamori::observation
