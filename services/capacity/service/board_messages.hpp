// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "mimamori/capacity/v1/board_service.pb.h"
#include "services/capacity/store/board_store.hpp"

namespace mimamori::capacity {

// By the duties of that moment. INTERNAL: a facility's time zone is not known.
absl::StatusOr<v1::BoardEntry> ToProto(const BoardEntry& entry, const DutyRules& duties, absl::Time now);

// Of the area that a request names; none for empty text. MALFORMED_AREA_CODE.
absl::StatusOr<std::optional<platform::AreaCode>> AreaIn(const std::string& code);

}  // namespace mimamori::capacity
