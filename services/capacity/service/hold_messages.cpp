// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/hold_messages.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

using platform::rpc::ToTimestamp;

v1::Hold ToProto(const KeptHold& kept, absl::Time now) {
  v1::Hold out;
  out.set_id(kept.id.ToString());
  out.set_facility_id(kept.facility.ToString());
  out.set_bed_class(kept.bed_class);
  if (kept.bed) out.set_bed_id(kept.bed->ToString());
  out.set_holder_id(kept.holder.ToString());
  out.set_state(static_cast<v1::HoldState>(StateAt(kept.hold, now)));
  *out.mutable_begin_time() = ToTimestamp(kept.hold.begins);
  *out.mutable_end_time() = ToTimestamp(kept.hold.ends);
  out.set_extended(kept.hold.extended);
  out.set_version(kept.hold.version);
  out.set_officer_id(kept.officer.ToString());
  return out;
}

v1::Stay ToProto(const KeptStay& kept) {
  v1::Stay out;
  out.set_id(kept.id.ToString());
  out.set_facility_id(kept.facility.ToString());
  out.set_bed_class(kept.bed_class);
  if (kept.bed) out.set_bed_id(kept.bed->ToString());
  if (kept.holder) out.set_holder_id(kept.holder->ToString());
  if (kept.hold) out.set_hold_id(kept.hold->ToString());
  if (kept.stay.began) *out.mutable_begin_time() = ToTimestamp(*kept.stay.began);
  if (kept.stay.ended) *out.mutable_end_time() = ToTimestamp(*kept.stay.ended);
  if (kept.stay.end) out.set_end(static_cast<v1::StayEnd>(*kept.stay.end));
  out.set_version(kept.stay.version);
  return out;
}

v1::Bed ToProto(const KeptBed& kept) {
  v1::Bed out;
  out.set_id(kept.id.ToString());
  out.set_facility_id(kept.facility.ToString());
  out.set_bed_class(kept.bed_class);
  out.set_display_name(kept.display_name);
  out.set_held(kept.held);
  out.set_occupied(kept.occupied);
  if (kept.retired) *out.mutable_retire_time() = ToTimestamp(*kept.retired);
  return out;
}

v1::Anomaly ToProto(const Anomaly& anomaly) {
  v1::Anomaly out;
  out.set_kind(static_cast<v1::AnomalyKind>(static_cast<int>(anomaly.kind) + 1));
  if (anomaly.kind == AnomalyKind::kManyHolds) {
    out.set_holder_id(anomaly.who);
  } else {
    out.set_officer_id(anomaly.who);
  }
  out.set_hold_count(anomaly.count);
  *out.mutable_first_time() = ToTimestamp(anomaly.first);
  *out.mutable_last_time() = ToTimestamp(anomaly.last);
  return out;
}

absl::StatusOr<std::string> ParseBedClass(const std::string& text) {
  constexpr size_t kLongest = 64;
  return platform::ParseText("bed_class", text, 1, kLongest);
}

absl::StatusOr<NewHold> FromProto(const v1::CreateHoldRequest& request) {
  NewHold asked;
  ASSIGN_OR_RETURN(asked.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(asked.facility, FacilityId::Parse(request.facility_id()));
  ASSIGN_OR_RETURN(asked.holder, HolderId::Parse(request.holder_id()));
  ASSIGN_OR_RETURN(asked.officer, OfficerId::Parse(request.officer_id()));
  if (!request.bed_class().empty() && !request.bed_id().empty()) {
    return platform::BadField("bed_id", "ONE_OF_TWO", "a class of beds is asked for, or one bed");
  }
  if (request.bed_id().empty()) {
    ASSIGN_OR_RETURN(asked.bed_class, ParseBedClass(request.bed_class()));
  } else {
    ASSIGN_OR_RETURN(asked.bed, BedId::Parse(request.bed_id()));
  }
  return asked;
}

}  // namespace mimamori::capacity
