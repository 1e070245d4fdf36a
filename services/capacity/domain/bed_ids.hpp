// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/platform/core/id.hpp"

namespace mimamori::capacity {

struct BedTag { static constexpr const char* kName = "bed_id"; };
using BedId = platform::Id<BedTag>;
struct HoldTag { static constexpr const char* kName = "hold_id"; };
using HoldId = platform::Id<HoldTag>;
struct StayTag { static constexpr const char* kName = "stay_id"; };
using StayId = platform::Id<StayTag>;
// For whom a bed is held: opaque.
struct HolderTag { static constexpr const char* kName = "holder_id"; };
using HolderId = platform::Id<HolderTag>;
// An account.
struct OfficerTag { static constexpr const char* kName = "officer_id"; };
using OfficerId = platform::Id<OfficerTag>;

}  // namespace mimamori::capacity
