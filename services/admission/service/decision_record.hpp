// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "mimamori/admission/v1/placement_service.pb.h"
#include "services/admission/domain/recommend.hpp"
#include "services/admission/service/place_finder.hpp"

namespace mimamori::admission {

// A decision as it is told and kept: what was asked with, what was known, what the rules said.
// `told` and `places` in the same order.
v1::Decision RecordOf(const Asked& asked, const std::vector<ToldPlace>& told, const std::vector<Place>& places,
                      const Recommendation& said);
// What was known then, out of it. INTERNAL where it can't be read.
struct KnownThen {
  Asked asked = {};
  std::vector<Place> places = {};
  Recommendation said = {};
};
absl::StatusOr<KnownThen> Recall(const v1::Decision& record);

}  // namespace mimamori::admission
