// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "services/capacity/domain/report_table.hpp"
#include "services/capacity/service/judging.hpp"
#include "services/capacity/service/report_messages.hpp"
#include "services/capacity/service/report_service.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

// Whether a facility may be reported for, asked once for each.
class Admission {
 public:
  Admission(const platform::rpc::Call& call, FacilityStore& facilities, const Scope& scope)
      : call_(call), facilities_(facilities), scope_(scope) {}

  absl::Status Check(const FacilityId& id) {
    const auto [known, first] = known_.try_emplace(id);
    if (first) known->second = Look(id);
    return known->second;
  }
  bool own(const FacilityId& id) const { return own_.contains(id); }

 private:
  absl::Status Look(const FacilityId& id) {
    const auto facility = facilities_.Get(call_.deadline, id, scope_);
    absl::Status judged = facility.status();
    if (facility.ok()) judged = CheckGovernsOrOwns(scope_, *facility);
    if (facility.ok() && scope_.Owns(*facility)) own_.insert(id);
    if (judged.ok() && facility->closed) judged = platform::BadField("facility_id", "FACILITY_CLOSED", "this facility is closed");
    if (absl::IsNotFound(judged) || absl::IsPermissionDenied(judged)) {
      return platform::BadField("facility_id", platform::ReasonOf(judged), "you don't report for this facility");
    }
    return judged;
  }

  const platform::rpc::Call& call_;
  FacilityStore& facilities_;
  const Scope& scope_;
  std::map<FacilityId, absl::Status> known_;
  std::set<FacilityId> own_;
};

}  // namespace

grpc::ServerUnaryReactor* ReportService::ImportReports(grpc::CallbackServerContext* context,
                                                       const v1::ImportReportsRequest* request,
                                                       v1::ImportedReports* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReportService::DoImport, this));
}

absl::StatusOr<v1::ImportedReports> ReportService::DoImport(const Call& call, const v1::ImportReportsRequest& request) {
  ASSIGN_OR_RETURN(const platform::RequestId request_id, platform::RequestId::Parse(request.request_id()));
  if (request.content().size() > kLargestReportTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 2.5 MiB");
  }
  ASSIGN_OR_RETURN(const ReportRules rules, rooms_.reports.RulesAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const absl::Time time, ReportTimeIn(request, rules.plausibility, call.now));
  const Scope scope = ScopeOf(call);
  Admission admission(call, rooms_.facilities, scope);
  ASSIGN_OR_RETURN(const std::vector<TableReport> table,
                   ReadReportTable(request.content(), [&](const FacilityId& id) { return admission.Check(id); }));
  std::map<std::string, Confirmed> confirmed;
  for (const v1::TableConfirmation& one : request.confirmed()) confirmed[one.facility_id()].emplace(one.path(), one.code());
  std::vector<ToldReport> reports;
  for (const TableReport& one : table) {
    reports.push_back({.facility = one.facility, .report = one.report, .time = time, .source = Source::kTable,
                       .by_proxy = false,
                       .told_by_desk = admission.own(one.facility) ? std::string() : request.told_by_desk(),
                       .confirmed = confirmed[one.facility.ToString()]});
  }
  ASSIGN_OR_RETURN(const ReportStore::Outcome outcome,
                   rooms_.reports.Submit(call.deadline, scope, request_id, reports,
                                         AuditOf(call, "capacity.ImportReports"), JudgeBy(scope, rules)));
  v1::ImportedReports answer;
  answer.set_reports(static_cast<int32_t>(outcome.kept.size()));
  for (size_t i = 0; i < outcome.findings.size(); ++i) {
    for (const Finding& finding : outcome.findings[i]) {
      v1::TableFinding& into = *answer.add_findings();
      into.set_line(table[i].LineOf(finding.path));
      into.set_facility_id(table[i].facility.ToString());
      *into.mutable_finding() = ToProto(finding);
    }
  }
  return answer;
}

}  // namespace mimamori::capacity
