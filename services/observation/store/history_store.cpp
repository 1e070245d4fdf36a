// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/history_store.hpp"

#include <set>

#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/policy_reader.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Policy;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr char kPolicy[] = "observation.triage";

constexpr Statement kPeople{"observation.people_of_history", R"sql(
  SELECT p.patient, p.case_id, p.number, p.area_code, )sql" MIMAMORI_JUDGED_PATIENT_COLUMNS R"sql(
  FROM patients p WHERE p.area_code LIKE ANY ($1::text[]) AND p.patient > $2 ORDER BY p.patient LIMIT $3
)sql"};
// Few of those who lie between the first and the last of them: one look into each day's index for each.
constexpr Statement kToldByThem{"observation.told_by_them", "SELECT r.patient, r.report_id, r.replaces, " MIMAMORI_TOLD_COLUMNS R"sql(
  FROM reports r WHERE r.patient = ANY ($1) AND r.day <= $2 AND r.time < $3 ORDER BY r.patient, r.time, r.report_id
)sql"};
// Most of them: one walk along each day's index.
constexpr Statement kToldBetween{"observation.told_between", "SELECT r.patient, r.report_id, r.replaces, " MIMAMORI_TOLD_COLUMNS R"sql(
  FROM reports r WHERE r.patient BETWEEN $1 AND $2 AND r.day <= $3 AND r.time < $4
  ORDER BY r.patient, r.time, r.report_id
)sql"};

// A walk that reads less than so many rows for each that is wanted.
constexpr int64_t kWorthAWalk = 4;

absl::StatusOr<FoundRules> Read(const Policy& policy) {
  ASSIGN_OR_RETURN(RuleSet rules, ReadRuleSet(policy.body));
  rules.version = policy.version;
  return FoundRules{.rules = std::move(rules), .valid_from = policy.valid_from, .approved = !policy.approved_by.empty()};
}

// What was corrected counts as the correction says.
void LeaveOut(const std::set<int64_t>& replaced, std::vector<PersonsHistory>& people) {
  for (PersonsHistory& person : people) {
    size_t kept = 0;
    for (size_t i = 0; i < person.ids.size(); ++i) {
      if (replaced.contains(person.ids[i])) continue;
      person.ids[kept] = person.ids[i];
      person.reports[kept++] = person.reports[i];
    }
    person.ids.resize(kept);
    person.reports.resize(kept);
  }
}

}  // namespace

absl::StatusOr<std::vector<PersonsHistory>> HistoryStore::Next(absl::Time deadline, const Scope& scope, int64_t after,
                                                               int limit, absl::Time until) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows,
                   connection->Run(kPeople, Params().TextArray(PatternsOf(scope)).Int8(after).Int8(limit)));
  std::vector<PersonsHistory> people(static_cast<size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    PersonsHistory& person = people[static_cast<size_t>(row)];
    person.key = rows.Int8(row, 0);
    person.case_id = CaseId(rows.Uuid(row, 1));
    person.number = rows.Text(row, 2);
    ASSIGN_OR_RETURN(person.area, platform::AreaCode::Parse(rows.Text(row, 3)));
    person.patient = ReadJudgedPatient(rows, row, 4);
  }
  if (!people.empty()) RETURN_IF_ERROR(ReadReports(*connection, until, people));
  return people;
}

absl::Status HistoryStore::ReadReports(Connection& connection, absl::Time until, std::vector<PersonsHistory>& people) {
  const int64_t first = people.front().key, last = people.back().key;
  const absl::CivilDay last_day = absl::ToCivilDay(until, absl::UTCTimeZone());
  std::vector<int64_t> keys;
  for (const PersonsHistory& person : people) keys.push_back(person.key);
  const bool walk = last - first < kWorthAWalk * static_cast<int64_t>(people.size());
  ASSIGN_OR_RETURN(const Rows rows,
                   walk ? connection.Run(kToldBetween, Params().Int8(first).Int8(last).Date(last_day).Time(until))
                        : connection.Run(kToldByThem, Params().Int8Array(keys).Date(last_day).Time(until)));
  std::set<int64_t> replaced;
  auto person = people.begin();  // both are in the order of the keys
  for (int row = 0; row < rows.size(); ++row) {
    const int64_t key = rows.Int8(row, 0);
    while (person != people.end() && person->key < key) ++person;
    if (person == people.end()) break;
    if (person->key != key) continue;  // of another area
    if (!rows.IsNull(row, 2)) replaced.insert(rows.Int8(row, 2));
    person->ids.push_back(rows.Int8(row, 1));
    person->reports.push_back(ReadTold(rows, row, 3));
  }
  if (!replaced.empty()) LeaveOut(replaced, people);
  return absl::OkStatus();
}

absl::StatusOr<FoundRules> HistoryStore::Rules(absl::Time deadline, int version) {
  ASSIGN_OR_RETURN(const auto policies, platform::postgres::ListPolicies(pool_, deadline, kPolicy));
  for (const Policy& policy : policies) {
    if (policy.version == version) return Read(policy);
  }
  return platform::Failure(absl::StatusCode::kNotFound, "RULES_UNKNOWN", "there is no such version of the rules", "version");
}

absl::StatusOr<FoundRules> HistoryStore::RulesAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const Policy policy, platform::postgres::PolicyAt(pool_, deadline, kPolicy, at));
  return Read(policy);
}

absl::Status HistoryStore::Audit(absl::Time deadline, const AuditEntry& entry) {
  return pool_.Transact(deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

std::vector<Statement> HistoryStore::Statements() { return {kPeople, kToldByThem, kToldBetween}; }

}  // namespace mimamori::observation
