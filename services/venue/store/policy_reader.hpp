// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/venue/domain/typical_stay.hpp"

namespace mimamori::venue {

// The bodies of the policies. FAILED_PRECONDITION (POLICY_MALFORMED) with the field that is missing or out of its range.
absl::StatusOr<TypicalStay> ReadTypicalStay(const std::string& json);
// Days that a deleted venue is kept for: from 28, or a warning would be left without its venue, to 3,650.
absl::StatusOr<int> ReadDeletedDays(const std::string& json);

}  // namespace mimamori::venue
