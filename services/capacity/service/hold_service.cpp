// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/hold_service.hpp"

#include "fmt/format.h"
#include "services/capacity/service/hold_messages.hpp"
#include "services/capacity/service/positions.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

constexpr absl::Duration kLongestWindow = absl::Hours(31 * 24);
constexpr int kMostHolds = 100'000;  // that one anomaly report looks at

// What is said alike of every deed to a hold; the service calls in the name of an officer.
template <class Request>
absl::StatusOr<HoldDeed> DeedOf(const platform::rpc::Call& call, const Request& request, BedDeed deed, const char* action) {
  HoldDeed done;
  ASSIGN_OR_RETURN(done.row.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(done.row.facility, FacilityId::Parse(request.facility_id()));
  ASSIGN_OR_RETURN(done.hold, HoldId::Parse(request.hold_id()));
  ASSIGN_OR_RETURN(const OfficerId officer, OfficerId::Parse(request.officer_id()));
  done.row.object = done.hold.uuid();
  done.row.deed = deed;
  done.row.done_by = officer.ToString();
  done.row.done_at = call.now;
  done.audit = AuditOf(call, action);
  done.audit.actor = officer.ToString();
  return done;
}

absl::StatusOr<std::optional<HoldState>> StateOf(v1::HoldState state) {
  if (state == v1::HOLD_STATE_UNSPECIFIED) return std::nullopt;
  if (!v1::HoldState_IsValid(state)) {
    return platform::BadField("state", "UNKNOWN_STATE", "state is none of those that there are");
  }
  return static_cast<HoldState>(state);
}

}  // namespace

grpc::ServerUnaryReactor* HoldService::CreateHold(grpc::CallbackServerContext* context,
                                                  const v1::CreateHoldRequest* request, v1::Hold* response) {
  return runner_.Later(context, request, response, std::bind_front(&HoldService::DoCreate, this));
}

// Stays on gRPC's thread until it is queued for the next commit.
void HoldService::DoCreate(const Call& call, const v1::CreateHoldRequest& request, Answered answered) {
  auto asked = FromProto(request);
  if (!asked.ok()) return answered(asked.status());
  asked->trace_id = call.trace.trace_id;
  rooms_.commits.Submit(*std::move(asked), [this, answered = std::move(answered)](absl::StatusOr<KeptHold> kept) {
    if (!kept.ok()) return answered(kept.status());
    answered(ToProto(*kept, rooms_.clock.Now()));
  });
}

grpc::ServerUnaryReactor* HoldService::ExtendHold(grpc::CallbackServerContext* context,
                                                  const v1::ExtendHoldRequest* request, v1::Hold* response) {
  return runner_.Unary(context, request, response, std::bind_front(&HoldService::DoExtend, this));
}

absl::StatusOr<v1::Hold> HoldService::DoExtend(const Call& call, const v1::ExtendHoldRequest& request) {
  ASSIGN_OR_RETURN(const HoldDeed deed, DeedOf(call, request, BedDeed::kExtended, "capacity.ExtendHold"));
  ASSIGN_OR_RETURN(const TakingRules rules, rooms_.holds.Rules(call.deadline, call.now));
  ASSIGN_OR_RETURN(const KeptHold kept, rooms_.holds.Change(call.deadline, deed, [&](Hold& hold) {
    return Extend(hold, request.version(), rules.holds, call.now);
  }));
  return ToProto(kept, call.now);
}

grpc::ServerUnaryReactor* HoldService::ReleaseHold(grpc::CallbackServerContext* context,
                                                   const v1::ReleaseHoldRequest* request, v1::Hold* response) {
  return runner_.Unary(context, request, response, std::bind_front(&HoldService::DoRelease, this));
}

absl::StatusOr<v1::Hold> HoldService::DoRelease(const Call& call, const v1::ReleaseHoldRequest& request) {
  ASSIGN_OR_RETURN(const HoldDeed deed, DeedOf(call, request, BedDeed::kReleased, "capacity.ReleaseHold"));
  ASSIGN_OR_RETURN(const KeptHold kept, rooms_.holds.Change(call.deadline, deed, [&](Hold& hold) {
    return Release(hold, request.version(), call.now);
  }));
  return ToProto(kept, call.now);
}

grpc::ServerUnaryReactor* HoldService::ConvertHold(grpc::CallbackServerContext* context,
                                                   const v1::ConvertHoldRequest* request,
                                                   v1::ConvertHoldResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&HoldService::DoConvert, this));
}

absl::StatusOr<v1::ConvertHoldResponse> HoldService::DoConvert(const Call& call, const v1::ConvertHoldRequest& request) {
  ASSIGN_OR_RETURN(const HoldDeed deed, DeedOf(call, request, BedDeed::kConverted, "capacity.ConvertHold"));
  Arrival arrival{.began = call.now};
  if (!request.bed_id().empty()) {
    ASSIGN_OR_RETURN(arrival.bed, BedId::Parse(request.bed_id()));
  }
  if (request.has_begin_time()) {
    ASSIGN_OR_RETURN(arrival.began, platform::rpc::ParseTimestamp(true, request.begin_time(), "begin_time"));
  }
  ASSIGN_OR_RETURN(const Converted converted, rooms_.holds.Convert(call.deadline, deed, arrival, [&](Hold& hold) {
    return Convert(hold, request.version(), call.now);
  }));
  v1::ConvertHoldResponse response;
  *response.mutable_hold() = ToProto(converted.hold, call.now);
  *response.mutable_stay() = ToProto(converted.stay);
  return response;
}

grpc::ServerUnaryReactor* HoldService::ListHolds(grpc::CallbackServerContext* context, const v1::ListHoldsRequest* request,
                                                 v1::ListHoldsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&HoldService::DoListHolds, this));
}

absl::StatusOr<v1::ListHoldsResponse> HoldService::DoListHolds(const Call& call, const v1::ListHoldsRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::optional<HoldState> state, StateOf(request.state()));
  const Scope scope = ScopeOf(call);
  const std::string question = fmt::format("capacity.ListHolds {} {} of {}", facility.ToString(),
                                           static_cast<int>(request.state()), WordsOf(scope));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  HoldPosition after;
  RETURN_IF_ERROR(ReadPosition(position, after.begins, after.id));
  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<KeptHold> holds,
                   rooms_.holds.List(call.deadline, facility, scope, state, after, page_size + 1,
                                     AuditOf(call, "capacity.ListHolds")));
  const bool more = holds.size() > static_cast<size_t>(page_size);
  if (more) holds.pop_back();
  v1::ListHoldsResponse response;
  for (const KeptHold& hold : holds) *response.add_holds() = ToProto(hold, call.now);
  if (more) {
    response.set_next_page_token(rooms_.page_tokens.Seal(WritePosition(holds.back().hold.begins, holds.back().id),
                                                         call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* HoldService::ListAnomalies(grpc::CallbackServerContext* context,
                                                     const v1::ListAnomaliesRequest* request,
                                                     v1::ListAnomaliesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&HoldService::DoListAnomalies, this));
}

absl::StatusOr<v1::ListAnomaliesResponse> HoldService::DoListAnomalies(const Call& call,
                                                                       const v1::ListAnomaliesRequest& request) {
  ASSIGN_OR_RETURN(const absl::Time start,
                   platform::rpc::ParseTimestamp(request.has_start_time(), request.start_time(), "start_time"));
  ASSIGN_OR_RETURN(const absl::Time end,
                   platform::rpc::ParseTimestamp(request.has_end_time(), request.end_time(), "end_time"));
  if (end <= start) return platform::BadField("end_time", "EMPTY_WINDOW", "end_time is behind start_time");
  if (end - start > kLongestWindow) {
    return platform::BadField("end_time", "WINDOW_TOO_LONG", "a window has at most 31 days");
  }
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const Scope scope = ScopeOf(call);
  const std::string question = fmt::format("capacity.ListAnomalies {} {} of {}", absl::ToUnixMicros(start),
                                           absl::ToUnixMicros(end), WordsOf(scope));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  size_t first = 0;
  RETURN_IF_ERROR(ReadOffset(position, first));
  ASSIGN_OR_RETURN(const AnomalyRules rules, rooms_.holds.Anomalies(call.deadline, call.now));
  platform::postgres::AuditEntry audit = AuditOf(call, "capacity.ListAnomalies");
  audit.object_type = "holds";
  ASSIGN_OR_RETURN(std::vector<HoldSeen> seen, rooms_.holds.Seen(call.deadline, scope, start, end, kMostHolds + 1, audit));
  if (seen.size() > kMostHolds) {
    return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_HOLDS",
                             "there were too many holds in that time; ask for less of it", "end_time");
  }
  const std::vector<Anomaly> found = AnomaliesIn(std::move(seen), rules, rooms_.nation);
  v1::ListAnomaliesResponse response;
  const size_t behind = std::min(found.size(), first + static_cast<size_t>(page_size));
  for (size_t i = first; i < behind; ++i) *response.add_anomalies() = ToProto(found[i]);
  if (behind < found.size()) {
    response.set_next_page_token(rooms_.page_tokens.Seal(std::to_string(behind), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::capacity
