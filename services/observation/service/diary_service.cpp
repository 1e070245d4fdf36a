// SPDX-License-Identifier: Apache-2.0
// What patients call, and the entrances of all.
#include "services/observation/service/diary_service.hpp"

#include "services/observation/service/diary_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kShownReports = 60;
constexpr int kShownDays = 31;

// Whose device it is: what the gateway read from the device's session.
absl::StatusOr<CaseId> OwnCase(const platform::rpc::Call& call) {
  const auto own = CaseId::Parse(call.caller->organisation);
  if (!own.ok()) return DeviceUnknown();
  return *own;
}

}  // namespace

void DiaryService::OfferOn(platform::rpc::LaneService& lanes) {
  lanes.Offer<v1::SubmitReportRequest, v1::Next>(std::bind_front(&DiaryService::DoSubmitReport, this));
}

grpc::ServerUnaryReactor* DiaryService::GetDiary(grpc::CallbackServerContext* context,
                                                 const v1::GetDiaryRequest* request, v1::Diary* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DiaryService::DoGetDiary, this));
}

absl::StatusOr<v1::Diary> DiaryService::DoGetDiary(const Call& call, const v1::GetDiaryRequest&) {
  ASSIGN_OR_RETURN(const CaseId own, OwnCase(call));
  ASSIGN_OR_RETURN(const auto trusted, rooms_.devices.Trusted(call.deadline, call.caller->subject, own));
  if (!trusted) return DeviceUnknown();
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  ASSIGN_OR_RETURN(const std::vector<Diarist> household, rooms_.diaries.Household(call.deadline, own));
  if (household.empty()) return platform::NotFound("MEMBER_UNKNOWN", "she is not watched");
  v1::Diary diary;
  diary.set_new_device(!*trusted);
  for (const Diarist& diarist : household) {
    v1::Member& member = *diary.add_members();
    member.set_case_id(diarist.case_id.ToString());
    member.set_number(diarist.number);
    member.set_ended(diarist.Ended());
    if (!diarist.Ended()) {
      const Watched& watched = diarist.watched;
      // That a report was told is of before, too.
      const auto last = *trusted ? watched.last_report : std::nullopt;
      const auto due = NextAsked(watched.plan, rules->monitoring.slots, last, call.now);
      if (due) *member.mutable_due_time() = platform::rpc::ToTimestamp(due->due);
    }
    if (!*trusted) continue;
    ASSIGN_OR_RETURN(const auto reports, rooms_.reports.Timeline(call.deadline, diarist.case_id,
                                                                 DayOf(call.now) - kShownDays, {}, kShownReports));
    for (const StandingReport& standing : reports) *member.add_reports() = ToProto(standing.kept);
  }
  return diary;
}

grpc::ServerUnaryReactor* DiaryService::SubmitReport(grpc::CallbackServerContext* context,
                                                     const v1::SubmitReportRequest* request, v1::Next* response) {
  return runner_.Later(context, request, response, std::bind_front(&DiaryService::DoSubmitReport, this));
}

absl::StatusOr<NewReport> DiaryService::ReportIn(const Call& call, const v1::SubmitReportRequest& request,
                                                 const RulesInForce& rules) const {
  NewReport report;
  ASSIGN_OR_RETURN(const CaseId own, OwnCase(call));
  report.sender = Sender{.own = own, .device = call.caller->subject};
  ASSIGN_OR_RETURN(report.request, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(report.patient, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(const absl::Time reported, platform::rpc::ParseTimestamp(request.has_reported_time(),
                                                                            request.reported_time(), "reported_time"));
  ASSIGN_OR_RETURN(ToldAnswers told, FromProto(request.answers()));
  ASSIGN_OR_RETURN(const WordSet<Item> confirmed, ConfirmedIn(request.confirmed_fields()));
  report.report = told.report;
  report.note = std::move(told.note);
  const EventTime event = TimeOfReport(reported, call.now, absl::Hours(24) * rules.retention.oldest_report_days);
  report.report.time = event.time;
  report.report.received = call.now;
  report.doubtful_time = event.doubtful;
  if (event.doubtful) report.reported = reported;
  report.source = report.patient == own ? Source::kPatient : Source::kHousehold;
  report.reported_by = own.ToString();
  if (const RuleSet* judged_by = rules.triage.At(event.time)) {
    RETURN_IF_ERROR(CheckConfirmed(report.report.readings, judged_by->plausible, confirmed));
  }
  return report;
}

// Stays on gRPC's thread until it is queued for the next commit.
void DiaryService::DoSubmitReport(const Call& call, const v1::SubmitReportRequest& request, Answered answered) {
  auto rules = rooms_.rules.Current();
  if (!rules.ok()) return answered(rules.status());
  auto report = ReportIn(call, request, **rules);
  if (!report.ok()) return answered(report.status());
  rooms_.commits.Submit(*std::move(report),
                        [now = call.now, rules = *std::move(rules),
                         answered = std::move(answered)](absl::StatusOr<HandedIn> handed_in) {
                          if (!handed_in.ok()) return answered(handed_in.status());
                          answered(NextOf(handed_in->kept, std::move(handed_in->about), rules->monitoring, now));
                        });
}

}  // namespace mimamori::observation
