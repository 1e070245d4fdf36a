// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/infectious.hpp"

namespace mimamori::registry {
namespace {

absl::CivilDay FirstOf(const Case& patient, const InfectiousRule& rule) {
  if (patient.onset && *patient.onset <= patient.sampling.value_or(patient.report)) {
    return *patient.onset - rule.days_before_onset;
  }
  if (patient.sampling) return *patient.sampling - rule.days_before_sampling;
  return patient.report - rule.days_before_report;
}

}  // namespace

std::optional<Days> InfectiousDays(const Case& patient, const InfectiousRule& rule) {
  if (patient.kind == CaseKind::kContact) return std::nullopt;
  return Days{.first = FirstOf(patient, rule), .last = patient.report};
}

std::optional<Days> InfectiousRules::DaysOf(const Case& patient, const absl::TimeZone& zone) const {
  const absl::Time reported = absl::FromCivil(patient.report, zone);
  const InfectiousRule* in_force = nullptr;
  for (const Version& version : versions_) {
    if (version.valid_from <= reported) in_force = &version.rule;
  }
  if (in_force == nullptr) return std::nullopt;
  return InfectiousDays(patient, *in_force);
}

}  // namespace mimamori::registry
