// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/admission/store/admission_rows.hpp"
#include "services/admission/store/scope.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::admission {

using platform::RequestId;
using platform::postgres::AuditEntry;

// Kept as a smallint: never renumber.
enum class StepState : int16_t { kWaiting = 1, kDone = 2, kRefused = 3 };

struct KeptStep {
  Step step = {};
  AdmissionId admission = {};
  StepState state = StepState::kWaiting;
  std::string refusal = {};
  int attempts = 0;
  std::string officer = {};
  absl::Time created_at = {};
  std::optional<absl::Time> settled_at = std::nullopt;
};

// By priority, then by age.
struct AdmissionPosition {
  int points = 1'000'000;
  absl::Time created_at = absl::InfinitePast();
  AdmissionId id = {};
};
struct AdmissionQuery {
  std::optional<State> state = std::nullopt;  // none: what is not over
  std::optional<Pool> pool = std::nullopt;
  bool refused = false;                       // only with a step that was
  AdmissionPosition after = {};
  int limit = 0;
};

// An offer as it is made.
struct NewOffer {
  RequestId request = {};
  OfferedPlace place = {};
  std::optional<int> quota = std::nullopt;  // beds of the class that her area may fill by itself; none: any
};

// The last one of an admission.
struct LastTransport {
  platform::Uuid id = {};
  int state = 0;  // of TransportState
  std::string firm = {};
  absl::Time state_since = {};
};

// By deadline of an answer; of those that were accepted, behind them, by when.
struct OfferPosition {
  int group = 0;
  absl::Time time = absl::InfinitePast();
  OfferId id = {};
};

// Admissions, their offers and what is to be told of them. What lies outside of the scope doesn't exist. Failures beside those
// named: the pool's.
class AdmissionStore {
 public:
  explicit AdmissionStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // A retry gives the admission as it is by now. ALREADY_EXISTS: REQUEST_ID_REUSED (for another case or other needs).
  // FAILED_PRECONDITION: ADMISSION_OPEN. NOT_FOUND: ADMISSION_UNKNOWN (transfer_of). FAILED_PRECONDITION: NOT_ADMITTED.
  absl::StatusOr<KeptAdmission> Create(absl::Time deadline, const Scope& scope, const Admission& admission,
                                       const RequestId& request, const std::vector<Step>& steps, const AuditEntry& audit);
  // NOT_FOUND: ADMISSION_UNKNOWN. Audited where an entry is given.
  absl::StatusOr<KeptAdmission> Get(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                    const std::optional<AuditEntry>& audit);
  absl::StatusOr<std::vector<KeptAdmission>> List(absl::Time deadline, const Scope& scope, const AdmissionQuery& query,
                                                  const AuditEntry& audit);
  // The one of a case that is not over.
  absl::StatusOr<std::optional<AdmissionId>> OpenOf(absl::Time deadline, const CaseId& id);
  // Those of these cases that are not over, in their order; of one case the older first.
  absl::StatusOr<std::vector<KeptAdmission>> OfCases(absl::Time deadline, const std::vector<CaseId>& ids);

  // NOT_FOUND: ADMISSION_UNKNOWN. And what `decide` says.
  absl::StatusOr<KeptAdmission> Change(absl::Time deadline, const Scope& scope, const AdmissionId& id, const Decide& decide,
                                       const AuditEntry& audit);
  // As Change, where `decide` makes an offer. A retry gives the admission as it is by now. ALREADY_EXISTS: REQUEST_ID_REUSED.
  // FAILED_PRECONDITION: QUOTA_USED.
  absl::StatusOr<KeptAdmission> MakeOffer(absl::Time deadline, const Scope& scope, const AdmissionId& id, const Decide& decide,
                                          const NewOffer& offer, const AuditEntry& audit);

  // The admission whose last offer it is, by the facility that was asked, or an officer whom it told. NOT_FOUND: OFFER_UNKNOWN.
  // FAILED_PRECONDITION: OFFER_ENDED (another one was made since). And what `decide` says.
  absl::StatusOr<KeptAdmission> Answer(absl::Time deadline, const Scope& scope, const OfferId& id, const Decide& decide,
                                       const AuditEntry& audit);
  // Open ones, then those that were accepted and are not over.
  absl::StatusOr<std::vector<KeptAdmission>> OffersTo(absl::Time deadline, const std::string& organisation,
                                                      const OfferPosition& after, int limit, const AuditEntry& audit);

  // Whose offer lapsed, or whose hold ran out, by now; and who is on the way to a bed that is held until `soon` at most, for which
  // no more time was asked yet.
  absl::StatusOr<std::vector<AdmissionId>> Late(absl::Time deadline, absl::Time now, absl::Time soon, int limit);
  // For a job: of whomever. False: nothing changed.
  absl::StatusOr<bool> Settle(absl::Time deadline, const AdmissionId& id, const Decide& decide, const AuditEntry& audit);

  // Not settled, or refused and not outdated by a later one that the same service did; of each admission the oldest first.
  absl::StatusOr<std::vector<KeptStep>> StepsOf(absl::Time deadline, const std::vector<AdmissionId>& ids);

  // Of those for whom one was ever asked for.
  absl::StatusOr<std::map<AdmissionId, LastTransport>> TransportsOf(absl::Time deadline, const std::vector<AdmissionId>& ids);

  // Those that ended before. How many.
  absl::StatusOr<int64_t> Forget(absl::Time deadline, absl::Time ended_before);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

KeptStep ReadStep(const platform::postgres::Rows& rows, int row);
#define MIMAMORI_STEP_COLUMNS                                                                                        \
  "s.step_id, s.admission_id, s.kind, s.facility_id, s.word, s.severe, s.moment, s.officer, s.state, s.refusal, "    \
  "s.attempts, s.created_at, s.settled_at"

}  // namespace mimamori::admission
