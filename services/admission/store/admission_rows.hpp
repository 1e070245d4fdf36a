// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/admission/domain/steps.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/connection.hpp"

// What the stores of admissions, steps and transports share. Of an admission with its last offer.
#define MIMAMORI_ADMISSION_COLUMNS                                                                                           \
  "a.admission_id, a.case_id, a.number, a.area_code, a.bed_class, a.capabilities, a.urgency, a.points, a.parts, a.pool, "   \
  "a.origin_latitude, a.origin_longitude, a.transfer_of, a.state, a.version, a.state_since, a.facility_id, a.hold_id, "    \
  "a.hold_version, a.hold_ends, a.stay_id, a.stay_version, a.created_by, a.created_at, o.offer_id, o.facility_id, "        \
  "o.state, o.deadline, o.facility_name, o.facility_kind, o.organisation_id, o.phone, o.answer_reason, o.made_at, "          \
  "a.hold_asked, o.decision_id, o.override_reason"
// Which service a step goes to: the registry, capacity or the mail.
#define MIMAMORI_SERVICE_OF(step) "CASE " step ".kind WHEN 1 THEN 1 WHEN 7 THEN 3 ELSE 2 END"
// A refusal of step `s` that is history: the same service has done a later one of that admission.
#define MIMAMORI_OUTDATED                                                                                                  \
  "EXISTS (SELECT 1 FROM steps l WHERE l.admission_id = s.admission_id AND l.sequence > s.sequence AND l.state = 2 AND "   \
  MIMAMORI_SERVICE_OF("l") " = " MIMAMORI_SERVICE_OF("s") ")"
#define MIMAMORI_ADMISSIONS "admissions a LEFT JOIN offers o ON o.offer_id = a.offer_id"

namespace mimamori::admission {

// Of the facility of the last offer, as it was then.
struct OfferedPlace {
  std::string name = {};
  FacilityKind kind = FacilityKind::kHospital;
  std::string organisation = {};  // empty: officers alone answer for it
  std::string phone = {};
  std::string answer_reason = {};
  absl::Time made_at = {};
  DecisionId decision = {};            // that it was chosen from
  std::string override_reason = {};    // why not the first one of it
};

struct KeptAdmission {
  Admission admission = {};
  OfferedPlace place = {};  // of admission.offer
};

inline constexpr int kAdmissionColumns = 37;
absl::StatusOr<KeptAdmission> ReadAdmission(const platform::postgres::Rows& rows, int row);
absl::StatusOr<std::vector<KeptAdmission>> ReadAdmissions(const platform::postgres::Rows& rows);

absl::Status AdmissionUnknown();

// Of whomever; the lock is kept until the transaction ends. NOT_FOUND: ADMISSION_UNKNOWN.
absl::StatusOr<KeptAdmission> LockAdmission(platform::postgres::Connection& transaction, const AdmissionId& id);

// Judges a deed on an admission and changes it; gives what others have to be told of it. One that changes neither version, pool
// nor bed, and tells nothing, did nothing.
using Decide = std::function<absl::StatusOr<std::vector<Step>>(KeptAdmission&)>;

// What somebody did to a locked admission, kept with all that goes with it: its last offer's state, the admission that ends by
// it, transports that go with the bed, steps, the audit entry. `officer`: for whom others are told. False: nothing changed.
absl::StatusOr<bool> KeepDeed(platform::postgres::Connection& transaction, KeptAdmission& kept, const Decide& decide,
                              const std::string& officer, const platform::postgres::AuditEntry& audit);

absl::Status AddSteps(platform::postgres::Connection& transaction, const AdmissionId& id, const std::vector<Step>& steps,
                      const std::string& officer, absl::Time now);
// The entry with the admission, its area, state and version.
platform::postgres::AuditEntry About(platform::postgres::AuditEntry audit, const Admission& admission);

std::vector<platform::postgres::Statement> AdmissionRowStatements();

}  // namespace mimamori::admission
