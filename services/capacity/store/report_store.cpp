// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/report_store.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/policy_reader.hpp"
#include "services/capacity/store/report_effects.hpp"
#include "services/capacity/store/report_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kByRequest{"capacity.reports_by_request", "SELECT " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.entered_by = $1 AND r.request_id = $2 ORDER BY r.facility_id
)sql"};
// The one before a moment, as it stands: its last version.
constexpr Statement kPrevious{"capacity.previous_report", R"sql(
  SELECT v.body FROM reports r
  CROSS JOIN LATERAL (SELECT body FROM reports WHERE report_id = r.report_id ORDER BY version DESC LIMIT 1) AS v
  WHERE r.facility_id = $1 AND r.version = 1 AND r.told_at <= $2 AND r.report_id <> $3
  ORDER BY r.told_at DESC, r.report_id DESC LIMIT 1
)sql"};
constexpr Statement kInsert{"capacity.insert_report", R"sql(
  INSERT INTO reports (report_id, version, facility_id, told_at, received_at, source, by_proxy, told_by_desk, entered_by,
                       request_id, body, confirmed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql"};
constexpr Statement kLatest{"capacity.latest_version", "SELECT " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.report_id = $1 AND r.facility_id = $2 ORDER BY r.version DESC LIMIT 1
)sql"};
constexpr Statement kList{"capacity.list_reports", "SELECT " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM (SELECT report_id FROM reports
        WHERE facility_id = $1 AND version = 1 AND (told_at, report_id) < ($2::timestamptz, $3::uuid)
        ORDER BY told_at DESC, report_id DESC LIMIT $4) AS newest
  CROSS JOIN LATERAL (SELECT * FROM reports WHERE report_id = newest.report_id ORDER BY version DESC LIMIT 1) AS r
  ORDER BY r.told_at DESC, r.report_id DESC
)sql"};
constexpr Statement kVersions{"capacity.report_versions", "SELECT " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.report_id = $1 AND r.facility_id = $2 AND r.version > $3 ORDER BY r.version LIMIT $4
)sql"};
constexpr Statement kSees{"capacity.sees_facility",
  "SELECT 1 FROM facilities f WHERE f.facility_id = $1 AND " MIMAMORI_SEES("$2", "$3", "$4")};

absl::StatusOr<std::vector<KeptReport>> ReadAll(const Rows& rows) {
  std::vector<KeptReport> reports;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport read, ReadReport(rows, row));
    reports.push_back(std::move(read));
  }
  return reports;
}

absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another report", "request_id");
}

// What an earlier try kept; none: there was none.
absl::StatusOr<std::vector<KeptReport>> KeptBefore(Connection& transaction, const std::string& caller,
                                                   const platform::RequestId& request,
                                                   const std::vector<ToldReport>& reports) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kByRequest, Params().Text(caller).Uuid(request.uuid())));
  ASSIGN_OR_RETURN(std::vector<KeptReport> kept, ReadAll(rows));
  if (kept.empty()) return kept;
  const bool same = std::ranges::equal(kept, reports, [](const KeptReport& one, const ToldReport& asked) {
    return one.told.facility == asked.facility && one.told.report == asked.report;
  });
  if (!same) return Reused();
  return kept;
}

absl::StatusOr<std::optional<Report>> PreviousOf(Connection& transaction, const ToldReport& told, const ReportId& but) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kPrevious, Params().Uuid(told.facility.uuid()).Time(told.time)
                                                                   .Uuid(but.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Report previous, ReadReportBody(rows.Json(0, 0)));
  return previous;
}

absl::Status Insert(Connection& transaction, const KeptReport& kept, const std::optional<platform::RequestId>& request) {
  const ToldReport& told = kept.told;
  Params params;
  params.Uuid(kept.id.uuid()).Int4(kept.version).Uuid(told.facility.uuid()).Time(told.time).Time(kept.received);
  params.Int2(static_cast<int16_t>(told.source)).Bool(told.by_proxy).Text(told.told_by_desk).Text(kept.entered_by);
  request ? params.Uuid(request->uuid()) : params.Null();
  params.Json(WriteReport(told.report)).Json(WriteConfirmed(told.confirmed));
  return transaction.Run(kInsert, params).status();
}

absl::Status Record(Connection& transaction, const AuditEntry& audit, const Facility& facility, const KeptReport& kept) {
  AuditEntry entry = About(audit, facility);
  entry.payload = fmt::format(R"({{"report_id": "{}", "version": {}, "by_proxy": {}}})", kept.id.ToString(), kept.version,
                              kept.told.by_proxy);
  return AppendAudit(transaction, entry);
}

// One report of a request, under its facility's lock.
struct Candidate {
  Facility facility;
  ToldReport told;
};

absl::StatusOr<std::vector<KeptReport>> KeepAll(Connection& transaction, const platform::RequestId& request,
                                                const AuditEntry& audit, const std::vector<Candidate>& candidates) {
  std::vector<KeptReport> kept;
  for (const Candidate& one : candidates) {
    // Of those that speak of one moment, the one that came last has the greatest id.
    kept.push_back({.id = ReportId(platform::TimeOrderedUuid(audit.time)), .version = 1, .told = one.told,
                    .received = audit.time, .entered_by = audit.actor});
    RETURN_IF_ERROR(Insert(transaction, kept.back(), request));
    RETURN_IF_ERROR(ApplyReport(transaction, one.facility, kept.back()));
    RETURN_IF_ERROR(Record(transaction, audit, one.facility, kept.back()));
  }
  for (const Candidate& one : candidates) {
    RETURN_IF_ERROR(TellOfFacility(transaction, audit.time, one.facility.id, one.facility.area));
  }
  return kept;
}

}  // namespace

absl::StatusOr<ReportStore::Outcome> ReportStore::Submit(absl::Time deadline, const Scope& scope,
                                                         const platform::RequestId& request,
                                                         const std::vector<ToldReport>& reports, const AuditEntry& audit,
                                                         const Judge& judge) {
  Outcome outcome;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    outcome = {};
    std::vector<Candidate> candidates;
    for (const ToldReport& told : reports) {
      ASSIGN_OR_RETURN(Facility facility, LockFacility(transaction, told.facility, scope));
      candidates.push_back({.facility = std::move(facility), .told = told});
    }
    // Behind the locks: of two tries at once the second finds the first.
    ASSIGN_OR_RETURN(outcome.kept, KeptBefore(transaction, audit.actor, request, reports));
    if (!outcome.kept.empty()) return absl::OkStatus();
    bool clean = true;
    for (Candidate& one : candidates) {
      ASSIGN_OR_RETURN(const std::optional<Report> previous, PreviousOf(transaction, one.told, ReportId()));
      ASSIGN_OR_RETURN(std::vector<Finding> found, judge(one.facility, previous ? &*previous : nullptr, one.told));
      clean = clean && found.empty();
      outcome.findings.push_back(std::move(found));
    }
    if (!clean) return absl::OkStatus();
    outcome.findings.clear();
    ASSIGN_OR_RETURN(outcome.kept, KeepAll(transaction, request, audit, candidates));
    return absl::OkStatus();
  }));
  return outcome;
}

absl::StatusOr<ReportStore::Outcome> ReportStore::Correct(absl::Time deadline, const Scope& scope, const ReportId& id,
                                                          int version, const ToldReport& corrected, const AuditEntry& audit,
                                                          const Judge& judge) {
  Outcome outcome;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    outcome = {};
    ASSIGN_OR_RETURN(const Facility facility, LockFacility(transaction, corrected.facility, scope));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLatest, Params().Uuid(id.uuid()).Uuid(facility.id.uuid())));
    if (rows.empty()) return platform::NotFound("REPORT_UNKNOWN", "there is no such report");
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, 0));
    const bool done = kept.version == version + 1 && kept.entered_by == audit.actor && kept.told.report == corrected.report;
    if (done) {
      outcome.kept.push_back(std::move(kept));
      return absl::OkStatus();
    }
    if (kept.version != version) {
      return platform::Failure(absl::StatusCode::kAborted, "REPORT_CHANGED", "somebody else corrected it; read it again");
    }
    ToldReport told = corrected;
    told.time = kept.told.time;
    ASSIGN_OR_RETURN(const std::optional<Report> previous, PreviousOf(transaction, told, id));
    ASSIGN_OR_RETURN(std::vector<Finding> found, judge(facility, previous ? &*previous : nullptr, told));
    if (!found.empty()) {
      outcome.findings.push_back(std::move(found));
      return absl::OkStatus();
    }
    kept = {.id = id, .version = version + 1, .told = std::move(told), .received = audit.time, .entered_by = audit.actor};
    RETURN_IF_ERROR(Insert(transaction, kept, std::nullopt));
    RETURN_IF_ERROR(ApplyCorrection(transaction, facility, kept));
    RETURN_IF_ERROR(Record(transaction, audit, facility, kept));
    outcome.kept.push_back(std::move(kept));
    return TellOfFacility(transaction, audit.time, facility.id, facility.area);
  }));
  return outcome;
}

absl::StatusOr<std::vector<KeptReport>> ReportStore::List(absl::Time deadline, const Scope& scope, const FacilityId& facility,
                                                          const std::optional<ReportPosition>& after, int limit) {
  Params asked;
  AddScope(asked.Uuid(facility.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows sees, pool_.Run(deadline, kSees, asked));
  if (sees.empty()) return FacilityUnknown();
  const ReportPosition from = after.value_or(ReportPosition{.time = absl::InfiniteFuture(), .id = {}});
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params().Uuid(facility.uuid()).Time(from.time)
                                                                   .Uuid(from.id.uuid()).Int8(limit)));
  return ReadAll(rows);
}

absl::StatusOr<std::vector<KeptReport>> ReportStore::Versions(absl::Time deadline, const Scope& scope,
                                                              const FacilityId& facility, const ReportId& id, int after,
                                                              int limit) {
  Params asked;
  AddScope(asked.Uuid(facility.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows sees, pool_.Run(deadline, kSees, asked));
  if (sees.empty()) return FacilityUnknown();
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kVersions, Params().Uuid(id.uuid()).Uuid(facility.uuid())
                                                                       .Int4(after).Int8(limit)));
  if (rows.empty() && after == 0) return platform::NotFound("REPORT_UNKNOWN", "there is no such report");
  return ReadAll(rows);
}

absl::StatusOr<ReportRules> ReportStore::RulesAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto classes, platform::postgres::PolicyAt(pool_, deadline, "capacity.classes", now));
  ASSIGN_OR_RETURN(const NamedCatalogue catalogue, ReadCatalogue(classes.body));
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "capacity.plausibility", now));
  ASSIGN_OR_RETURN(const PlausibilityRules plausibility, ReadPlausibility(policy.body));
  return ReportRules{.catalogue = catalogue.Codes(), .plausibility = plausibility};
}

absl::StatusOr<SanerRules> ReportStore::SanerRulesAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "capacity.saner", now));
  return ReadSanerRules(policy.body);
}

std::vector<Statement> ReportStore::Statements() {
  std::vector<Statement> all = FacilityRowStatements();
  for (const Statement& statement : ReportEffectStatements()) all.push_back(statement);
  for (const Statement& statement : {kByRequest, kPrevious, kInsert, kLatest, kList, kVersions, kSees}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::capacity
