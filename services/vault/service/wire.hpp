// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/platform/rpc/call.hpp"
#include "services/vault/domain/permit.hpp"
#include "services/vault/domain/ring.hpp"
#include "services/vault/store/vault_store.hpp"

namespace mimamori::vault {

// UNKNOWN_RING.
absl::StatusOr<Ring> FromProto(v1::Ring ring);
// What a permit says, whoever signed it. PERMISSION_DENIED (PERMIT_NOT_AUTHENTIC) when it can't be read.
absl::StatusOr<Permit> ReadPermit(const v1::SignedPermit& signed_permit);
Access AccessOf(const platform::rpc::Call& call);
// INVALID_ARGUMENT (TOO_MANY_CONTACTS).
absl::Status CheckCount(int contacts, int most);

}  // namespace mimamori::vault
