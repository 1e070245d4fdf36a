// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/capacity/store/facility_store.hpp"

namespace mimamori::capacity {

struct FacilityImport {
  std::string caller;
  platform::RequestId request;
  std::string fingerprint;  // 16 bytes: a MAC of the table
  std::vector<NewFacility> facilities;
};

// Tables of facilities. Thread-safe.
class FacilityImportStore {
 public:
  explicit FacilityImportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // The ids that the first try of this request gave; none: there was none. ALREADY_EXISTS: REQUEST_ID_REUSED (another table).
  absl::StatusOr<std::vector<FacilityId>> MadeBefore(absl::Time deadline, const std::string& caller,
                                                     const platform::RequestId& request, const std::string& fingerprint);
  // Area and name of those that are not closed, as far as the caller sees them.
  absl::StatusOr<std::set<std::pair<platform::AreaCode, std::string>>> Names(absl::Time deadline, const Scope& scope);
  // All of them or none; the ids, in order. A known request makes nothing more. ALREADY_EXISTS: REQUEST_ID_REUSED,
  // FACILITY_EXISTS.
  absl::StatusOr<std::vector<FacilityId>> Import(absl::Time deadline, const FacilityImport& import,
                                                 const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
