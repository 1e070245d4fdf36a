// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/venue/domain/space_tree.hpp"

namespace mimamori::venue {

// One code of a venue, and where its print is put up.
struct PlacedSpace {
  const Space* space = nullptr;  // null: the venue as a whole
  std::string place = {};        // "2階 › 個室 › 卓 4", from the outermost; empty for the venue
};

// A place named from the outermost space on.
std::string PlaceWithin(const std::string& outer, const std::string& name);

// The codes of a space (0: the venue) and, if wanted, of everything beneath it: a space before what lies within it. Points
// into the tree. NOT_FOUND: SPACE_UNKNOWN (or deleted).
absl::StatusOr<std::vector<PlacedSpace>> CodesOf(const SpaceTree& tree, int32_t space, bool below);

}  // namespace mimamori::venue
