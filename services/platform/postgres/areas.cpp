// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/areas.hpp"

namespace mimamori::platform::postgres {

std::vector<std::string> PatternsOf(const std::vector<AreaCode>& areas) {
  std::vector<std::string> patterns;
  for (const AreaCode& area : areas) {
    patterns.push_back(area.IsPrefecture() ? area.ToString().substr(0, 2) + "%" : area.ToString());
  }
  return patterns;
}

}  // namespace mimamori::platform::postgres
