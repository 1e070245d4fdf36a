// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/report_service.hpp"

#include <charconv>

#include "fmt/format.h"
#include "services/capacity/fhir/measure_report.hpp"
#include "services/capacity/service/judging.hpp"
#include "services/capacity/service/report_messages.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

absl::Status BadPageToken() {
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
}

absl::StatusOr<ReportId> KnownReport(const std::string& text) {
  const auto id = ReportId::Parse(text);
  if (!id.ok()) return platform::NotFound("REPORT_UNKNOWN", "there is no such report");
  return *id;
}

template <class Number>
absl::Status ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? absl::OkStatus() : BadPageToken();
}

// "1795237200000000 <id>".
std::string WritePosition(const KeptReport& last) {
  return fmt::format("{} {}", absl::ToUnixMicros(last.told.time), last.id.ToString());
}
absl::StatusOr<std::optional<ReportPosition>> ReadPosition(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const size_t blank = std::min(text.find(' '), text.size() - 1);
  int64_t micros = 0;
  RETURN_IF_ERROR(ReadNumber(text.substr(0, blank), micros));
  const auto id = platform::ParseUuid(text.substr(blank + 1));
  if (!id) return BadPageToken();
  return ReportPosition{.time = absl::FromUnixMicros(micros), .id = ReportId(*id)};
}

// What each request says beside the report.
template <class Request>
ToldReport ToldBy(const Request& request, Source source) {
  ToldReport told;
  told.source = source;
  told.told_by_desk = request.told_by_desk();
  told.confirmed = ConfirmedIn(request.confirmed());
  return told;
}

v1::SubmittedReport AnswerOf(const ReportStore::Outcome& outcome) {
  v1::SubmittedReport answer;
  if (!outcome.kept.empty()) *answer.mutable_report() = ToProto(outcome.kept.front());
  for (const auto& findings : outcome.findings) {
    for (const Finding& finding : findings) *answer.add_findings() = ToProto(finding);
  }
  return answer;
}

}  // namespace

absl::StatusOr<v1::SubmittedReport> ReportService::SubmitOne(const Call& call, const ReportRules& rules,
                                                             const std::string& request_id, ToldReport told,
                                                             const char* action) {
  ASSIGN_OR_RETURN(const platform::RequestId request, platform::RequestId::Parse(request_id));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const ReportStore::Outcome outcome,
                   rooms_.reports.Submit(call.deadline, scope, request, {std::move(told)}, AuditOf(call, action),
                                         JudgeBy(scope, rules)));
  return AnswerOf(outcome);
}

grpc::ServerUnaryReactor* ReportService::SubmitReport(grpc::CallbackServerContext* context,
                                                      const v1::SubmitReportRequest* request,
                                                      v1::SubmittedReport* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoSubmit, this));
}

absl::StatusOr<v1::SubmittedReport> ReportService::DoSubmit(const Call& call, const v1::SubmitReportRequest& request) {
  ToldReport told = ToldBy(request, Source::kOwn);
  ASSIGN_OR_RETURN(told.facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(told.report, ReportIn(request.has_content(), request.content()));
  ASSIGN_OR_RETURN(const ReportRules rules, rooms_.reports.RulesAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(told.time, ReportTimeIn(request, rules.plausibility, call.now));
  return SubmitOne(call, rules, request.request_id(), std::move(told), "capacity.SubmitReport");
}

grpc::ServerUnaryReactor* ReportService::SubmitMeasureReport(grpc::CallbackServerContext* context,
                                                             const v1::SubmitMeasureReportRequest* request,
                                                             v1::SubmittedReport* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoSubmitMeasure, this));
}

absl::StatusOr<v1::SubmittedReport> ReportService::DoSubmitMeasure(const Call& call,
                                                                   const v1::SubmitMeasureReportRequest& request) {
  ToldReport told = ToldBy(request, Source::kFhir);
  ASSIGN_OR_RETURN(told.facility, KnownFacility(request.facility_id()));
  // Its clock is that of days without a time.
  ASSIGN_OR_RETURN(const Facility facility, rooms_.facilities.Get(call.deadline, told.facility, ScopeOf(call)));
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(facility.facts.time_zone, &zone)) return absl::InternalError("a facility's time zone is not known");
  ASSIGN_OR_RETURN(const SanerRules saner, rooms_.reports.SanerRulesAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(MeasuredReport measured, ReadMeasureReport(request.content(), saner, zone));
  ASSIGN_OR_RETURN(const ReportRules rules, rooms_.reports.RulesAt(call.deadline, call.now));
  told.report = std::move(measured.report);
  ASSIGN_OR_RETURN(told.time, ParseReportTime(measured.time, rules.plausibility, call.now));
  return SubmitOne(call, rules, request.request_id(), std::move(told), "capacity.SubmitMeasureReport");
}

grpc::ServerUnaryReactor* ReportService::CorrectReport(grpc::CallbackServerContext* context,
                                                       const v1::CorrectReportRequest* request,
                                                       v1::SubmittedReport* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoCorrect, this));
}

absl::StatusOr<v1::SubmittedReport> ReportService::DoCorrect(const Call& call, const v1::CorrectReportRequest& request) {
  ToldReport told = ToldBy(request, Source::kOwn);
  ASSIGN_OR_RETURN(told.facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const ReportId id, KnownReport(request.report_id()));
  ASSIGN_OR_RETURN(told.report, ReportIn(request.has_content(), request.content()));
  ASSIGN_OR_RETURN(const ReportRules rules, rooms_.reports.RulesAt(call.deadline, call.now));
  const Scope scope = ScopeOf(call);
  const ReportStore::Judge judge = JudgeBy(scope, rules);
  ASSIGN_OR_RETURN(const ReportStore::Outcome outcome,
                   rooms_.reports.Correct(call.deadline, scope, id, request.version(), told,
                                          AuditOf(call, "capacity.CorrectReport"),
                                          [&](const Facility& facility, const Report* previous,
                                              ToldReport& corrected) -> absl::StatusOr<std::vector<Finding>> {
                                            RETURN_IF_ERROR(
                                                CheckCorrectable(corrected.time, rules.plausibility, call.now));
                                            return judge(facility, previous, corrected);
                                          }));
  return AnswerOf(outcome);
}

grpc::ServerUnaryReactor* ReportService::ListReports(grpc::CallbackServerContext* context,
                                                     const v1::ListReportsRequest* request,
                                                     v1::ListReportsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoList, this));
}

absl::StatusOr<v1::ListReportsResponse> ReportService::DoList(const Call& call, const v1::ListReportsRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const Scope scope = ScopeOf(call);
  const std::string question = "capacity.ListReports " + facility.ToString() + WordsOf(scope);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const std::optional<ReportPosition> after, ReadPosition(position));
  ASSIGN_OR_RETURN(std::vector<KeptReport> reports,
                   rooms_.reports.List(call.deadline, scope, facility, after, page_size + 1));
  const bool more = reports.size() > static_cast<size_t>(page_size);
  if (more) reports.pop_back();
  v1::ListReportsResponse response;
  for (const KeptReport& report : reports) *response.add_reports() = ToProto(report);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(reports.back()), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* ReportService::ListReportVersions(grpc::CallbackServerContext* context,
                                                            const v1::ListReportVersionsRequest* request,
                                                            v1::ListReportVersionsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoListVersions, this));
}

absl::StatusOr<v1::ListReportVersionsResponse> ReportService::DoListVersions(
    const Call& call, const v1::ListReportVersionsRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const ReportId id, KnownReport(request.report_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const Scope scope = ScopeOf(call);
  const std::string question = "capacity.ListReportVersions " + id.ToString() + WordsOf(scope);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  int after = 0;
  if (!position.empty()) RETURN_IF_ERROR(ReadNumber(position, after));
  ASSIGN_OR_RETURN(std::vector<KeptReport> versions,
                   rooms_.reports.Versions(call.deadline, scope, facility, id, after, page_size + 1));
  const bool more = versions.size() > static_cast<size_t>(page_size);
  if (more) versions.pop_back();
  v1::ListReportVersionsResponse response;
  for (const KeptReport& version : versions) *response.add_versions() = ToProto(version);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(std::to_string(versions.back().version), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::capacity
