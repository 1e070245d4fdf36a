// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/platform/core/area_code.hpp"

namespace mimamori::admission {

// Whose admissions somebody may see: those of her areas (a prefecture covers its municipalities), or, of a facility's staff, those
// that her organisation was asked for and takes.
struct Scope {
  std::vector<platform::AreaCode> areas = {};
  std::string organisation = {};  // empty: she is an officer
};

}  // namespace mimamori::admission
