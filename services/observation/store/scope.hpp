// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/core/area_code.hpp"
#include "services/platform/postgres/areas.hpp"

namespace mimamori::observation {

// The areas that a caller may see; a prefecture covers its municipalities.
using Scope = std::vector<platform::AreaCode>;

using platform::postgres::PatternsOf;

}  // namespace mimamori::observation
