// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "services/exposure/service/exposure_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {
absl::StatusOr<Level> LevelOf(v1::Level level) {
  switch (level) {
    case v1::LEVEL_CAUTION: return Level::kCaution;
    case v1::LEVEL_CLUSTER: return Level::kCluster;
    default: return platform::BadField("level", "MISSING_FIELD", "level must be caution or cluster");
  }
}

absl::StatusOr<v1::Exposure> ExposureService::DoDeclare(const Call& call, const v1::DeclareExposureRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  Exposure exposure;
  ASSIGN_OR_RETURN(exposure.case_id, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(exposure.venue, VenueId::Parse(request.venue_id()));
  ASSIGN_OR_RETURN(exposure.start,
                   platform::rpc::ParseTimestamp(request.has_start_time(), request.start_time(), "start_time"));
  ASSIGN_OR_RETURN(exposure.end, platform::rpc::ParseTimestamp(request.has_end_time(), request.end_time(), "end_time"));
  ASSIGN_OR_RETURN(exposure.level, LevelOf(request.level()));
  ASSIGN_OR_RETURN(const AlertPolicy policy, rooms_.store.AlertPolicyAt(call.deadline, call.now));
  RETURN_IF_ERROR(CheckWindow(exposure.start, exposure.end, call.now, policy));

  exposure.id = ExposureId::Random();
  ASSIGN_OR_RETURN(const venue::v1::Venue venue, VenueOf(call, exposure.venue));
  RETURN_IF_ERROR(CheckCase(call, exposure.case_id, exposure.id));
  exposure.venue_name = venue.display_name();
  exposure.time_zone = venue.time_zone();
  ASSIGN_OR_RETURN(exposure.area, platform::AreaCode::Parse(venue.area_code()));
  exposure.proposed_by = call.caller->subject;
  exposure.proposed_at = call.now;
  const std::string payload = fmt::format(R"({{"case_id":"{}","venue_id":"{}","level":{}}})",
                                          exposure.case_id.ToString(), exposure.venue.ToString(),
                                          static_cast<int>(exposure.level));
  ASSIGN_OR_RETURN(const Exposure kept, rooms_.store.Propose(call.deadline, exposure, request_id,
                                                             AuditOf(call, "exposure.Declare", exposure, payload)));
  return Encode(kept);
}

// A venue or a case outside the officer's areas does not exist for her.
absl::StatusOr<venue::v1::Venue> ExposureService::VenueOf(const Call& call, const VenueId& id) {
  venue::v1::GetVenueRequest request;
  request.set_venue_id(id.ToString());
  venue::v1::Venue venue;
  const auto context = neighbours_.venue.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(venue_->GetVenue(context.get(), request, &venue)));
  ASSIGN_OR_RETURN(const auto area, platform::AreaCode::Parse(venue.area_code()));
  if (!call.caller->Covers(area)) return platform::NotFound("VENUE_UNKNOWN", "there is no such venue in your areas");
  return venue;
}

absl::Status ExposureService::CheckCase(const Call& call, const CaseId& id, const ExposureId& exposure) {
  registry::v1::GetCaseForExposureRequest request;
  request.set_case_id(id.ToString());
  request.set_event_id(exposure.ToString());
  request.set_officer_id(call.caller->subject);
  registry::v1::CaseForExposure found;
  const auto context = neighbours_.registry.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->GetCaseForExposure(context.get(), request, &found)));
  ASSIGN_OR_RETURN(const auto area, platform::AreaCode::Parse(found.area_code()));
  if (!call.caller->Covers(area)) return platform::NotFound("CASE_UNKNOWN", "there is no such case in your areas");
  return absl::OkStatus();
}

}  // namespace mimamori::exposure
