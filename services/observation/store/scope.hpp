// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/postgres/areas.hpp"

namespace mimamori::observation {

// The areas that a caller may see; a prefecture covers its municipalities.
using Scope = std::vector<platform::AreaCode>;

using platform::postgres::PatternsOf;

bool Covers(const Scope& scope, const platform::AreaCode& area);

// Of whoever isn't watched, or not in the scope. NOT_FOUND: PATIENT_UNKNOWN.
absl::Status PatientUnknown();

}  // namespace mimamori::observation
