// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/saner.hpp"
#include "services/capacity/domain/told.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// A version of a report, as it is kept.
struct KeptReport {
  ReportId id = {};
  int version = 1;
  ToldReport told = {};
  absl::Time received = {};
  std::string entered_by = {};  // account
};

// The report after which a list goes on.
struct ReportPosition {
  absl::Time time;
  ReportId id;
};

// Rules in force, by which reports are judged.
struct ReportRules {
  Catalogue catalogue;
  PlausibilityRules plausibility;
};

// Reports of facilities. Each is kept with the counts that it changes, the day's history, its audit entry and the news for those
// who follow the board, in one transaction under its facility's lock. NOT_FOUND: FACILITY_UNKNOWN, also outside of the scope.
class ReportStore {
 public:
  explicit ReportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Lets somebody look at a report under its facility's lock: who tells it may be changed by it; what is found stands between it and
  // being kept. `previous`: the report before the moment that it speaks of, if there is one.
  using Judge = std::function<absl::StatusOr<std::vector<Finding>>(const Facility& facility, const Report* previous,
                                                                   ToldReport& told)>;
  struct Outcome {
    std::vector<KeptReport> kept;                // all of them, in order, or none
    std::vector<std::vector<Finding>> findings;  // of each, when none was kept
  };
  // Those of one request: all or none, by facility, one each. A retry answers with what was kept first. ALREADY_EXISTS:
  // REQUEST_ID_REUSED (for another report).
  absl::StatusOr<Outcome> Submit(absl::Time deadline, const Scope& scope, const platform::RequestId& request,
                                 const std::vector<ToldReport>& reports, const platform::postgres::AuditEntry& audit,
                                 const Judge& judge);
  // A version more, for the version that was seen; what is so already is answered as it is. The report's time stays. NOT_FOUND:
  // REPORT_UNKNOWN. ABORTED: REPORT_CHANGED.
  absl::StatusOr<Outcome> Correct(absl::Time deadline, const Scope& scope, const ReportId& id, int version,
                                  const ToldReport& corrected, const platform::postgres::AuditEntry& audit,
                                  const Judge& judge);
  // As they stand, newest first, at most `limit`.
  absl::StatusOr<std::vector<KeptReport>> List(absl::Time deadline, const Scope& scope, const FacilityId& facility,
                                               const std::optional<ReportPosition>& after, int limit);
  // From behind a version. NOT_FOUND: REPORT_UNKNOWN.
  absl::StatusOr<std::vector<KeptReport>> Versions(absl::Time deadline, const Scope& scope, const FacilityId& facility,
                                                   const ReportId& id, int after, int limit);
  // Policies capacity.classes and capacity.plausibility. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<ReportRules> RulesAt(absl::Time deadline, absl::Time now);
  // Policy capacity.saner.
  absl::StatusOr<SanerRules> SanerRulesAt(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
