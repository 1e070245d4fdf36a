// SPDX-License-Identifier: Apache-2.0
// What officers call: reports by telephone, corrections, and a patient's timeline.
#include "fmt/format.h"
#include "services/observation/service/diary_messages.hpp"
#include "services/observation/service/diary_service.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/numbers.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kUsualPage = 60;
constexpr int kLargestPage = 200;

// A page token counts for the patient that its list was asked for.
std::string QuestionOf(const CaseId& id) { return "observation.ListReports " + id.ToString(); }

std::string WritePosition(const KeptReport& last) {
  return fmt::format("{} {}", absl::ToUnixMicros(last.report.time), last.id);
}

absl::StatusOr<ReportPosition> ReadPosition(std::string_view text) {
  if (text.empty()) return ReportPosition();
  const size_t blank = std::min(text.find(' '), text.size());
  const auto micros = platform::NumberIn<int64_t>(text.substr(0, blank));
  const auto id = blank < text.size() ? platform::NumberIn<int64_t>(text.substr(blank + 1)) : std::nullopt;
  if (!micros || !id) return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
  return ReportPosition{.time = absl::FromUnixMicros(*micros), .id = *id};
}

// What both an entry and a correction tell, as of `time`.
template <class Request>
absl::StatusOr<NewReport> OfficersReport(const platform::rpc::Call& call, const Request& request, const EventTime& time,
                                         const RulesInForce& rules) {
  NewReport report{.doubtful_time = time.doubtful, .source = Source::kStaff, .reported_by = call.caller->subject};
  ASSIGN_OR_RETURN(report.patient, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(report.request, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(ToldAnswers told, FromProto(request.answers()));
  ASSIGN_OR_RETURN(const WordSet<Item> confirmed, ConfirmedIn(request.confirmed_fields()));
  report.report = told.report;
  report.note = std::move(told.note);
  report.report.time = time.time;
  report.report.received = call.now;
  if (const RuleSet* judged_by = rules.triage.At(time.time)) {
    RETURN_IF_ERROR(CheckConfirmed(report.report.readings, judged_by->plausible, confirmed));
  }
  return report;
}

}  // namespace

grpc::ServerUnaryReactor* DiaryService::EnterReport(grpc::CallbackServerContext* context,
                                                    const v1::EnterReportRequest* request, v1::Next* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DiaryService::DoEnterReport, this));
}

absl::StatusOr<v1::Next> DiaryService::DoEnterReport(const Call& call, const v1::EnterReportRequest& request) {
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  std::optional<absl::Time> reported;
  if (request.has_reported_time()) {
    ASSIGN_OR_RETURN(reported, platform::rpc::ParseTimestamp(true, request.reported_time(), "reported_time"));
  }
  const EventTime time = TimeOfReport(reported, call.now, absl::Hours(24) * rules->retention.oldest_report_days);
  ASSIGN_OR_RETURN(NewReport report, OfficersReport(call, request, time, *rules));
  if (time.doubtful) report.reported = reported;
  return KeepOfficers(call, std::move(report), *rules, "observation.EnterReport");
}

grpc::ServerUnaryReactor* DiaryService::CorrectReport(grpc::CallbackServerContext* context,
                                                      const v1::CorrectReportRequest* request, v1::Next* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DiaryService::DoCorrectReport, this));
}

absl::StatusOr<v1::Next> DiaryService::DoCorrectReport(const Call& call, const v1::CorrectReportRequest& request) {
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  const int64_t corrected = platform::NumberIn<int64_t>(request.report_id()).value_or(0);  // 0: what is no number is no report
  ASSIGN_OR_RETURN(const absl::Time time, rooms_.reports.TimeOf(call.deadline, call.caller->areas, id, corrected));
  ASSIGN_OR_RETURN(NewReport report, OfficersReport(call, request, {.time = time, .doubtful = false}, *rules));
  report.replaces = corrected;
  return KeepOfficers(call, std::move(report), *rules, "observation.CorrectReport");
}

absl::StatusOr<v1::Next> DiaryService::KeepOfficers(const Call& call, NewReport report, const RulesInForce& rules,
                                                    const char* action) {
  const CaseId id = report.patient;
  report.scope = call.caller->areas;
  report.audit = AuditOfCase(call, action, id);
  ASSIGN_OR_RETURN(auto kept, rooms_.reports.Keep(call.deadline, rules.triage, rules.work, {std::move(report)}));
  if (!kept[0].ok()) return kept[0].status();
  ASSIGN_OR_RETURN(const std::vector<Diarist> household, rooms_.diaries.Household(call.deadline, id));
  return NextOf(*kept[0], household.empty() ? Diarist() : household[0], rules.monitoring, call.now);
}

grpc::ServerUnaryReactor* DiaryService::GetPatient(grpc::CallbackServerContext* context,
                                                   const v1::GetPatientRequest* request, v1::WatchedPatient* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DiaryService::DoGetPatient, this));
}

absl::StatusOr<v1::WatchedPatient> DiaryService::DoGetPatient(const Call& call, const v1::GetPatientRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  ASSIGN_OR_RETURN(const Diarist found, rooms_.diaries.Find(call.deadline, call.caller->areas, id,
                                                            AuditOfCase(call, "observation.GetPatient", id)));
  const Watched& watched = found.watched;
  v1::WatchedPatient shown;
  shown.set_case_id(found.case_id.ToString());
  shown.set_number(found.number);
  shown.set_area_code(found.area.ToString());
  shown.set_high_risk(watched.high_risk);
  if (watched.last_report) {
    shown.set_last_tier(static_cast<v1::Tier>(watched.last_tier));
    *shown.mutable_last_report_time() = platform::rpc::ToTimestamp(*watched.last_report);
  }
  if (!found.Ended()) {
    const auto due = NextAsked(watched.plan, rules->monitoring.slots, watched.last_report, call.now);
    if (due) *shown.mutable_due_time() = platform::rpc::ToTimestamp(due->due);
    shown.set_missed_reports(SilenceOf(rules->monitoring, watched, call.now).missed);
  }
  if (found.reporter) shown.set_reporter_id(found.reporter->ToString());
  shown.set_time_zone(found.time_zone);
  return shown;
}

grpc::ServerUnaryReactor* DiaryService::ListReports(grpc::CallbackServerContext* context,
                                                    const v1::ListReportsRequest* request,
                                                    v1::ListReportsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DiaryService::DoListReports, this));
}

absl::StatusOr<v1::ListReportsResponse> DiaryService::DoListReports(const Call& call,
                                                                    const v1::ListReportsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), kUsualPage, kLargestPage));
  const std::string question = QuestionOf(id);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const ReportPosition after, ReadPosition(position));
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  RETURN_IF_ERROR(rooms_.diaries.Find(call.deadline, call.caller->areas, id, AuditOfCase(call, "observation.ListReports", id))
                      .status());
  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<StandingReport> reports,
                   rooms_.reports.Timeline(call.deadline, id, DayOf(call.now) - rules->retention.report_days, after,
                                           page_size + 1));
  const bool more = reports.size() > static_cast<size_t>(page_size);
  if (more) reports.pop_back();
  v1::ListReportsResponse response;
  for (const StandingReport& standing : reports) *response.add_reports() = ToProto(standing, rules->triage);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(reports.back().kept), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::observation
