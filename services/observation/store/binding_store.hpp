// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/invitation.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// A device that a patient reports with.
struct Device {
  std::string id = {};  // the subject of its caller tokens
  CaseId case_id = {};
  bool trusted = false;  // by staff or by another device of hers; the first one from the beginning
  bool revoked = false;

  friend bool operator==(const Device&, const Device&) = default;
};

struct BoundDevice {
  Device device = {};
  absl::Time bound_at = {};

  friend bool operator==(const BoundDevice&, const BoundDevice&) = default;
};

// The row after which a list goes on.
struct DevicePosition {
  absl::Time bound_at = absl::InfiniteFuture();
  std::string id = {};
};

// A device whose session the identity service may still have.
struct EndedDevice {
  std::string id = {};
  CaseId case_id = {};
};

// How patients' devices come to be and end. Whatever is outside of a scope doesn't exist; no scope: the patient herself.
// Failures beside those named: the pool's, and NOT_FOUND: PATIENT_UNKNOWN.
class BindingStore {
 public:
  explicit BindingStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // A device that the identity service has just made. The first that the case ever had is trusted. Binding it again changes
  // nothing. NOT_FOUND: LINK_UNKNOWN (its invitation was revoked meanwhile), PATIENT_UNKNOWN. FAILED_PRECONDITION: LINK_USED
  // (by another device).
  absl::StatusOr<BoundDevice> Bind(absl::Time deadline, const Invitation& invitation, const std::string& device,
                                   const platform::postgres::AuditEntry& audit);

  // Somebody is about to be told which devices or links the patient has.
  absl::Status Looked(absl::Time deadline, const CaseId& id, const Scope& scope,
                      const platform::postgres::AuditEntry& audit);
  // The latest first.
  absl::StatusOr<std::vector<BoundDevice>> List(absl::Time deadline, const CaseId& id,
                                                const std::optional<Scope>& scope, const DevicePosition& after,
                                                int limit);
  // NOT_FOUND: DEVICE_UNKNOWN, also for a revoked one.
  absl::StatusOr<BoundDevice> Trust(absl::Time deadline, const CaseId& id, const std::string& device,
                                    const Scope& scope, const platform::postgres::AuditEntry& audit);
  // The same by another device of hers, `by`, which must be trusted itself. PERMISSION_DENIED: DEVICE_UNKNOWN (`by` is none
  // of hers any more), DEVICE_NOT_TRUSTED. NOT_FOUND: DEVICE_UNKNOWN.
  absl::StatusOr<BoundDevice> Agree(absl::Time deadline, const CaseId& id, const std::string& by,
                                    const std::string& device, const platform::postgres::AuditEntry& audit);
  // One, or all together with every open link. Returns how many devices. NOT_FOUND: DEVICE_UNKNOWN.
  absl::StatusOr<int64_t> Revoke(absl::Time deadline, const CaseId& id, const std::optional<std::string>& device,
                                 const std::optional<Scope>& scope, const platform::postgres::AuditEntry& audit);

  // Revokes those whose patients, and all for whom they report, aren't watched any more since `days`, everywhere on earth.
  // At most `limit`. Returns how many.
  absl::StatusOr<int64_t> RevokeUnwatched(absl::Time deadline, absl::Time now, int days, int limit);
  // Revoked, and of these not known to be ended.
  absl::StatusOr<std::vector<EndedDevice>> Unended(absl::Time deadline, int limit);
  absl::Status Ended(absl::Time deadline, const std::string& device, absl::Time now);
  // Ended ones of cases that are not known any more. Returns how many.
  absl::StatusOr<int64_t> Forget(absl::Time deadline);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
