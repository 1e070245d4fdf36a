// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/release_evidence.hpp"

#include <algorithm>
#include <memory>

#include "fmt/format.h"

namespace mimamori::observation {
namespace {

std::string Shown(const std::optional<absl::Time>& time) { return time ? std::to_string(absl::ToUnixMicros(*time)) : "-"; }
std::string Shown(const std::optional<absl::CivilDay>& day) { return day ? absl::FormatCivilTime(*day) : "-"; }

}  // namespace

int ReleaseEvidence::SymptomFreeDays() const {
  const std::optional<absl::Time> since = last_symptoms ? last_symptoms : first_report;
  if (!since || !proposal.last_report) return 0;
  absl::Duration rest;
  return static_cast<int>(absl::IDivDuration(*proposal.last_report - *since, absl::Hours(24), &rest));
}

ReleaseEvidence EvidenceFor(const ReleaseRules& rules, const RuleSets& triage, const ReleaseCase& released,
                            std::span<const Report> reports, const absl::TimeZone& nation, absl::Time now) {
  ReleaseEvidence evidence{.setting = released.setting, .negative_test = released.negative_test,
                           .reports = static_cast<int>(reports.size())};
  const auto judged = Replay(triage, released.patient, reports);
  const auto symptomatic = std::make_unique<bool[]>(reports.size());  // a vector of bool is no span of them
  for (size_t i = 0; i < reports.size(); ++i) {
    symptomatic[i] = judged[i] && judged[i]->symptomatic;
    if (symptomatic[i]) evidence.last_symptoms = reports[i].time;
    const auto& temperature = reports[i].readings.temperature;
    if (temperature && *temperature >= rules.fever_from) evidence.last_fever = reports[i].time;
  }
  if (!reports.empty()) evidence.first_report = reports.front().time;
  evidence.proposal = ProposeRelease(rules, released, reports, std::span(symptomatic.get(), reports.size()), nation, now);
  return evidence;
}

std::string DescribeEvidence(const ReleaseEvidence& evidence) {
  const ReleaseProposal& proposal = evidence.proposal;
  return fmt::format("1 {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", proposal.rules_version, Shown(proposal.rule_from),
                     proposal.symptomatic, Shown(proposal.day_zero),
                     proposal.day_zero_source ? static_cast<int>(*proposal.day_zero_source) : 0, proposal.days,
                     proposal.hours_improved, proposal.tested, Shown(proposal.improved_since), Shown(proposal.last_report),
                     Shown(proposal.earliest), static_cast<int>(evidence.setting), Shown(evidence.negative_test),
                     Shown(evidence.last_fever), Shown(evidence.last_symptoms), evidence.reports);
}

Setting SettingOf(int16_t status) {
  constexpr int16_t kAccommodation = 4, kAdmitted = 5;
  if (status == kAdmitted) return Setting::kInpatient;
  return status == kAccommodation ? Setting::kAccommodation : Setting::kHome;
}

CertifiedDays DaysOf(const ReleaseEvidence& evidence, const Patient& patient, absl::Time released) {
  const absl::CivilDay end = absl::ToCivilDay(released, patient.zone);
  const absl::CivilDay start = patient.sampling ? *patient.sampling : evidence.proposal.day_zero.value_or(end);
  return {.start = std::min(start, end), .end = end};
}

}  // namespace mimamori::observation
