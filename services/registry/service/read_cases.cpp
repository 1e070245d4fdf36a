// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"
#include "services/registry/service/registry_service.hpp"

namespace mimamori::registry {
namespace {

struct EventTag { static constexpr const char* kName = "event_id"; };
using EventId = platform::Id<EventTag>;

constexpr size_t kLongestNumber = 30;

absl::StatusOr<CaseFilter> FilterOf(const v1::ListCasesRequest& request) {
  CaseFilter filter;
  if (!request.area_code().empty()) {
    ASSIGN_OR_RETURN(filter.area, platform::AreaCode::Parse(request.area_code()));
  }
  if (request.status() != v1::CASE_STATUS_UNSPECIFIED) {
    if (!v1::CaseStatus_IsValid(request.status())) {
      return platform::BadField("status", "UNKNOWN_STATUS", "status is not one of those that there are");
    }
    filter.status = static_cast<CaseStatus>(request.status());
  }
  if (!request.reporter_id().empty()) {
    const auto reporter = CaseId::Parse(request.reporter_id());
    if (!reporter.ok()) return platform::BadField("reporter_id", "MALFORMED_ID", "reporter_id is not a UUID");
    filter.reporter = *reporter;
  }
  if (request.number().size() > kLongestNumber) {
    return platform::BadField("number", "MALFORMED_NUMBER", "a number is as 271004-2026-000123");
  }
  filter.number = request.number();
  return filter;
}

// A page token counts for the areas that its list was asked for, and for what was asked for.
std::string QuestionOf(const platform::rpc::Call& call, const v1::ListCasesRequest& request) {
  std::vector<std::string> codes;
  for (const platform::AreaCode& area : call.caller->areas) codes.push_back(area.ToString());
  std::ranges::sort(codes);
  return fmt::format("registry.ListCases {} of {} in {} with {} as {}", fmt::join(codes, " "), request.area_code(),
                     static_cast<int>(request.status()), request.reporter_id(), request.number());
}

std::string WritePosition(const Case& last) {
  return fmt::format("{} {}", absl::ToUnixMicros(last.created_at), last.id.ToString());
}

absl::StatusOr<std::optional<Position>> ReadPosition(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const size_t blank = std::min(text.find(' '), text.size());
  int64_t micros = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + blank, micros);
  if (error != std::errc() || end != text.data() + blank || blank == text.size()) {
    return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
  }
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(text.substr(blank + 1)));
  return Position{.created_at = absl::FromUnixMicros(micros), .id = id};
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::GetCase(grpc::CallbackServerContext* context,
                                                   const v1::GetCaseRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoGetCase, this));
}

absl::StatusOr<v1::Case> RegistryService::DoGetCase(const Call& call, const v1::GetCaseRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const KeptCase found,
                   rooms_.cases.Get(call.deadline, id, ScopeOf(call), AuditOf(call, "registry.GetCase")));
  return Shown(call, found.kept);
}

absl::StatusOr<v1::Case> RegistryService::Shown(const Call& call, const Case& kept) {
  return ShowCase(call, rooms_.cases, rooms_.zone, kept);
}

grpc::ServerUnaryReactor* RegistryService::ListCases(grpc::CallbackServerContext* context,
                                                     const v1::ListCasesRequest* request,
                                                     v1::ListCasesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoListCases, this));
}

absl::StatusOr<v1::ListCasesResponse> RegistryService::DoListCases(const Call& call,
                                                                   const v1::ListCasesRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const CaseFilter filter, FilterOf(request));
  const std::string question = QuestionOf(call, request);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const std::optional<Position> after, ReadPosition(position));

  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<Case> cases,
                   rooms_.cases.List(call.deadline, ScopeOf(call), filter, after, page_size + 1,
                                     AuditOf(call, "registry.ListCases")));
  const bool more = cases.size() > static_cast<size_t>(page_size);
  if (more) cases.pop_back();
  ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(call.deadline));
  v1::ListCasesResponse response;
  for (const Case& kept : cases) *response.add_cases() = ToProto(kept, rules.DaysOf(kept, rooms_.zone));
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(cases.back()), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* RegistryService::GetCaseForExposure(grpc::CallbackServerContext* context,
                                                              const v1::GetCaseForExposureRequest* request,
                                                              v1::CaseForExposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoGetCaseForExposure, this));
}

absl::StatusOr<v1::CaseForExposure> RegistryService::DoGetCaseForExposure(
    const Call& call, const v1::GetCaseForExposureRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const EventId event, EventId::Parse(request.event_id()));
  ASSIGN_OR_RETURN(const OfficerId officer, OfficerId::Parse(request.officer_id()));

  platform::postgres::AuditEntry audit = AuditOf(call, "registry.GetCaseForExposure");
  audit.payload = fmt::format(R"({{"event_id": "{}", "officer_id": "{}"}})", event.ToString(), officer.ToString());
  // The exposure service asks for an officer whose areas it compares with the answer's.
  ASSIGN_OR_RETURN(const KeptCase found, rooms_.cases.Get(call.deadline, id, std::nullopt, audit));
  v1::CaseForExposure response;
  response.set_id(found.kept.id.ToString());
  response.set_area_code(found.kept.area.ToString());
  response.set_sealed_contact(found.sealed_contact);
  return response;
}

}  // namespace mimamori::registry
