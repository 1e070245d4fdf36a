// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/merge_store.hpp"

#include <map>
#include <optional>
#include <utility>

#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/observation/store/report_writer.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/follower.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kLockBoth{"observation.lock_merged", R"sql(
  SELECT s.patient, p.case_id = $1, p.area_code FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id IN ($1, $2) ORDER BY s.patient FOR UPDATE OF s
)sql"};
constexpr Statement kRename{"observation.rename_merged", R"sql(
  UPDATE patients SET case_id = $2, reporter_id = NULL WHERE patient = $1
)sql"};
constexpr Statement kReports{"observation.merged_reports", "SELECT r.request_id, r.reported_by, " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.patient = $1 ORDER BY r.report_id
)sql"};
constexpr Statement kCopyDeeds{"observation.copy_deeds", R"sql(
  INSERT INTO work_deeds (patient, deed, done_by, done_at, note, request_id, done_to)
  SELECT $2, deed, done_by, done_at, note, request_id, done_to FROM work_deeds WHERE patient = $1 ORDER BY deed_id
  ON CONFLICT (patient, request_id) DO NOTHING
)sql"};
constexpr Statement kSpokenTo{"observation.merge_contact", R"sql(
  UPDATE standings s SET last_contact = GREATEST(s.last_contact, d.last_contact) FROM standings d
  WHERE s.patient = $2 AND d.patient = $1
)sql"};
// What waits for a case that is a duplicate itself by now.
constexpr Statement kLeadOn{"observation.lead_merges_on", "UPDATE merges_set_aside SET stays = $2 WHERE stays = $1"};
constexpr Statement kSetAside{"observation.set_merge_aside", R"sql(
  INSERT INTO merges_set_aside (duplicate, stays, set_aside_at, next_try_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (duplicate) DO UPDATE SET stays = EXCLUDED.stays
)sql"};
constexpr Statement kDue{"observation.due_merges", R"sql(
  SELECT duplicate, stays, tries FROM merges_set_aside WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT 100
)sql"};
constexpr Statement kTake{"observation.take_merge", R"sql(
  DELETE FROM merges_set_aside WHERE duplicate = $1 RETURNING stays
)sql"};
constexpr Statement kPostpone{"observation.postpone_merge", R"sql(
  UPDATE merges_set_aside SET tries = tries + 1, next_try_at = $2 WHERE duplicate = $1
)sql"};
constexpr Statement kCount{"observation.count_merges", "SELECT count(*) FROM merges_set_aside"};
constexpr Statement kForget{"observation.forget_merged", "DELETE FROM patients WHERE patient = $1"};

struct Merged {
  int64_t patient = 0;
  std::string area;
};
struct Both {
  std::optional<Merged> duplicate, stays;
};

absl::StatusOr<Both> LockBoth(Connection& transaction, const CaseId& duplicate, const CaseId& stays) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockBoth, Params().Uuid(duplicate.uuid()).Uuid(stays.uuid())));
  Both both;
  for (int row = 0; row < rows.size(); ++row) {
    (rows.Bool(row, 1) ? both.duplicate : both.stays) =
        Merged{.patient = rows.Int8(row, 0), .area = std::string(rows.Text(row, 2))};
  }
  return both;
}

struct ToldOfOther {
  int64_t id = 0;
  NewReport report;
};

absl::StatusOr<std::vector<ToldOfOther>> ReadReports(Connection& transaction, int64_t patient, const CaseId& stays,
                                                     absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kReports, Params().Int8(patient)));
  std::vector<ToldOfOther> reports;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 2));
    reports.push_back({.id = kept.id,
                       .report = {.patient = stays, .request = RequestId(rows.Uuid(row, 0)), .report = kept.report,
                                  .doubtful_time = kept.doubtful_time, .source = kept.source,
                                  .reported_by = std::string(rows.Text(row, 1)), .note = std::move(kept.note),
                                  .replaces = kept.replaces, .carried_over = now}});
  }
  return reports;
}

// A correction names the report that it stands for by an id that is only known once that one is kept: rounds of those whose
// turn it is, of which one mostly suffices.
absl::Status TellAgain(Connection& transaction, std::vector<ToldOfOther> reports, const RuleSets& rules,
                       const WorkRules& work) {
  std::map<int64_t, int64_t> new_ids;
  while (!reports.empty()) {
    std::vector<int64_t> old_ids;
    std::vector<NewReport> round;
    std::vector<ToldOfOther> later;
    for (ToldOfOther& told : reports) {
      const auto replaced = told.report.replaces ? new_ids.find(*told.report.replaces) : new_ids.end();
      if (told.report.replaces && replaced == new_ids.end()) {
        later.push_back(std::move(told));
        continue;
      }
      if (told.report.replaces) told.report.replaces = replaced->second;
      old_ids.push_back(told.id);
      round.push_back(std::move(told.report));
    }
    if (round.empty()) return absl::OkStatus();  // what they stood for went with its day
    ReportWriter writer(round, rules, work, /*reports_an_hour=*/0);
    RETURN_IF_ERROR(writer.Run(transaction));
    const auto results = writer.TakeResults();
    for (size_t i = 0; i < results.size(); ++i) {
      if (results[i].ok()) new_ids[old_ids[i]] = results[i]->kept.id;
    }
    reports = std::move(later);
  }
  return absl::OkStatus();
}

absl::Status MergeItems(Connection& transaction, const Both& both, const CaseId& stays, absl::Time now) {
  ASSIGN_OR_RETURN(const auto items, LockItems(transaction, {both.duplicate->patient, both.stays->patient}));
  std::optional<WorkItem> item, other;
  for (const PersonsItem& found : items) (found.patient == both.stays->patient ? item : other) = found.item;
  if (!AbsorbItem(item, other)) return absl::OkStatus();
  return KeepItems(transaction, {{.patient = both.stays->patient, .case_id = stays, .area = both.stays->area, .item = *item}},
                   now);
}

absl::Status MergeInto(Connection& transaction, const CaseId& duplicate, const CaseId& stays, const RuleSets& rules,
                       const WorkRules& work, absl::Time now) {
  RETURN_IF_ERROR(transaction.Run(kLeadOn, Params().Uuid(duplicate.uuid()).Uuid(stays.uuid())).status());
  ASSIGN_OR_RETURN(const Both both, LockBoth(transaction, duplicate, stays));
  if (!both.duplicate) return absl::OkStatus();
  if (!both.stays) {
    RETURN_IF_ERROR(transaction.Run(kRename, Params().Int8(both.duplicate->patient).Uuid(stays.uuid())).status());
    RETURN_IF_ERROR(TellOfItem(transaction, both.duplicate->area, duplicate, now));
    return TellOfItem(transaction, both.duplicate->area, stays, now);
  }
  const Params from_to = Params().Int8(both.duplicate->patient).Int8(both.stays->patient);
  ASSIGN_OR_RETURN(std::vector<ToldOfOther> reports, ReadReports(transaction, both.duplicate->patient, stays, now));
  RETURN_IF_ERROR(TellAgain(transaction, std::move(reports), rules, work));
  RETURN_IF_ERROR(MergeItems(transaction, both, stays, now));
  RETURN_IF_ERROR(transaction.Run(kCopyDeeds, from_to).status());
  RETURN_IF_ERROR(transaction.Run(kSpokenTo, from_to).status());
  RETURN_IF_ERROR(transaction.Run(kForget, Params().Int8(both.duplicate->patient)).status());
  return TellOfItem(transaction, both.duplicate->area, duplicate, now);
}

}  // namespace

absl::Status MergeStore::Merge(absl::Time deadline, const CaseId& duplicate, const CaseId& stays, const RuleSets& rules,
                               const WorkRules& work, int64_t sequence, absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(platform::postgres::KeepPosition(transaction, kRegistryPosition, sequence));
    return MergeInto(transaction, duplicate, stays, rules, work, now);
  });
}

absl::Status MergeStore::SetAside(absl::Time deadline, const CaseId& duplicate, const CaseId& stays, int64_t sequence,
                                  absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(platform::postgres::KeepPosition(transaction, kRegistryPosition, sequence));
    RETURN_IF_ERROR(transaction.Run(kSetAside, Params().Uuid(duplicate.uuid()).Uuid(stays.uuid()).Time(now)
                                                   .Time(now + kFirstPause)).status());
    ASSIGN_OR_RETURN(const Both both, LockBoth(transaction, duplicate, stays));
    return platform::postgres::AppendAudit(
        transaction, {.time = now, .actor = "observation", .action = "observation.SetMergeAside", .object_type = "case",
                      .object_id = duplicate.ToString(), .area = both.duplicate ? both.duplicate->area : "", .reason = "",
                      .payload = "{}", .trace_id = ""});
  });
}

absl::StatusOr<std::vector<SetAsideMerge>> MergeStore::Due(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kDue, Params().Time(now)));
  std::vector<SetAsideMerge> due;
  for (int row = 0; row < rows.size(); ++row) {
    due.push_back({.duplicate = CaseId(rows.Uuid(row, 0)), .stays = CaseId(rows.Uuid(row, 1)), .tries = rows.Int4(row, 2)});
  }
  return due;
}

absl::Status MergeStore::Retry(absl::Time deadline, const SetAsideMerge& merge, const RuleSets& rules,
                               const WorkRules& work, absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows taken, transaction.Run(kTake, Params().Uuid(merge.duplicate.uuid())));
    if (taken.empty()) return absl::OkStatus();
    return MergeInto(transaction, merge.duplicate, CaseId(taken.Uuid(0, 0)), rules, work, now);
  });
}

absl::Status MergeStore::Postpone(absl::Time deadline, const SetAsideMerge& merge, absl::Time until) {
  return pool_.Run(deadline, kPostpone, Params().Uuid(merge.duplicate.uuid()).Time(until)).status();
}

absl::StatusOr<int64_t> MergeStore::CountSetAside(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kCount));
  return rows.Int8(0, 0);
}

std::vector<Statement> MergeStore::Statements() {
  return {kLockBoth, kRename, kReports, kCopyDeeds, kSpokenTo, kLeadOn, kSetAside, kDue, kTake, kPostpone, kCount, kForget};
}

}  // namespace mimamori::observation
