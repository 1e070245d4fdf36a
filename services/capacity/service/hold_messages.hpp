// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/hold_service.pb.h"
#include "services/capacity/domain/anomaly.hpp"
#include "services/capacity/store/bed_store.hpp"
#include "services/capacity/store/hold_store.hpp"

namespace mimamori::capacity {

// As it is at that moment.
v1::Hold ToProto(const KeptHold& kept, absl::Time now);
v1::Stay ToProto(const KeptStay& kept);
v1::Bed ToProto(const KeptBed& kept);
v1::Anomaly ToProto(const Anomaly& anomaly);

// What takes a bed. INVALID_ARGUMENT by field: MALFORMED_ID, MISSING_FIELD, TEXT_TOO_LONG, TEXT_NOT_PLAIN, ONE_OF_TWO.
absl::StatusOr<NewHold> FromProto(const v1::CreateHoldRequest& request);

// A class of beds, by its code. MISSING_FIELD, TEXT_TOO_LONG, TEXT_NOT_PLAIN (bed_class).
absl::StatusOr<std::string> ParseBedClass(const std::string& text);

}  // namespace mimamori::capacity
