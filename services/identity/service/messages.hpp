// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "mimamori/identity/v1/identity_service.pb.h"
#include "services/identity/domain/account.hpp"
#include "services/identity/domain/link.hpp"

namespace mimamori::identity {

v1::Account ToProto(const Account& account);
mimamori::rpc::v1::Role ToProto(Role role);
v1::LinkPurpose ToProto(LinkPurpose purpose);
// BadField purpose: MISSING_FIELD, UNKNOWN_PURPOSE.
absl::StatusOr<LinkPurpose> FromProto(v1::LinkPurpose purpose);

}  // namespace mimamori::identity
