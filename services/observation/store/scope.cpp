// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/scope.hpp"

namespace mimamori::observation {

std::vector<std::string> PatternsOf(const Scope& scope) {
  std::vector<std::string> patterns;
  for (const platform::AreaCode& area : scope) {
    patterns.push_back(area.IsPrefecture() ? area.ToString().substr(0, 2) + "%" : area.ToString());
  }
  return patterns;
}

}  // namespace mimamori::observation
