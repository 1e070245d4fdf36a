// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/export_service.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/observation/export/fhir.hpp"
#include "services/observation/service/document_parts.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/observation/service/turn.hpp"
#include "services/platform/core/csv_writer.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kMostExports = 4;  // at once
constexpr absl::Duration kPageTime = absl::Seconds(30);

absl::Status Busy() {
  return platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "several exports are under way; try again shortly");
}
absl::Status NobodyTakesIt() { return absl::CancelledError("nobody takes the file"); }

std::string BaseOf(std::string public_url) {
  while (public_url.ends_with('/')) public_url.pop_back();
  return public_url + "/fhir";
}

}  // namespace

absl::Status ExportService::Send(const Call& call, const Scope& scope, const Table& table, const Rows& rows, Sink& sink) {
  const Turn turn(exporting_, kMostExports);
  if (!turn.mine()) return Busy();
  RETURN_IF_ERROR(rooms_.exports.Audit(absl::Now() + kPageTime,
                                       AuditOfScope(call, table.action, scope, "{" + table.payload + "}")));
  DocumentParts parts("text/csv; charset=utf-8", table.file_name, sink);
  int64_t count = 0;
  const auto send = [&]() -> absl::Status {
    if (!parts.Take(std::string(platform::kByteOrderMark) + table.heading)) return NobodyTakesIt();
    int64_t behind = 0;
    while (true) {
      if (call.cancelled()) return NobodyTakesIt();
      const absl::Time deadline = std::min(call.deadline, absl::Now() + kPageTime);
      ASSIGN_OR_RETURN(const auto people, rooms_.exports.People(deadline, scope, behind, rooms_.page));
      if (people.empty()) return parts.Flush() ? absl::OkStatus() : NobodyTakesIt();
      std::string text;
      ASSIGN_OR_RETURN(const int64_t written, rows(people, text));
      count += written;
      if (!parts.Take(text)) return NobodyTakesIt();
      behind = people.back().key;
    }
  };
  const absl::Status sent = send();
  // Also of what was given up half-way: so many rows left the house.
  RETURN_IF_ERROR(rooms_.exports.Audit(
      absl::Now() + kPageTime,
      AuditOfScope(call, table.action, scope, fmt::format(R"({{"rows": {}, "whole": {}}})", count, sent.ok()))));
  return sent;
}

absl::Status ExportService::DoGetLineList(const Call& call, const v1::GetLineListRequest& request, Sink& sink) {
  ASSIGN_OR_RETURN(const Scope scope, ScopeIn(call, request.area_codes()));
  return Send(call, scope,
              {.action = "observation.GetLineList", .file_name = "line-list.csv", .heading = LineListHeading(), .payload = ""},
              [](const std::vector<ListedPatient>& page, std::string& rows) -> absl::StatusOr<int64_t> {
                for (const ListedPatient& patient : page) rows += LineListRow(patient);
                return static_cast<int64_t>(page.size());
              },
              sink);
}

absl::Status ExportService::DoGetReportTable(const Call& call, const v1::GetReportTableRequest& request, Sink& sink) {
  ASSIGN_OR_RETURN(const ReplayWindow window, WindowIn(request));
  ASSIGN_OR_RETURN(const Scope scope, ScopeIn(call, request.area_codes()));
  return Send(call, scope,
              {.action = "observation.GetReportTable",
               .file_name = "reports.csv",
               .heading = ReportHeading(),
               .payload = fmt::format(R"("start": {}, "end": {})", absl::ToUnixSeconds(window.start),
                                      absl::ToUnixSeconds(window.end))},
              [&](const std::vector<ListedPatient>& page, std::string& rows) -> absl::StatusOr<int64_t> {
                ASSIGN_OR_RETURN(const auto reports,
                                 rooms_.exports.Reports(std::min(call.deadline, absl::Now() + kPageTime), page, window));
                for (const ExportedReport& report : reports) rows += ReportRow(report);
                return static_cast<int64_t>(reports.size());
              },
              sink);
}

absl::Status ExportService::DoGetFhirBundle(const Call& call, const v1::GetFhirBundleRequest& request, Sink& sink) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  const Turn turn(exporting_, kMostExports);
  if (!turn.mine()) return Busy();
  const absl::Time deadline = std::min(call.deadline, absl::Now() + kPageTime);
  AuditEntry audit = AuditOfScope(call, "observation.GetFhirBundle", call.caller->areas, "{}");
  audit.object_type = "case";
  audit.object_id = id.ToString();
  ASSIGN_OR_RETURN(const ListedPatient patient, rooms_.exports.Find(deadline, call.caller->areas, id, std::move(audit)));
  ASSIGN_OR_RETURN(const auto reports, rooms_.exports.Reports(deadline, {patient}, {}));
  const std::string bundle =
      FhirBundle(BaseOf(rooms_.public_url), id, patient.number, patient.patient, reports, call.now);
  constexpr size_t kStep = 64 * 1024;
  DocumentParts parts("application/fhir+json", patient.number + ".json", sink);
  for (size_t at = 0; at < bundle.size(); at += kStep) {
    if (!parts.Take(std::string_view(bundle).substr(at, kStep))) return NobodyTakesIt();
  }
  return parts.Flush() ? absl::OkStatus() : NobodyTakesIt();
}

}  // namespace mimamori::observation
