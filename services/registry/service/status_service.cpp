// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/status_service.hpp"

#include <charconv>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {
namespace {

// Of a request to change or to correct.
template <class Request>
absl::StatusOr<Standing> StandingIn(const Request& request, absl::CivilDay today) {
  return ParseStanding({.status = request.status(), .severe = request.severe(), .date = request.status_date()}, today);
}

absl::StatusOr<Correction> ReasonIn(const v1::CorrectStatusRequest& request) {
  const int reason = request.reason();
  if (reason >= static_cast<int>(Correction::kEnteredWrongly) &&
      reason <= static_cast<int>(Correction::kDidNotHappen)) {
    return static_cast<Correction>(reason);
  }
  return platform::BadField("reason", "MISSING_FIELD", "a correction has a reason");
}

// A page token counts for the case that its list was asked for.
std::string QuestionOf(const CaseId& id) { return "registry.ListStatuses " + id.ToString(); }

absl::StatusOr<int> ReadPosition(std::string_view text) {
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (text.empty() || (error == std::errc() && end == text.data() + text.size())) return version;
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
}

}  // namespace

grpc::ServerUnaryReactor* StatusService::ChangeStatus(grpc::CallbackServerContext* context,
                                                      const v1::ChangeStatusRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StatusService::DoChangeStatus, this));
}

absl::StatusOr<v1::Case> StatusService::DoChangeStatus(const Call& call, const v1::ChangeStatusRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const Standing wanted, StandingIn(request, absl::ToCivilDay(call.now, rooms_.zone)));
  ASSIGN_OR_RETURN(const StatusTable table, rooms_.statuses.TableAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.statuses.Change(call.deadline, id, ScopeOf(call), Correction::kNone,
                                          AuditOf(call, "registry.ChangeStatus"), [&](Case& seen) {
                                            return registry::ChangeStatus(seen, request.version(), wanted, table);
                                          }));
  return ShowCase(call, rooms_.cases, rooms_.zone, kept);
}

grpc::ServerUnaryReactor* StatusService::CorrectStatus(grpc::CallbackServerContext* context,
                                                       const v1::CorrectStatusRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StatusService::DoCorrectStatus, this));
}

absl::StatusOr<v1::Case> StatusService::DoCorrectStatus(const Call& call, const v1::CorrectStatusRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const Standing wanted, StandingIn(request, absl::ToCivilDay(call.now, rooms_.zone)));
  ASSIGN_OR_RETURN(const Correction reason, ReasonIn(request));
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.statuses.Change(call.deadline, id, ScopeOf(call), reason,
                                          AuditOf(call, "registry.CorrectStatus"), [&](Case& seen) {
                                            return registry::CorrectStatus(seen, request.version(), wanted);
                                          }));
  return ShowCase(call, rooms_.cases, rooms_.zone, kept);
}

grpc::ServerUnaryReactor* StatusService::ListStatuses(grpc::CallbackServerContext* context,
                                                      const v1::ListStatusesRequest* request,
                                                      v1::ListStatusesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StatusService::DoListStatuses, this));
}

absl::StatusOr<v1::ListStatusesResponse> StatusService::DoListStatuses(const Call& call,
                                                                       const v1::ListStatusesRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string question = QuestionOf(id);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const int after, ReadPosition(position));
  ASSIGN_OR_RETURN(std::vector<StatusRow> rows, rooms_.statuses.List(call.deadline, id, ScopeOf(call), after,
                                                                     page_size + 1,
                                                                     AuditOf(call, "registry.ListStatuses")));
  const bool more = rows.size() > static_cast<size_t>(page_size);
  if (more) rows.pop_back();
  v1::ListStatusesResponse response;
  for (const StatusRow& row : rows) *response.add_statuses() = ToProto(row);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(std::to_string(rows.back().version), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* StatusService::ReleaseCase(grpc::CallbackServerContext* context,
                                                     const v1::ReleaseCaseRequest* request,
                                                     v1::ReleasedCase* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StatusService::DoReleaseCase, this));
}

absl::StatusOr<Case> StatusService::KeepOnce(const Call& call, const std::string& request_id, const std::string& case_id,
                                            const std::string& officer_id, const char* action,
                                            const std::function<absl::StatusOr<bool>(Case&, const StatusTable&)>& decide) {
  ASSIGN_OR_RETURN(const platform::RequestId request, platform::RequestId::Parse(request_id));
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(case_id));
  ASSIGN_OR_RETURN(const OfficerId officer, OfficerId::Parse(officer_id));
  ASSIGN_OR_RETURN(const StatusTable table, rooms_.statuses.TableAt(call.deadline, call.now));
  platform::postgres::AuditEntry audit = AuditOf(call, action);
  audit.actor = officer.ToString();
  return rooms_.statuses.ChangeOnce(call.deadline, id, request, audit, [&](Case& seen) { return decide(seen, table); });
}

absl::StatusOr<v1::ReleasedCase> StatusService::DoReleaseCase(const Call& call, const v1::ReleaseCaseRequest& request) {
  ASSIGN_OR_RETURN(const Standing wanted, ParseStanding({.status = static_cast<int>(CaseStatus::kReleased),
                                                         .severe = false, .date = request.status_date()},
                                                        absl::ToCivilDay(call.now, rooms_.zone)));
  ASSIGN_OR_RETURN(const Case kept,
                   KeepOnce(call, request.request_id(), request.case_id(), request.officer_id(), "registry.ReleaseCase",
                            [&](Case& seen, const StatusTable& table) {
                              return registry::ReleaseCase(seen, *wanted.since, table);
                            }));
  v1::ReleasedCase released;
  released.set_version(kept.version);
  return released;
}

grpc::ServerUnaryReactor* StatusService::PlaceCase(grpc::CallbackServerContext* context,
                                                   const v1::PlaceCaseRequest* request, v1::PlacedCase* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StatusService::DoPlaceCase, this));
}

absl::StatusOr<v1::PlacedCase> StatusService::DoPlaceCase(const Call& call, const v1::PlaceCaseRequest& request) {
  ASSIGN_OR_RETURN(const Standing wanted, StandingIn(request, absl::ToCivilDay(call.now, rooms_.zone)));
  ASSIGN_OR_RETURN(const Case kept,
                   KeepOnce(call, request.request_id(), request.case_id(), request.officer_id(), "registry.PlaceCase",
                            [&](Case& seen, const StatusTable& table) {
                              return registry::PlaceCase(seen, wanted, table);
                            }));
  v1::PlacedCase placed;
  placed.set_version(kept.version);
  return placed;
}

}  // namespace mimamori::registry
