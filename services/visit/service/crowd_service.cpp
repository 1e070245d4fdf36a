// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/crowd_service.hpp"

#include <functional>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

absl::StatusOr<CrowdStep> StepOf(v1::CrowdStep step) {
  switch (step) {
    case v1::CROWD_STEP_HOUR: return CrowdStep::kHour;
    case v1::CROWD_STEP_DAY: return CrowdStep::kDay;
    case v1::CROWD_STEP_UNSPECIFIED: return platform::BadField("step", "MISSING_FIELD", "step is required");
    default: return platform::BadField("step", "UNKNOWN_STEP", "step is hour or day");
  }
}

void Encode(const Headcount& count, v1::Headcount& out) {
  out.set_people(count.people);
  out.set_fewer_than(count.fewer_than);
}

void Add(absl::Time start, int people, const CrowdPolicy& policy, v1::CrowdHistory& history) {
  auto& step = *history.add_steps();
  *step.mutable_start_time() = platform::rpc::ToTimestamp(start);
  Encode(Tell(people, policy), *step.mutable_headcount());
}

}  // namespace

// The organisation in an operator's token is the venue's number: nobody names a venue here, so nobody reaches another's.
absl::StatusOr<std::shared_ptr<const VenueTerms>> CrowdService::OwnVenue(const Call& call) const {
  const auto id = platform::VenueId::Parse(call.caller->organisation);
  auto venue = id.ok() ? venues_.Find(*id) : nullptr;
  if (!venue || venue->deleted) return platform::NotFound("VENUE_UNKNOWN", "there is no such venue");
  return venue;
}

absl::StatusOr<v1::Crowd> CrowdService::DoGetOwnCrowd(const Call& call, const v1::GetOwnCrowdRequest&) {
  ASSIGN_OR_RETURN(const auto venue, OwnVenue(call));
  ASSIGN_OR_RETURN(const CrowdPolicy policy, store_.PolicyAt(call.deadline, call.now));
  const absl::Time moment = LastStep(call.now, policy);
  ASSIGN_OR_RETURN(const int people,
                   store_.PeopleAt(call.deadline, venue->id, moment, policies_.Stays().longest_kept));
  v1::Crowd crowd;
  *crowd.mutable_as_of_time() = platform::rpc::ToTimestamp(moment);
  Encode(Tell(people, policy), *crowd.mutable_headcount());
  crowd.set_capacity(venue->capacity);
  crowd.set_full(IsFull(people, venue->capacity, policy));
  return crowd;
}

absl::StatusOr<v1::CrowdHistory> CrowdService::DoListOwnCrowds(const Call& call,
                                                               const v1::ListOwnCrowdsRequest& request) {
  ASSIGN_OR_RETURN(const CrowdStep step, StepOf(request.step()));
  ASSIGN_OR_RETURN(const absl::Time start,
                   platform::rpc::ParseTimestamp(request.has_start_time(), request.start_time(), "start_time"));
  ASSIGN_OR_RETURN(const absl::Time end,
                   platform::rpc::ParseTimestamp(request.has_end_time(), request.end_time(), "end_time"));
  RETURN_IF_ERROR(CheckHistory(start, end, step));
  ASSIGN_OR_RETURN(const auto venue, OwnVenue(call));
  ASSIGN_OR_RETURN(const CrowdPolicy policy, store_.PolicyAt(call.deadline, call.now));
  v1::CrowdHistory history;
  RETURN_IF_ERROR(step == CrowdStep::kHour ? AddHours(call, *venue, start, end, policy, history)
                                           : AddDays(call, *venue, start, end, policy, history));
  return history;
}

// Only whole hours that are over: a window that cut one would tell minutes apart.
absl::Status CrowdService::AddHours(const Call& call, const VenueTerms& venue, absl::Time start, absl::Time end,
                                    const CrowdPolicy& policy, v1::CrowdHistory& history) {
  const auto hour_of = [&](absl::Time time) { return absl::FromCivil(absl::ToCivilHour(time, venue.zone), venue.zone); };
  const absl::Time first = hour_of(start);
  const absl::Time last = std::min(hour_of(end), hour_of(call.now));
  ASSIGN_OR_RETURN(const auto hours, store_.ByHour(call.deadline, venue.id, first, last, venue.time_zone));
  for (const auto& hour : hours) Add(hour.start, hour.people, policy, history);
  return absl::OkStatus();
}

absl::Status CrowdService::AddDays(const Call& call, const VenueTerms& venue, absl::Time start, absl::Time end,
                                   const CrowdPolicy& policy, v1::CrowdHistory& history) {
  const int starts = policies_.Stays().service_day_starts_hour;
  const absl::CivilDay first = ServiceDayOf(start, venue.zone, starts);
  const absl::CivilDay last = std::min(ServiceDayOf(end - absl::Nanoseconds(1), venue.zone, starts),
                                       ServiceDayOf(call.now, venue.zone, starts) - 1);
  ASSIGN_OR_RETURN(const auto days, store_.ByDay(call.deadline, venue.id, first, last));
  for (const auto& day : days) {
    Add(absl::FromCivil(absl::CivilHour(day.service_day) + starts, venue.zone), day.people, policy, history);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* CrowdService::GetOwnCrowd(grpc::CallbackServerContext* context,
                                                    const v1::GetOwnCrowdRequest* request, v1::Crowd* response) {
  return runner_.Unary(context, request, response, std::bind_front(&CrowdService::DoGetOwnCrowd, this));
}

grpc::ServerUnaryReactor* CrowdService::ListOwnCrowds(grpc::CallbackServerContext* context,
                                                      const v1::ListOwnCrowdsRequest* request,
                                                      v1::CrowdHistory* response) {
  return runner_.Unary(context, request, response, std::bind_front(&CrowdService::DoListOwnCrowds, this));
}

}  // namespace mimamori::visit
