// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace mimamori::capacity {

// Which population of a FHIR MeasureReport is which count (policy `capacity.saner`), by the codes of HL7 SANER's MeasuredValues.
struct SanerCount {
  std::string population;  // "numICUBeds"
  std::string bed_class;
  std::string field;       // "staffed", "occupied", "licensed", "physical", "blocked", "available", or "able.<capability>"

  friend bool operator==(const SanerCount&, const SanerCount&) = default;
};
struct SanerRules {
  std::vector<SanerCount> counts;

  friend bool operator==(const SanerRules&, const SanerRules&) = default;
};

}  // namespace mimamori::capacity
