// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

struct NewPlace {
  Place place;
  absl::Time created_at;
  platform::RequestId request_id;  // of the officer place.recorded_by
};

// The row after which a list goes on.
struct PlacePosition {
  absl::Time start;
  PlaceId id;
};

// Where patients were. Each change commits with its audit entry and the change that tells the services above; the case is
// locked first, so that nothing is added to one that is just taken back. NOT_FOUND (CASE_UNKNOWN), also outside the scope.
class PlaceStore {
 public:
  virtual ~PlaceStore() = default;

  // A retry of the same call gets the first one, however it looks by now. `check` judges a new one by its case and how many
  // there are. ALREADY_EXISTS (REQUEST_ID_REUSED).
  virtual absl::StatusOr<Place> Add(absl::Time deadline, const NewPlace& created, const Scope& scope,
                                    const platform::postgres::AuditEntry& audit,
                                    const std::function<absl::Status(const Case&, int places)>& check) = 0;
  // When `decide` says true, keeps what it made of the place, with a higher version. NOT_FOUND (PLACE_UNKNOWN).
  virtual absl::StatusOr<Place> Change(absl::Time deadline, const CaseId& case_id, const PlaceId& id,
                                       const Scope& scope, absl::Time now,
                                       const platform::postgres::AuditEntry& audit,
                                       const std::function<absl::StatusOr<bool>(const Case&, Place&)>& decide) = 0;
  // Oldest stay first, those that were taken back left out, at most `limit`, after `after`. Audited.
  virtual absl::StatusOr<std::vector<Place>> List(absl::Time deadline, const CaseId& case_id, const Scope& scope,
                                                  const std::optional<PlacePosition>& after, int limit,
                                                  const platform::postgres::AuditEntry& audit) = 0;
  // The policy in force. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  virtual absl::StatusOr<PlacePolicy> PolicyAt(absl::Time deadline, absl::Time now) = 0;
};

}  // namespace mimamori::registry
