// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/catalogue.hpp"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

struct NewFacility {
  Facility facility;
  std::string sealed_contact;  // empty for none
  std::string created_by;      // account
  platform::RequestId request;
  absl::Time now;
};

struct FacilityFilter {
  std::optional<platform::AreaCode> area = std::nullopt;  // a prefecture covers its municipalities
  std::optional<FacilityKind> kind = std::nullopt;
  bool closed = false;  // also those
};

// The row after which a list goes on.
struct FacilityPosition {
  std::string area;
  std::string display_name;
  FacilityId id;
};

// What becomes of the address of a desk.
struct ContactChange {
  bool forget = false;
  std::string sealed = {};  // empty: none comes
  bool any() const { return forget || !sealed.empty(); }
};

// Facilities. Changes are audited in their transaction, and told to those who follow the board. NOT_FOUND: FACILITY_UNKNOWN,
// also outside of the scope.
class FacilityStore {
 public:
  explicit FacilityStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // A retry gets the facility as it is. ALREADY_EXISTS: FACILITY_EXISTS, REQUEST_ID_REUSED.
  absl::StatusOr<Facility> Create(absl::Time deadline, const NewFacility& created,
                                  const platform::postgres::AuditEntry& audit);
  absl::StatusOr<Facility> Get(absl::Time deadline, const FacilityId& id, const Scope& scope);
  absl::StatusOr<std::vector<Facility>> List(absl::Time deadline, const Scope& scope, const FacilityFilter& filter,
                                             const std::optional<FacilityPosition>& after, int limit);
  // Locks the facility, lets `decide` judge and change it; when that says true, keeps it. ALREADY_EXISTS: FACILITY_EXISTS.
  absl::StatusOr<Facility> Change(absl::Time deadline, const FacilityId& id, const Scope& scope, const ContactChange& contact,
                                  const platform::postgres::AuditEntry& audit,
                                  const std::function<absl::StatusOr<bool>(Facility&)>& decide);
  // Policy `capacity.classes`. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<NamedCatalogue> CatalogueAt(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
