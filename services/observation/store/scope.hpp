// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/platform/core/area_code.hpp"

namespace mimamori::observation {

// The areas that a caller may see; a prefecture covers its municipalities.
using Scope = std::vector<platform::AreaCode>;

// For `area_code LIKE ANY ($1::text[])`.
std::vector<std::string> PatternsOf(const Scope& scope);

}  // namespace mimamori::observation
