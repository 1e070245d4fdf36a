// SPDX-License-Identifier: Apache-2.0
#include "services/venue/store/policy_reader.hpp"

#include <limits>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::venue {

using platform::postgres::PolicyBody;

absl::StatusOr<TypicalStay> ReadTypicalStay(const std::string& json) {
  // Which kinds there are, and how long a stay may be, the domain says.
  ASSIGN_OR_RETURN(const auto minutes, PolicyBody(json).Ints(0, std::numeric_limits<int>::max()));
  return TypicalStay::Of(minutes);
}

absl::StatusOr<int> ReadDeletedDays(const std::string& json) {
  return PolicyBody(json).Int("deleted_days", 28, 3'650);
}

}  // namespace mimamori::venue
