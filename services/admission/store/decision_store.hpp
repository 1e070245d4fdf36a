// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/admission/store/admission_store.hpp"

namespace mimamori::admission {

// What our own books say of places, for one admission.
struct OwnBooks {
  std::map<FacilityId, int> promised = {};  // offers of the class that are open, or accepted and not held yet
  std::map<FacilityId, int> recent = {};    // accepted within the time of fairness
  std::map<FacilityId, int> minutes = {};   // on the way, from the table
  std::set<FacilityId> declined = {};
  std::set<FacilityId> known_there = {};
  int quota_used = 0;                       // of the class, by her area's own pool; she herself left out
};

struct KeptDecision {
  DecisionId id = {};
  AdmissionId admission = {};
  absl::Time made_at = {};
  int rules_version = 0;
  std::string record = {};  // bytes of admission.v1.Decision
};

struct TravelTime {
  FacilityId facility = {};
  int minutes = 0;
};

// What is known of places, and what was decided by it. Failures beside those named: the pool's.
class DecisionStore {
 public:
  explicit DecisionStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<OwnBooks> Books(absl::Time deadline, const Admission& admission, absl::Time now, absl::Time recent_since);

  // As Books, for many who wait, in their order.
  absl::StatusOr<std::vector<OwnBooks>> BooksOf(absl::Time deadline, const std::vector<KeptAdmission>& waiting, absl::Time now,
                                                absl::Time recent_since);

  // Kept with what it does to the admission (overflow), and audited. FAILED_PRECONDITION and others: what `decide` says.
  absl::StatusOr<KeptAdmission> Keep(absl::Time deadline, const KeptDecision& decision, const std::string& made_by,
                                     const Decide& decide, const AuditEntry& audit);
  // Many at once, without a deed.
  absl::Status KeepAll(absl::Time deadline, const std::vector<KeptDecision>& decisions, const std::string& made_by,
                       const AuditEntry& audit);
  // NOT_FOUND: DECISION_UNKNOWN. Audited where an entry is given.
  absl::StatusOr<KeptDecision> Get(absl::Time deadline, const Scope& scope, const DecisionId& id,
                                   const std::optional<AuditEntry>& audit);

  absl::Status SetTimes(absl::Time deadline, const platform::AreaCode& area, const std::vector<TravelTime>& times,
                        const AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::admission
