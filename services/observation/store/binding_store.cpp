// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/binding_store.hpp"

#include "services/observation/store/invitation_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::Failure;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// One deed on a patient's devices after another.
constexpr Statement kLockPatient{"observation.lock_bound", R"sql(
  SELECT area_code FROM patients WHERE case_id = $1 AND area_code LIKE ANY ($2::text[]) FOR NO KEY UPDATE
)sql"};
constexpr Statement kPatient{"observation.bound_patient", R"sql(
  SELECT area_code FROM patients WHERE case_id = $1 AND area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kOfInvitation{"observation.device_of_invitation", R"sql(
  SELECT i.revoked_at IS NOT NULL, b.device_id FROM invitations i LEFT JOIN bindings b USING (invitation_id)
  WHERE i.invitation_id = $1 AND i.case_id = $2
)sql"};
constexpr Statement kInsertDevice{"observation.bind_device", R"sql(
  INSERT INTO devices (device_id, case_id, trusted)
  SELECT $1, $2, NOT EXISTS (SELECT 1 FROM devices WHERE case_id = $2)
)sql"};
constexpr Statement kInsertBinding{"observation.keep_binding", R"sql(
  INSERT INTO bindings (device_id, case_id, invitation_id, bound_at) VALUES ($1, $2, $3, $4)
)sql"};
constexpr Statement kFind{"observation.find_bound", R"sql(
  SELECT d.device_id, d.case_id, d.trusted, d.revoked, b.bound_at
  FROM devices d JOIN bindings b USING (device_id) WHERE d.device_id = $1 AND d.case_id = $2
)sql"};
constexpr Statement kList{"observation.list_bound", R"sql(
  SELECT d.device_id, d.case_id, d.trusted, d.revoked, b.bound_at
  FROM bindings b JOIN devices d USING (device_id)
  WHERE b.case_id = $1 AND (b.bound_at, b.device_id) < ($2, $3)
  ORDER BY b.bound_at DESC, b.device_id DESC LIMIT $4
)sql"};
constexpr Statement kTrust{"observation.trust_device", "UPDATE devices SET trusted = true WHERE device_id = $1"};
constexpr Statement kRevoke{"observation.revoke_devices", R"sql(
  UPDATE devices SET revoked = true WHERE case_id = $1 AND NOT revoked AND ($2::text IS NULL OR device_id = $2)
)sql"};
constexpr Statement kVoid{"observation.void_all_invitations", R"sql(
  UPDATE invitations i SET revoked_at = $2
  WHERE i.case_id = $1 AND i.revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM bindings b WHERE b.invitation_id = i.invitation_id)
)sql"};
// The last day is over everywhere when it is where the clocks are most behind, twelve hours after Greenwich.
constexpr Statement kRevokeUnwatched{"observation.revoke_unwatched", R"sql(
  UPDATE devices SET revoked = true WHERE device_id IN (
    SELECT d.device_id FROM bindings b JOIN devices d USING (device_id)
    WHERE b.ended_at IS NULL AND NOT d.revoked AND NOT EXISTS (
      SELECT 1 FROM patients p WHERE (p.case_id = b.case_id OR p.reporter_id = b.case_id)
        AND p.plan_end + $2::int4 >= (($1::timestamptz - interval '12 hours') AT TIME ZONE 'UTC')::date)
    LIMIT $3)
)sql"};
constexpr Statement kUnended{"observation.unended_devices", R"sql(
  SELECT b.device_id, b.case_id FROM bindings b JOIN devices d USING (device_id)
  WHERE b.ended_at IS NULL AND d.revoked LIMIT $1
)sql"};
constexpr Statement kEnded{"observation.device_ended",
                           "UPDATE bindings SET ended_at = $2 WHERE device_id = $1 AND ended_at IS NULL"};
constexpr Statement kForget{"observation.forget_devices", R"sql(
  DELETE FROM devices d USING bindings b
  WHERE b.device_id = d.device_id AND b.ended_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.case_id = d.case_id)
)sql"};

absl::Status DeviceUnknown() { return platform::NotFound("DEVICE_UNKNOWN", "there is no such device of this patient"); }

Params Asked(const CaseId& id, const std::optional<Scope>& scope) {
  return Params().Uuid(id.uuid()).TextArray(scope ? PatternsOf(*scope) : std::vector<std::string>{"%"});
}

BoundDevice ReadBound(const Rows& rows, int row) {
  return {.device = {.id = std::string(rows.Text(row, 0)),
                     .case_id = CaseId(rows.Uuid(row, 1)),
                     .trusted = rows.Bool(row, 2),
                     .revoked = rows.Bool(row, 3)},
          .bound_at = rows.Time(row, 4)};
}

// Her area.
absl::StatusOr<std::string> LockPatient(Connection& transaction, const CaseId& id, const std::optional<Scope>& scope) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockPatient, Asked(id, scope)));
  if (rows.empty()) return PatientUnknown();
  return std::string(rows.Text(0, 0));
}

absl::Status Record(Connection& transaction, AuditEntry audit, const CaseId& id, std::string area) {
  audit.object_type = "case";
  audit.object_id = id.ToString();
  audit.area = std::move(area);
  return AppendAudit(transaction, audit);
}

absl::StatusOr<BoundDevice> FindBound(Connection& transaction, const CaseId& id, const std::string& device) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().Text(device).Uuid(id.uuid())));
  if (rows.empty()) return DeviceUnknown();
  return ReadBound(rows, 0);
}

// The patient is locked.
absl::StatusOr<BoundDevice> TrustLocked(Connection& transaction, const CaseId& id, const std::string& device,
                                        const std::string& area, const AuditEntry& audit) {
  ASSIGN_OR_RETURN(BoundDevice bound, FindBound(transaction, id, device));
  if (bound.device.revoked) return DeviceUnknown();
  if (bound.device.trusted) return bound;
  RETURN_IF_ERROR(transaction.Run(kTrust, Params().Text(device)).status());
  RETURN_IF_ERROR(Record(transaction, audit, id, area));
  bound.device.trusted = true;
  return bound;
}

}  // namespace

absl::StatusOr<BoundDevice> BindingStore::Bind(absl::Time deadline, const Invitation& invitation,
                                               const std::string& device, const AuditEntry& audit) {
  BoundDevice bound;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const CaseId& id = invitation.case_id;
    ASSIGN_OR_RETURN(const std::string area, LockPatient(transaction, id, std::nullopt));
    ASSIGN_OR_RETURN(const Rows now,
                     transaction.Run(kOfInvitation, Params().Uuid(invitation.id.uuid()).Uuid(id.uuid())));
    if (now.empty() || now.Bool(0, 0)) return LinkUnknown();
    const bool again = !now.IsNull(0, 1);
    if (again && now.Text(0, 1) != device) {
      return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link was used before");
    }
    if (!again) {
      RETURN_IF_ERROR(transaction.Run(kInsertDevice, Params().Text(device).Uuid(id.uuid())).status());
      RETURN_IF_ERROR(transaction
                          .Run(kInsertBinding,
                               Params().Text(device).Uuid(id.uuid()).Uuid(invitation.id.uuid()).Time(audit.time))
                          .status());
      RETURN_IF_ERROR(Record(transaction, audit, id, area));
    }
    ASSIGN_OR_RETURN(bound, FindBound(transaction, id, device));
    return absl::OkStatus();
  }));
  return bound;
}

absl::Status BindingStore::Looked(absl::Time deadline, const CaseId& id, const Scope& scope, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows patient, transaction.Run(kPatient, Asked(id, scope)));
    if (patient.empty()) return PatientUnknown();
    return Record(transaction, audit, id, std::string(patient.Text(0, 0)));
  });
}

absl::StatusOr<std::vector<BoundDevice>> BindingStore::List(absl::Time deadline, const CaseId& id,
                                                            const std::optional<Scope>& scope,
                                                            const DevicePosition& after, int limit) {
  ASSIGN_OR_RETURN(const Rows patient, pool_.Run(deadline, kPatient, Asked(id, scope)));
  if (patient.empty()) return PatientUnknown();
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params()
                                                                   .Uuid(id.uuid())
                                                                   .Time(after.bound_at)
                                                                   .Text(after.id)
                                                                   .Int8(limit)));
  std::vector<BoundDevice> devices;
  for (int row = 0; row < rows.size(); ++row) devices.push_back(ReadBound(rows, row));
  return devices;
}

absl::StatusOr<BoundDevice> BindingStore::Trust(absl::Time deadline, const CaseId& id, const std::string& device,
                                                const Scope& scope, const AuditEntry& audit) {
  BoundDevice trusted;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string area, LockPatient(transaction, id, scope));
    ASSIGN_OR_RETURN(trusted, TrustLocked(transaction, id, device, area, audit));
    return absl::OkStatus();
  }));
  return trusted;
}

absl::StatusOr<BoundDevice> BindingStore::Agree(absl::Time deadline, const CaseId& id, const std::string& by,
                                                const std::string& device, const AuditEntry& audit) {
  BoundDevice trusted;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string area, LockPatient(transaction, id, std::nullopt));
    const auto own = FindBound(transaction, id, by);
    if (absl::IsNotFound(own.status()) || (own.ok() && own->device.revoked)) {
      return Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN", "this device was taken off");
    }
    if (!own.ok()) return own.status();
    if (!own->device.trusted) {
      return Failure(absl::StatusCode::kPermissionDenied, "DEVICE_NOT_TRUSTED", "this device waits to be confirmed itself");
    }
    ASSIGN_OR_RETURN(trusted, TrustLocked(transaction, id, device, area, audit));
    return absl::OkStatus();
  }));
  return trusted;
}

absl::StatusOr<int64_t> BindingStore::Revoke(absl::Time deadline, const CaseId& id,
                                             const std::optional<std::string>& device,
                                             const std::optional<Scope>& scope, const AuditEntry& audit) {
  int64_t revoked = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string area, LockPatient(transaction, id, scope));
    if (device) RETURN_IF_ERROR(FindBound(transaction, id, *device).status());
    Params params;
    params.Uuid(id.uuid());
    device ? params.Text(*device) : params.Null();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRevoke, params));
    revoked = rows.affected();
    int64_t changed = revoked;
    if (!device) {
      ASSIGN_OR_RETURN(const Rows links, transaction.Run(kVoid, Params().Uuid(id.uuid()).Time(audit.time)));
      changed += links.affected();
    }
    return changed == 0 ? absl::OkStatus() : Record(transaction, audit, id, area);
  }));
  return revoked;
}

absl::StatusOr<int64_t> BindingStore::RevokeUnwatched(absl::Time deadline, absl::Time now, int days, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRevokeUnwatched, Params().Time(now).Int4(days).Int8(limit)));
  return rows.affected();
}

absl::StatusOr<std::vector<EndedDevice>> BindingStore::Unended(absl::Time deadline, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kUnended, Params().Int8(limit)));
  std::vector<EndedDevice> devices;
  for (int row = 0; row < rows.size(); ++row) {
    devices.push_back({.id = std::string(rows.Text(row, 0)), .case_id = CaseId(rows.Uuid(row, 1))});
  }
  return devices;
}

absl::Status BindingStore::Ended(absl::Time deadline, const std::string& device, absl::Time now) {
  return pool_.Run(deadline, kEnded, Params().Text(device).Time(now)).status();
}

absl::StatusOr<int64_t> BindingStore::Forget(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget));
  return rows.affected();
}

std::vector<Statement> BindingStore::Statements() {
  return {kLockPatient, kPatient, kOfInvitation,    kInsertDevice, kInsertBinding, kFind,  kList,
          kTrust,       kRevoke,  kVoid,            kRevokeUnwatched, kUnended,    kEnded, kForget};
}

}  // namespace mimamori::observation
