// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "services/capacity/domain/facility.hpp"

namespace mimamori::capacity {

// What a caller may see and change. People are placed across municipalities: whoever is responsible for an area sees its whole
// prefecture.
struct Scope {
  bool all = false;                                          // a service in its own name
  std::vector<platform::AreaCode> areas = {};                // of a health officer or an administrator
  std::optional<OrganisationId> organisation = std::nullopt;  // of a facility's own staff

  bool Sees(const Facility& facility) const {
    return all || Owns(facility) || std::ranges::any_of(areas, [&](const platform::AreaCode& area) {
             return area.ToString().substr(0, 2) == facility.area.ToString().substr(0, 2);
           });
  }
  // One of her areas covers it.
  bool Governs(const platform::AreaCode& area) const {
    return std::ranges::any_of(areas, [&](const platform::AreaCode& own) { return own.Covers(area); });
  }
  bool Owns(const Facility& facility) const { return organisation && facility.facts.organisation == organisation; }

  // The first two digits of her areas, each once, in order.
  std::vector<std::string> Prefectures() const {
    std::vector<std::string> codes;
    for (const platform::AreaCode& area : areas) codes.push_back(area.ToString().substr(0, 2));
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  }
};

}  // namespace mimamori::capacity
