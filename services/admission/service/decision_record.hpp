// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mimamori/admission/v1/placement_service.pb.h"
#include "services/admission/domain/recommend.hpp"
#include "services/admission/store/decision_store.hpp"

namespace mimamori::admission {

// A decision as it is told and kept: what was asked with, what was known, what the rules said.
v1::Decision RecordOf(const Asked& asked, const std::vector<Place>& places, const std::map<FacilityId, std::string>& names,
                      const Recommendation& said);
// What was known then, out of it. INTERNAL where it can't be read.
struct KnownThen {
  Asked asked = {};
  std::vector<Place> places = {};
  Recommendation said = {};
};
absl::StatusOr<KnownThen> Recall(const v1::Decision& record);

}  // namespace mimamori::admission
