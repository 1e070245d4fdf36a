// SPDX-License-Identifier: Apache-2.0
#include "services/vault/service/wire.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::vault {

absl::StatusOr<Ring> FromProto(v1::Ring ring) {
  switch (ring) {
    case v1::RING_VISIT: return Ring::kVisit;
    case v1::RING_PATIENT: return Ring::kPatient;
    case v1::RING_OPERATOR: return Ring::kOperator;
    case v1::RING_STAFF: return Ring::kStaff;
    case v1::RING_DESK: return Ring::kDesk;
    default: return platform::BadField("ring", "UNKNOWN_RING", "ring is not one of the rings there are");
  }
}

absl::StatusOr<Permit> ReadPermit(const v1::SignedPermit& signed_permit) {
  const absl::Status refused = platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_AUTHENTIC",
                                                 "the permit can't be read or was not signed by its issuer");
  v1::DispatchPermit permit;
  if (!permit.ParseFromString(signed_permit.permit())) return refused;
  const auto ring = FromProto(permit.ring());
  const auto expire_time =
      platform::rpc::ParseTimestamp(permit.has_expire_time(), permit.expire_time(), "permit.expire_time");
  if (!ring.ok() || !expire_time.ok()) return refused;
  return Permit{.issuer = permit.issuer(),
                .event_id = permit.event_id(),
                .ring = *ring,
                .template_name = permit.template_(),
                .expire_time = *expire_time};
}

Access AccessOf(const platform::rpc::Call& call) {
  return {.now = call.now, .deadline = call.deadline, .actor = call.caller->issuer, .trace_id = call.trace.trace_id};
}

absl::Status CheckCount(int contacts, int most) {
  if (contacts <= most) return absl::OkStatus();
  return platform::BadField("sealed_contacts", "TOO_MANY_CONTACTS", fmt::format("at most {} contacts at once", most));
}

}  // namespace mimamori::vault
