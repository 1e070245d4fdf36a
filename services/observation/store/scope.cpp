// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/scope.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::observation {

bool Covers(const Scope& scope, const platform::AreaCode& area) {
  return std::ranges::any_of(scope, [&](const platform::AreaCode& one) { return one.Covers(area); });
}

absl::Status PatientUnknown() {
  return platform::NotFound("PATIENT_UNKNOWN", "nobody of that case is watched in your areas");
}

}  // namespace mimamori::observation
