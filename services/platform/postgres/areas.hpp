// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/platform/core/area_code.hpp"

namespace mimamori::platform::postgres {

// For `area_code LIKE ANY ($1::text[])`: a prefecture's code covers its municipalities by their first two digits.
std::vector<std::string> PatternsOf(const std::vector<AreaCode>& areas);

}  // namespace mimamori::platform::postgres
