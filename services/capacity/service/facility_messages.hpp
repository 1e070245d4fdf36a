// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/facility_service.pb.h"
#include "services/capacity/domain/catalogue.hpp"
#include "services/capacity/domain/facility.hpp"

namespace mimamori::capacity {

v1::Facility ToProto(const Facility& facility);
v1::Catalogue ToProto(const NamedCatalogue& catalogue);
FactsDraft DraftOf(const v1::FacilityFacts& facts);

}  // namespace mimamori::capacity
