// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue.hpp"

#include <algorithm>

namespace mimamori::venue {

bool Scope::Covers(const platform::AreaCode& area) const {
  return everywhere || std::ranges::any_of(areas, [&](const platform::AreaCode& mine) { return mine.Covers(area); });
}

}  // namespace mimamori::venue
