// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/replay.hpp"
#include "services/observation/domain/worklist.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::RequestId;

// Who said it. Kept as a smallint: never renumber.
enum class Source : int16_t { kPatient = 1, kHousehold = 2, kStaff = 3 };

struct NewReport {
  CaseId patient;
  RequestId request;
  Report report;
  bool doubtful_time = false;  // EventTime
  bool trusted = true;         // from a device that somebody confirmed: it may calm as well as raise
  Source source = Source::kPatient;
  std::string reported_by;  // case, or account
  std::string note = {};
};

struct KeptReport {
  int64_t id = 0;
  Report report;
  Judgement judgement;     // as at once
  bool again = false;      // was kept by an earlier try
  int rejudged = 0;        // later reports that are judged otherwise because of this one
  std::string note = {};
  Source source = Source::kPatient;
};

// Reports and how they were judged: added, never changed. Failures beside those named: the pool's.
class ReportStore {
 public:
  explicit ReportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Judges a batch, each report by the rules of when it was so and with what was told before it, and keeps all in one commit
  // with what it means for the worklist; one result each, in order. A report of before others that are there has those judged
  // again. For one of them: NOT_FOUND:
  // PATIENT_UNKNOWN. ALREADY_EXISTS: REQUEST_ID_REUSED (for another report of hers of that day). FAILED_PRECONDITION:
  // POLICY_MISSING.
  absl::StatusOr<std::vector<absl::StatusOr<KeptReport>>> Keep(absl::Time deadline, const RuleSets& rules,
                                                               const WorkRules& work,
                                                               const std::vector<NewReport>& reports);

  // A patient's, by time, with their first judgements; `since`: of the day they were so (UTC).
  absl::StatusOr<std::vector<KeptReport>> Of(absl::Time deadline, const CaseId& id, absl::CivilDay since);

  // All approved versions of policy observation.triage. FAILED_PRECONDITION: POLICY_MALFORMED.
  absl::StatusOr<RuleSets> Rules(absl::Time deadline);
  // Of observation.worklist, in force at `at`. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<WorkRules> Work(absl::Time deadline, absl::Time at);

  // Ahead of the reports, which make a day that is missing themselves. Days that are there stay.
  absl::Status CreateDays(absl::Time deadline, absl::CivilDay first, absl::CivilDay last);
  // How many were dropped.
  absl::StatusOr<int> DropDaysBefore(absl::Time deadline, absl::CivilDay first_kept);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  absl::Status EnsureDays(absl::Time deadline, const std::vector<NewReport>& reports);

  platform::postgres::Pool& pool_;
  std::mutex mutex_;
  std::set<absl::CivilDay> days_;  // that are known to be there
};

// The day whose partition a report is in.
inline absl::CivilDay DayOf(absl::Time time) { return absl::ToCivilDay(time, absl::UTCTimeZone()); }

}  // namespace mimamori::observation
