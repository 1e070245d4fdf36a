// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "mimamori/capacity/v1/facility_service.pb.h"
#include "services/capacity/domain/catalogue.hpp"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/store/facility_store.hpp"

namespace mimamori::capacity {

v1::Facility ToProto(const Facility& facility);
v1::Catalogue ToProto(const NamedCatalogue& catalogue);
FactsDraft DraftOf(const v1::FacilityFacts& facts);

// Inside page tokens: "271004 <id> 総合病院". BAD_PAGE_TOKEN.
std::string WritePosition(const Facility& last);
absl::StatusOr<std::optional<FacilityPosition>> ReadFacilityPosition(std::string_view text);

}  // namespace mimamori::capacity
