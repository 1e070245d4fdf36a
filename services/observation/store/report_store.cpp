// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_store.hpp"

#include <algorithm>
#include <utility>

#include "services/observation/store/packed.hpp"
#include "services/observation/store/policy_reader.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/observation/store/report_writer.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kOf{"observation.reports_of", "SELECT " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM patients p JOIN reports r ON r.patient = p.patient
  WHERE p.case_id = $1 AND r.day >= $2 ORDER BY r.time, r.report_id
)sql"};
// The partitions of the last days first, and no more of them than the page needs.
constexpr Statement kTimeline{"observation.timeline", "SELECT t.judged_at, t.rejudgement, " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM patients p
  JOIN reports r ON r.patient = p.patient
  LEFT JOIN LATERAL (SELECT j.judged_at, j.judgement AS rejudgement FROM rejudgements j
                     WHERE j.patient = r.patient AND j.report_id = r.report_id
                     ORDER BY j.judged_at DESC LIMIT 1) AS t ON true
  WHERE p.case_id = $1 AND r.day >= $2 AND (r.time, r.report_id) < ($3, $4)
    AND NOT EXISTS (SELECT 1 FROM reports c WHERE c.patient = r.patient AND c.day = r.day AND c.replaces = r.report_id)
  ORDER BY r.time DESC, r.report_id DESC LIMIT $5
)sql"};
constexpr Statement kTimeOf{"observation.time_of_report", R"sql(
  SELECT p.area_code, r.time FROM patients p LEFT JOIN reports r ON r.patient = p.patient AND r.report_id = $2
  WHERE p.case_id = $1
)sql"};
constexpr Statement kCreateDay{"observation.create_report_day",
                               "SELECT create_report_day($1::date + n) FROM generate_series(0, $2::date - $1::date) n"};
constexpr Statement kDropDays{"observation.drop_report_days", "SELECT drop_report_days_before($1)"};
constexpr Statement kDropRejudged{"observation.drop_rejudged", "DELETE FROM rejudgements WHERE report_day < $1"};

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> ReportStore::HandIn(absl::Time deadline, const RuleSets& rules,
                                                                          const WorkRules& work,
                                                                          const std::vector<NewReport>& reports,
                                                                          int reports_an_hour) {
  RETURN_IF_ERROR(EnsureDays(deadline, reports));
  std::vector<absl::StatusOr<HandedIn>> results;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) {
    ReportWriter attempt(reports, rules, work, reports_an_hour);  // afresh, since a serialization failure runs it again
    RETURN_IF_ERROR(attempt.Run(connection));
    results = attempt.TakeResults();
    return absl::OkStatus();
  }));
  return results;
}

absl::StatusOr<std::vector<absl::StatusOr<KeptReport>>> ReportStore::Keep(absl::Time deadline, const RuleSets& rules,
                                                                          const WorkRules& work,
                                                                          const std::vector<NewReport>& reports,
                                                                          int reports_an_hour) {
  ASSIGN_OR_RETURN(auto handed_in, HandIn(deadline, rules, work, reports, reports_an_hour));
  std::vector<absl::StatusOr<KeptReport>> results;
  for (auto& one : handed_in) {
    one.ok() ? results.emplace_back(std::move(one->kept)) : results.emplace_back(one.status());
  }
  return results;
}

absl::StatusOr<std::vector<KeptReport>> ReportStore::Of(absl::Time deadline, const CaseId& id, absl::CivilDay since) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOf, Params().Uuid(id.uuid()).Date(since)));
  std::vector<KeptReport> reports;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 0));
    reports.push_back(std::move(kept));
  }
  return reports;
}

absl::StatusOr<std::vector<StandingReport>> ReportStore::Timeline(absl::Time deadline, const CaseId& id,
                                                                  absl::CivilDay since, const ReportPosition& after,
                                                                  int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kTimeline, Params().Uuid(id.uuid()).Date(since).Time(after.time)
                                                                       .Int8(after.id).Int8(limit)));
  std::vector<StandingReport> reports;
  for (int row = 0; row < rows.size(); ++row) {
    StandingReport& report = reports.emplace_back();
    ASSIGN_OR_RETURN(report.kept, ReadReport(rows, row, 2));
    if (rows.IsNull(row, 0)) continue;
    report.rejudged_at = rows.Time(row, 0);
    const std::optional<Judgement> judged = UnpackJudgement(rows.Bytes(row, 1));
    if (!judged) return absl::InternalError("a kept judgement can't be read");
    report.kept.judgement = *judged;
  }
  return reports;
}

absl::StatusOr<absl::Time> ReportStore::TimeOf(absl::Time deadline, const Scope& scope, const CaseId& id,
                                               int64_t report) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kTimeOf, Params().Uuid(id.uuid()).Int8(report)));
  if (rows.empty()) return PatientUnknown();
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(rows.Text(0, 0)));
  if (!Covers(scope, area)) return PatientUnknown();
  if (rows.IsNull(0, 1)) return platform::NotFound("REPORT_UNKNOWN", "there is no such report");
  return rows.Time(0, 1);
}

absl::StatusOr<RuleSets> ReportStore::Rules(absl::Time deadline) {
  ASSIGN_OR_RETURN(auto policies, platform::postgres::ListPolicies(pool_, deadline, "observation.triage"));
  std::erase_if(policies, [](const platform::postgres::Policy& policy) { return policy.approved_by.empty(); });
  std::ranges::sort(policies, {}, [](const auto& policy) { return std::pair(policy.valid_from, policy.version); });
  std::vector<RuleSets::Version> versions;
  for (const auto& policy : policies) {
    ASSIGN_OR_RETURN(RuleSet rules, ReadRuleSet(policy.body));
    rules.version = policy.version;
    versions.push_back({.valid_from = policy.valid_from, .rules = std::move(rules)});
  }
  return RuleSets(std::move(versions));
}

absl::StatusOr<WorkRules> ReportStore::Work(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "observation.worklist", at));
  ASSIGN_OR_RETURN(WorkRules rules, ReadWorkRules(policy.body));
  rules.version = policy.version;
  return rules;
}

absl::Status ReportStore::EnsureDays(absl::Time deadline, const std::vector<NewReport>& reports) {
  for (const NewReport& told : reports) {
    const absl::CivilDay day = DayOf(told.report.time);
    {
      const std::lock_guard lock(mutex_);
      if (days_.contains(day)) continue;
    }
    RETURN_IF_ERROR(CreateDays(deadline, day, day));
  }
  return absl::OkStatus();
}

absl::Status ReportStore::CreateDays(absl::Time deadline, absl::CivilDay first, absl::CivilDay last) {
  RETURN_IF_ERROR(pool_.Run(deadline, kCreateDay, Params().Date(first).Date(last)).status());
  const std::lock_guard lock(mutex_);
  for (absl::CivilDay day = first; day <= last; ++day) days_.insert(day);
  return absl::OkStatus();
}

absl::StatusOr<int> ReportStore::DropDaysBefore(absl::Time deadline, absl::CivilDay first_kept) {
  int dropped = 0;
  {
    const std::lock_guard lock(mutex_);
    days_.erase(days_.begin(), days_.lower_bound(first_kept));
  }
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kDropRejudged, Params().Date(first_kept)).status());
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kDropDays, Params().Date(first_kept)));
    dropped = rows.Int4(0, 0);
    return absl::OkStatus();
  }));
  return dropped;
}

std::vector<Statement> ReportStore::Statements() {
  std::vector<Statement> all = ReportWriter::Statements();
  all.insert(all.end(), {kOf, kTimeline, kTimeOf, kCreateDay, kDropDays, kDropRejudged});
  return all;
}

}  // namespace mimamori::observation
