// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "mimamori/capacity/v1/report_service.pb.h"
#include "services/capacity/domain/told.hpp"
#include "services/capacity/store/report_store.hpp"

namespace mimamori::capacity {

// BadField (content…): MISSING_FIELD (content, bed_class, counts), DUPLICATE_CLASS, DUPLICATE_CAPABILITY, UNKNOWN_WORD. What the
// counts are is judged later.
absl::StatusOr<Report> ReportIn(bool present, const v1::ReportContent& content);

template <class Confirmations>
Confirmed ConfirmedIn(const Confirmations& confirmations) {
  Confirmed confirmed;
  for (const auto& one : confirmations) confirmed.emplace(one.path(), one.code());
  return confirmed;
}

v1::Finding ToProto(const Finding& finding);
v1::BedCounts ToProto(const BedCounts& counts);
v1::Report ToProto(const KeptReport& kept);

}  // namespace mimamori::capacity
