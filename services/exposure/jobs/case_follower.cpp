// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/case_follower.hpp"

#include <fmt/format.h>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {
namespace {

constexpr absl::Duration kDatabaseTime = absl::Seconds(5);

absl::StatusOr<absl::CivilDay> DayOf(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return absl::InternalError("an infectious day can't be read");
  return day;
}

absl::StatusOr<RecordedPlace> PlaceOf(const registry::v1::Place& told) {
  RecordedPlace place;
  ASSIGN_OR_RETURN(place.case_id, CaseId::Parse(told.case_id()));
  ASSIGN_OR_RETURN(place.place, PlaceId::Parse(told.id()));
  ASSIGN_OR_RETURN(place.venue, VenueId::Parse(told.venue_id()));
  ASSIGN_OR_RETURN(place.start,
                   platform::rpc::ParseTimestamp(told.has_start_time(), told.start_time(), "start_time"));
  ASSIGN_OR_RETURN(place.end, platform::rpc::ParseTimestamp(told.has_end_time(), told.end_time(), "end_time"));
  place.participants = told.participants();
  place.recorded_by = told.recorded_by();
  return place;
}

}  // namespace

absl::StatusOr<std::vector<RecordedPlace>> PlacesIn(const registry::v1::CaseChange& change) {
  const registry::v1::Case& patient = change.current();
  const bool infected =
      patient.kind() == registry::v1::CASE_KIND_CONFIRMED || patient.kind() == registry::v1::CASE_KIND_PROBABLE;
  std::vector<RecordedPlace> places;
  if (!infected || patient.has_withdraw_time() || patient.infectious_start_date().empty()) return places;
  ASSIGN_OR_RETURN(const absl::CivilDay first, DayOf(patient.infectious_start_date()));
  ASSIGN_OR_RETURN(const absl::CivilDay last, DayOf(patient.infectious_end_date()));
  for (const registry::v1::Place& told : change.places()) {
    ASSIGN_OR_RETURN(RecordedPlace place, PlaceOf(told));
    place.infectious_first = first;
    place.infectious_last = last;
    place.confirmed = patient.kind() == registry::v1::CASE_KIND_CONFIRMED;
    places.push_back(std::move(place));
  }
  return places;
}

CaseFollower::CaseFollower(RuleStore& store, platform::rpc::ServiceChannel registry, std::function<void()> changed,
                           absl::Duration pause)
    : store_(store), changed_(std::move(changed)),
      stub_(registry::v1::RegistryService::NewStub(registry.channel())),
      follower_("case", registry, pause, [this](grpc::ClientContext& context) { return Follow(context); }) {}

absl::Status CaseFollower::Apply(const registry::v1::CaseChange& change) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(change.current().id()));
  auto places = PlacesIn(change);
  if (!places.ok()) {
    // The case counts nowhere rather than as it was; those behind it still arrive.
    platform::observe::Log(spdlog::level::err, "a case's change can't be read",
                           {{"sequence", fmt::format("{}", change.sequence())},
                            platform::observe::Of(places.status())});
    places = std::vector<RecordedPlace>();
  }
  return store_.KeepCase(absl::Now() + kDatabaseTime, id, *places, change.sequence());
}

absl::Status CaseFollower::Follow(grpc::ClientContext& context) {
  ASSIGN_OR_RETURN(const int64_t position, store_.Position(absl::Now() + kDatabaseTime));
  registry::v1::StreamChangesRequest request;
  request.set_after_sequence(position);
  return platform::rpc::ReadChanges(context, *stub_->StreamChanges(&context, request),
                                    [this](const registry::v1::CaseChange& change) -> absl::Status {
                                      RETURN_IF_ERROR(Apply(change));
                                      changed_();
                                      return absl::OkStatus();
                                    });
}

}  // namespace mimamori::exposure
