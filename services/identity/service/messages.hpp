// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "mimamori/identity/v1/account_service.pb.h"
#include "mimamori/identity/v1/identity_service.pb.h"
#include "services/identity/domain/account.hpp"
#include "services/identity/domain/link.hpp"
#include "services/identity/domain/staff.hpp"

namespace mimamori::identity {

v1::Account ToProto(const Account& account);
mimamori::rpc::v1::Role ToProto(Role role);
v1::StaffAccount ToProto(const Member& member);
// As ParseRole takes it: "HEALTH_OFFICER". Something that it refuses for a number that is no role.
std::string NameOf(mimamori::rpc::v1::Role role);
v1::LinkPurpose ToProto(LinkPurpose purpose);
// BadField purpose: MISSING_FIELD, UNKNOWN_PURPOSE.
absl::StatusOr<LinkPurpose> FromProto(v1::LinkPurpose purpose);

}  // namespace mimamori::identity
