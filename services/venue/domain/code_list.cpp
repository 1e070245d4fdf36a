// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/code_list.hpp"

#include <map>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {

std::string PlaceWithin(const std::string& outer, const std::string& name) {
  return outer.empty() ? name : outer + " › " + name;
}

absl::StatusOr<std::vector<PlacedSpace>> CodesOf(const SpaceTree& tree, int32_t space, bool below) {
  std::vector<PlacedSpace> all;
  std::map<int32_t, std::string> places;  // of those before, which hold every parent
  if (space == 0) all.push_back({});
  std::map<int32_t, bool> wanted;
  for (const Space* const each : tree.InOrder()) {
    places[each->number] = PlaceWithin(places[each->parent], each->name);
    const bool beneath = below && (space == 0 || wanted[each->parent]);
    wanted[each->number] = each->number == space || beneath;
    if (wanted[each->number]) all.push_back({.space = each, .place = places[each->number]});
  }
  if (all.empty()) return platform::NotFound("SPACE_UNKNOWN", "there is no such space");
  return all;
}

}  // namespace mimamori::venue
