// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "services/observation/domain/release.hpp"
#include "services/observation/domain/replay.hpp"

namespace mimamori::observation {

// What whoever confirms a release looks at.
struct ReleaseEvidence {
  ReleaseProposal proposal = {};
  Setting setting = Setting::kHome;
  std::optional<absl::CivilDay> negative_test = std::nullopt;
  std::optional<absl::Time> last_fever = std::nullopt;     // the last report of one, by the rules of release
  std::optional<absl::Time> last_symptoms = std::nullopt;  // the last report that was symptomatic
  std::optional<absl::Time> first_report = std::nullopt;
  int reports = 0;

  // Whole days from the last symptoms, or from the first report where there were none, to the last report: of what came
  // behind it nothing is known.
  int SymptomFreeDays() const;
  friend bool operator==(const ReleaseEvidence&, const ReleaseEvidence&) = default;
};

// By the rules of release, and for whether a report is symptomatic by those of triage of when it was so. `reports`: all of
// hers, by time.
ReleaseEvidence EvidenceFor(const ReleaseRules& rules, const RuleSets& triage, const ReleaseCase& released,
                            std::span<const Report> reports, const absl::TimeZone& nation, absl::Time now);

// The same for the same evidence, whenever it is asked for: what changes with time alone is left out.
std::string DescribeEvidence(const ReleaseEvidence& evidence);

// By registry.v1.CaseStatus.
Setting SettingOf(int16_t status);

// Both belong to it. From the sampling, or day 0 where that isn't known, to the day of the release where the patient is.
struct CertifiedDays {
  absl::CivilDay start = {};
  absl::CivilDay end = {};

  friend bool operator==(const CertifiedDays&, const CertifiedDays&) = default;
};
CertifiedDays DaysOf(const ReleaseEvidence& evidence, const Patient& patient, absl::Time released);

}  // namespace mimamori::observation
