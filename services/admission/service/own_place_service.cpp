// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/own_place_service.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {
namespace {

v1::OwnPlaceState StateFor(State state) {
  switch (state) {
    case State::kRequested:
    case State::kOffered:
    case State::kAccepted:
    case State::kDeclined: return v1::OWN_PLACE_STATE_SOUGHT;
    case State::kHeld: return v1::OWN_PLACE_STATE_KEPT;
    case State::kInTransport: return v1::OWN_PLACE_STATE_ON_THE_WAY;
    case State::kAdmitted: return v1::OWN_PLACE_STATE_THERE;
    case State::kTransferred:
    case State::kDischarged:
    case State::kCancelled: break;
  }
  return v1::OWN_PLACE_STATE_UNSPECIFIED;
}

void Fill(const KeptAdmission& kept, v1::OwnPlace& out) {
  const Admission& admission = kept.admission;
  out.set_case_id(admission.case_id.ToString());
  out.set_state(StateFor(admission.state));
  // Who is only asked may still decline.
  if (out.state() == v1::OWN_PLACE_STATE_SOUGHT) return;
  out.set_facility_name(kept.place.name);
  if (admission.state == State::kHeld && admission.bed) {
    *out.mutable_keep_end_time() = platform::rpc::ToTimestamp(admission.bed->ends);
  }
}

}  // namespace

OwnPlaceService::OwnPlaceService(platform::rpc::Runner& runner, Rooms rooms)
    : runner_(runner),
      rooms_(std::move(rooms)),
      diaries_(observation::v1::DiaryService::NewStub(rooms_.observation.channel())) {}

absl::StatusOr<v1::OwnPlaces> OwnPlaceService::DoGet(const platform::rpc::Call& call, const v1::GetOwnPlacesRequest&) {
  ASSIGN_OR_RETURN(const observation::v1::Diary diary,
                   platform::rpc::Ask(*diaries_, &observation::v1::DiaryService::Stub::GetDiary,
                                      *rooms_.observation.ContextFor(call, *call.caller), observation::v1::GetDiaryRequest()));
  v1::OwnPlaces response;
  if (diary.new_device()) return response;
  std::vector<CaseId> members;
  for (const observation::v1::Member& member : diary.members()) {
    ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(member.case_id()));
    members.push_back(id);
  }
  ASSIGN_OR_RETURN(const auto found, rooms_.admissions.OfCases(call.deadline, members));
  for (const KeptAdmission& kept : found) Fill(kept, *response.add_places());
  return response;
}

}  // namespace mimamori::admission
