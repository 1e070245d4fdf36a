// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// One line of a rule set, as a person reads it. What gave a Judgement its Reason is the line with the same cause, what and
// limit.
struct RuleLine {
  Cause cause = Cause::kEmergencySign;
  Tier tier = Tier::kGreen;
  Whom whom = Whom::kAnybody;
  std::string what = {};     // as Reason::what; "SCALE_2": SpO2 of those on NEWS2's second scale
  int limit = 0;             // as Reason::limit
  bool at_most = false;      // holds at the limit and below; else at the limit and above
  std::string_view unit = {};  // of the limit, "%"; empty: it is none
  std::string_view source = {};

  friend bool operator==(const RuleLine&, const RuleLine&) = default;
};

// Where the shape of a rule comes from, for whoever has to judge it. Its figures are the rule set's own.
std::string_view SourceOf(Cause cause);

// Every line that can raise somebody above green, cause by cause.
std::vector<RuleLine> Explain(const RuleSet& rules);

}  // namespace mimamori::observation
