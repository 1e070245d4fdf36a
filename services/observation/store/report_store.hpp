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
#include "services/observation/store/diary_store.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::RequestId;

// Who said it. Kept as a smallint: never renumber.
enum class Source : int16_t { kPatient = 1, kHousehold = 2, kStaff = 3 };

// The device that hands a report in, and whose it is.
struct Sender {
  CaseId own = {};
  std::string device = {};
};

struct NewReport {
  CaseId patient = {};
  RequestId request = {};
  Report report = {};
  bool doubtful_time = false;  // EventTime
  bool trusted = true;         // may calm as well as raise; with a sender it's the device's trust that counts
  Source source = Source::kPatient;
  std::string reported_by = {};  // case, or account
  std::string note = {};
  std::optional<Sender> sender = std::nullopt;  // may it? nullopt: not asked
  std::optional<absl::Time> reported = std::nullopt;  // what a clock said that is not believed
  std::optional<int64_t> replaces = std::nullopt;     // a correction of that report; `report.time` is its time
  // Was told of another case that was found to be hers, at that moment: not limited, and on the worklist already.
  std::optional<absl::Time> carried_over = std::nullopt;
  // Staff's: whom they may see; nullopt: not asked.
  std::optional<Scope> scope = std::nullopt;
  std::optional<platform::postgres::AuditEntry> audit = std::nullopt;  // commits with the report; the area is filled in
};

struct KeptReport {
  int64_t id = 0;
  Report report;
  Judgement judgement;     // as at once
  bool again = false;      // was kept by an earlier try
  int rejudged = 0;        // later reports that are judged otherwise because of this one
  std::string note = {};
  Source source = Source::kPatient;
  bool doubtful_time = false;
  std::optional<int64_t> replaces = std::nullopt;
};

// What was kept, and whoever it is about, as she was before.
struct HandedIn {
  KeptReport kept;
  Diarist about;
};

// A report as it counts now, and when it was judged so; nullopt: as at once.
struct StandingReport {
  KeptReport kept;
  std::optional<absl::Time> rejudged_at = std::nullopt;
};

// Behind it a page goes on.
struct ReportPosition {
  absl::Time time = absl::InfiniteFuture();
  int64_t id = 0;
};

// Reports and how they were judged: added, never changed. Failures beside those named: the pool's.
class ReportStore {
 public:
  explicit ReportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Judges a batch, each report by the rules of when it was so and with what was told before it, and keeps all in one commit
  // with what it means for the worklist; one result each, in order. A report of before others that are there has those judged
  // again. `reports_an_hour` of one person are taken, not counting staff's, those that are graver than the last one and red
  // ones; 0: any number. For one of them: NOT_FOUND: PATIENT_UNKNOWN, REPORT_UNKNOWN (to be corrected; or it was already).
  // ALREADY_EXISTS: REQUEST_ID_REUSED (for another report of hers of that day). FAILED_PRECONDITION: POLICY_MISSING.
  // RESOURCE_EXHAUSTED: TOO_MANY_REPORTS. Of one with a sender also as DeviceUnknown and CheckReportsFor.
  absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> HandIn(absl::Time deadline, const RuleSets& rules,
                                                               const WorkRules& work,
                                                               const std::vector<NewReport>& reports,
                                                               int reports_an_hour = 0);
  // The reports alone.
  absl::StatusOr<std::vector<absl::StatusOr<KeptReport>>> Keep(absl::Time deadline, const RuleSets& rules,
                                                               const WorkRules& work,
                                                               const std::vector<NewReport>& reports,
                                                               int reports_an_hour = 0);

  // A patient's, by time, with their first judgements; `since`: of the day they were so (UTC). Also those that were corrected.
  absl::StatusOr<std::vector<KeptReport>> Of(absl::Time deadline, const CaseId& id, absl::CivilDay since);

  // What counts now: without those that were corrected, each with its latest judgement; the latest first, those behind `after`.
  absl::StatusOr<std::vector<StandingReport>> Timeline(absl::Time deadline, const CaseId& id, absl::CivilDay since,
                                                       const ReportPosition& after, int limit);
  // When it was so. NOT_FOUND: PATIENT_UNKNOWN, also outside of the scope; REPORT_UNKNOWN.
  absl::StatusOr<absl::Time> TimeOf(absl::Time deadline, const Scope& scope, const CaseId& id,
                                    int64_t report);

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
