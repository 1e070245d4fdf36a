// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/transport_service.hpp"

#include "services/admission/service/messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

using platform::rpc::Call;

constexpr char kList[] = "admission.ListTransports";

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

absl::Status CheckNext(const Transport& transport, TransportState from) {
  if (transport.state == from) return absl::OkStatus();
  const bool over = transport.state == TransportState::kArrived || transport.state == TransportState::kCalledOff;
  return over ? Refused("TRANSPORT_OVER", "she was brought, or needs not be") : Refused("STATE_NOT_NEXT", "something else comes first");
}

TransportScope ScopeOfTransports(const Call& call) {
  return {.areas = call.caller->areas, .firm = IsOfficer(call) ? "" : call.caller->organisation};
}

}  // namespace

absl::StatusOr<v1::Transport> TransportService::DoRequest(const Call& call, const v1::RequestTransportRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  const auto check = [&](const Admission& admission) -> absl::Status {
    RETURN_IF_ERROR(CheckSeen(admission, request.version()));
    if (admission.state == State::kHeld) return absl::OkStatus();
    return Refused("STATE_NOT_NEXT", "no bed is held that she could be brought to");
  };
  ASSIGN_OR_RETURN(const ListedTransport kept,
                   rooms_.transports.Request(call.deadline, ScopeOf(call), id, request_id, check,
                                             AuditOf(call, "admission.RequestTransport")));
  return ToProto(kept);
}

absl::StatusOr<v1::ListTransportsResponse> TransportService::DoList(const Call& call,
                                                                    const v1::ListTransportsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, 200));
  ASSIGN_OR_RETURN(const std::string text, rooms_.page_tokens.Open(request.page_token(), call.caller->subject, kList));
  ASSIGN_OR_RETURN(const auto position, ReadPosition(text));
  TransportPosition after;
  if (position) after = {.made_at = position->time, .id = TransportId(position->id)};
  v1::ListTransportsResponse response;
  // Whoever is of no firm has none.
  if (!IsOfficer(call) && call.caller->organisation.empty()) return response;
  ASSIGN_OR_RETURN(auto found, rooms_.transports.List(call.deadline, ScopeOfTransports(call), after, page_size + 1,
                                                      AuditOf(call, kList)));
  const bool more = found.size() > static_cast<size_t>(page_size);
  if (more) found.pop_back();
  for (const ListedTransport& listed : found) *response.add_transports() = ToProto(listed);
  if (more) {
    const Transport& last = found.back().transport;
    response.set_next_page_token(rooms_.page_tokens.Seal(WritePosition({.number = 0, .time = last.made_at, .id = last.id.uuid()}),
                                                         call.caller->subject, kList));
  }
  return response;
}

absl::StatusOr<v1::Transport> TransportService::Change(const Call& call, const std::string& text, const char* action,
                                                       const TransportStore::DecideTransport& decide) {
  ASSIGN_OR_RETURN(const TransportId id, TransportId::Parse(text));
  if (call.caller->organisation.empty()) {
    return platform::NotFound("TRANSPORT_UNKNOWN", "whoever brings somebody is of a firm");
  }
  ASSIGN_OR_RETURN(const ListedTransport kept,
                   rooms_.transports.Change(call.deadline, ScopeOfTransports(call), id, decide, AuditOf(call, action)));
  return ToProto(kept);
}

absl::StatusOr<v1::Transport> TransportService::DoTake(const Call& call, const v1::TakeTransportRequest& request) {
  return Change(call, request.transport_id(), "admission.TakeTransport",
                [&](Transport& transport, Admission&) -> absl::Status {
                  if (transport.state == TransportState::kTaken) return absl::OkStatus();  // by her own firm
                  RETURN_IF_ERROR(CheckNext(transport, TransportState::kOpen));
                  transport.state = TransportState::kTaken;
                  transport.firm = call.caller->organisation;
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Transport> TransportService::DoSetOut(const Call& call, const v1::SetOutRequest& request) {
  return Change(call, request.transport_id(), "admission.SetOut",
                [&](Transport& transport, Admission& admission) -> absl::Status {
                  if (transport.state == TransportState::kOnTheWay) return absl::OkStatus();
                  RETURN_IF_ERROR(CheckNext(transport, TransportState::kTaken));
                  RETURN_IF_ERROR(admission::SetOut(admission, call.now));
                  transport.state = TransportState::kOnTheWay;
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Transport> TransportService::DoArrive(const Call& call, const v1::ArriveRequest& request) {
  return Change(call, request.transport_id(), "admission.Arrive",
                [&](Transport& transport, Admission&) -> absl::Status {
                  if (transport.state == TransportState::kArrived) return absl::OkStatus();
                  RETURN_IF_ERROR(CheckNext(transport, TransportState::kOnTheWay));
                  transport.state = TransportState::kArrived;
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Transport> TransportService::DoGiveBack(const Call& call, const v1::GiveBackTransportRequest& request) {
  return Change(call, request.transport_id(), "admission.GiveBackTransport",
                [&](Transport& transport, Admission& admission) -> absl::Status {
                  if (transport.state == TransportState::kOpen) return absl::OkStatus();
                  if (transport.state == TransportState::kOnTheWay) {
                    RETURN_IF_ERROR(TurnBack(admission, call.now));
                  } else {
                    RETURN_IF_ERROR(CheckNext(transport, TransportState::kTaken));
                  }
                  transport.state = TransportState::kOpen;
                  transport.firm.clear();
                  return absl::OkStatus();
                });
}

}  // namespace mimamori::admission
