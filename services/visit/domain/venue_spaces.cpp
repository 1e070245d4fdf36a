// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/venue_spaces.hpp"

#include <algorithm>
#include <iterator>

namespace mimamori::visit {
namespace {

constexpr size_t kMostLevels = 8;  // of a tree, as venue makes them

}  // namespace

bool SpaceScope::Holds(int32_t number) const { return std::ranges::binary_search(within, number); }

VenueSpaces VenueSpaces::With(std::vector<SpaceTerms> changed) const {
  std::ranges::sort(changed, {}, &SpaceTerms::number);
  VenueSpaces after;
  // Of two with one number the first one is taken, which is the changed one.
  std::ranges::set_union(changed, spaces_, std::back_inserter(after.spaces_), {}, &SpaceTerms::number,
                         &SpaceTerms::number);
  return after;
}

const SpaceTerms* VenueSpaces::Find(int32_t number) const {
  const auto it = std::ranges::lower_bound(spaces_, number, {}, &SpaceTerms::number);
  return it == spaces_.end() || it->number != number ? nullptr : &*it;
}

std::vector<const SpaceTerms*> VenueSpaces::PathTo(int32_t number) const {
  std::vector<const SpaceTerms*> path;
  for (const SpaceTerms* space = Find(number); space != nullptr && path.size() < kMostLevels;
       space = Find(space->parent)) {
    path.push_back(space);
  }
  return path;
}

std::vector<std::string> VenueSpaces::NamesTo(int32_t number) const {
  std::vector<std::string> names;
  for (const SpaceTerms* space : PathTo(number)) names.push_back(space->display_name);
  std::ranges::reverse(names);
  return names;
}

SpaceScope VenueSpaces::ScopeOf(int32_t number) const {
  SpaceScope scope{.space = number, .within = {}, .around = {}};
  for (const SpaceTerms& space : spaces_) {
    const std::vector<const SpaceTerms*> path = PathTo(space.number);
    if (std::ranges::any_of(path, [&](const SpaceTerms* step) { return step->number == number; })) {
      scope.within.push_back(space.number);
    }
  }
  for (const SpaceTerms* space : PathTo(number)) {
    if (space->number != number) scope.around.push_back(space->number);
  }
  scope.around.push_back(0);
  return scope;
}

}  // namespace mimamori::visit
