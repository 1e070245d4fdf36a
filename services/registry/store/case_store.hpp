// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/postgres/audit.hpp"
#include "services/registry/domain/case.hpp"
#include "services/registry/domain/infectious.hpp"
#include "services/registry/domain/place.hpp"
#include "services/registry/domain/retention.hpp"

namespace mimamori::registry {

struct NewCase {
  Case opened;                 // without its number
  std::string sealed_contact;  // empty for none
  std::string created_by;      // account
  platform::RequestId request_id;
};

// Which cases a list shows; what is left out, all.
struct CaseFilter {
  std::optional<platform::AreaCode> area = std::nullopt;  // a prefecture covers its municipalities
  std::optional<CaseStatus> status = std::nullopt;        // only who is there now, and is infected
  std::optional<CaseId> reporter = std::nullopt;          // for whom she reports
  std::string number = {};                                // also of one that it stands for
};

struct KeptCase {
  Case kept;
  std::string sealed_contact;  // empty for none
};

// The areas whose cases a caller may see; a prefecture covers its municipalities. None: all of them (a service that was
// asked by a person who may).
using Scope = std::optional<std::vector<platform::AreaCode>>;

// The row after which a list goes on.
struct Position {
  absl::Time created_at;
  CaseId id;
};

// How many went.
struct Forgotten {
  int64_t contacts = 0;  // of cases that stay
  int64_t cases = 0;
  int64_t places = 0;

  friend bool operator==(const Forgotten&, const Forgotten&) = default;
};

// News of one case: how it is now.
struct CaseNews {
  int64_t sequence = 0;
  CaseId id;
  std::optional<Case> current;  // none: forgotten
  std::vector<Place> places;    // that were not taken back; none when the case was
};

// Every access is audited in the transaction of what it does, before the answer; the store adds the object and the area
// to the entry it is given.
class CaseStore {
 public:
  virtual ~CaseStore() = default;

  // Gives the case its number and keeps it, with its audit entry and the change that tells the services above. A retry
  // of the same call gets the first one. Who reports for her, if anybody, must be in the scope: NOT_FOUND
  // (REPORTER_UNKNOWN), and CheckReporter's failures. ALREADY_EXISTS (REQUEST_ID_REUSED).
  virtual absl::StatusOr<Case> Create(absl::Time deadline, const NewCase& created, const Scope& scope,
                                      const platform::postgres::AuditEntry& audit) = 0;
  // Locks the case, lets `decide` judge and change it; when that says true, keeps it with a higher version, the audit
  // entry and the change that tells the services above. NOT_FOUND (CASE_UNKNOWN).
  virtual absl::StatusOr<Case> Change(absl::Time deadline, const CaseId& id, const Scope& scope, absl::Time now,
                                      const platform::postgres::AuditEntry& audit,
                                      const std::function<absl::StatusOr<bool>(Case&)>& decide) = 0;
  // NOT_FOUND (CASE_UNKNOWN), also outside the scope.
  virtual absl::StatusOr<KeptCase> Get(absl::Time deadline, const CaseId& id, const Scope& scope,
                                       const platform::postgres::AuditEntry& audit) = 0;
  // Newest first, at most `limit`, after `after`.
  virtual absl::StatusOr<std::vector<Case>> List(absl::Time deadline, const Scope& scope, const CaseFilter& filter,
                                                 const std::optional<Position>& after, int limit,
                                                 const platform::postgres::AuditEntry& audit) = 0;

  // What changed after the sequence, in order, at most `limit`; each as it is now.
  virtual absl::StatusOr<std::vector<CaseNews>> NewsAfter(absl::Time deadline, int64_t sequence, int limit) = 0;

  // All versions of the rule. FAILED_PRECONDITION: POLICY_MALFORMED.
  virtual absl::StatusOr<InfectiousRules> Rules(absl::Time deadline) = 0;
  // The policy in force. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  virtual absl::StatusOr<RetentionPolicy> RetentionPolicyAt(absl::Time deadline, absl::Time now) = 0;
  // Forgets the contacts and risk factors of cases that were recorded before the one moment, the cases before the
  // other, with what was told of those to the services above, and the places that ended before the third. Audited when
  // anything went.
  virtual absl::StatusOr<Forgotten> Forget(absl::Time deadline, absl::Time contacts_before, absl::Time cases_before,
                                           absl::Time places_before, absl::Time now) = 0;
};

}  // namespace mimamori::registry
