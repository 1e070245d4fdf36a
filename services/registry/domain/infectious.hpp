// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

// How many days before which date a patient counts as infectious: a version of policy `registry.infectious`. The days end
// with the date of the report (Osaka's rule of 1 December 2020: "from two days before onset to the date of the report").
struct InfectiousRule {
  int days_before_onset = 2;
  int days_before_sampling = 2;  // of a patient without symptoms by then
  int days_before_report = 2;    // of one whose sampling date is not known either

  friend bool operator==(const InfectiousRule&, const InfectiousRule&) = default;
};

// Calendar days; both belong to it, first ≤ last.
struct Days {
  absl::CivilDay first;
  absl::CivilDay last;

  friend bool operator==(const Days&, const Days&) = default;
};

// The days on which the patient was infectious, as far as the rule looks back. They are counted from the onset where
// there were symptoms when the sample was taken (its date unknown: when the case was reported), else from the sampling,
// else from the report: symptoms that began later don't make the days before the sample harmless. None for a contact,
// who is not infected so far.
std::optional<Days> InfectiousDays(const Case& patient, const InfectiousRule& rule);

// All approved versions of the rule, each from a moment on.
class InfectiousRules {
 public:
  struct Version {
    absl::Time valid_from;
    InfectiousRule rule;
  };
  // In the order in which they are valid; of two that begin at once the later one counts.
  explicit InfectiousRules(std::vector<Version> versions) : versions_(std::move(versions)) {}

  // By the rule in force at the first moment of the report's day in `zone`: a later rule changes no old case.
  std::optional<Days> DaysOf(const Case& patient, const absl::TimeZone& zone) const;

 private:
  std::vector<Version> versions_;
};

}  // namespace mimamori::registry
