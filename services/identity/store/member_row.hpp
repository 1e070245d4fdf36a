// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "services/identity/domain/staff.hpp"
#include "services/identity/store/account_row.hpp"

// The columns of a member, in the order in which ReadMember takes them, and where they come from.
#define MIMAMORI_MEMBER_COLUMNS                                                                              \
  MIMAMORI_ACCOUNT_COLUMNS                                                                                   \
  ", accounts.disabled_at IS NOT NULL, accounts.password_hash IS NOT NULL, accounts.totp_secret IS NOT NULL, " \
  "accounts.created_at, invitations.expires_at"
#define MIMAMORI_MEMBER_TABLES " accounts LEFT JOIN invitations ON invitations.id = accounts.invitation_id "

namespace mimamori::identity {

absl::StatusOr<Member> ReadMember(const platform::postgres::Rows& rows, int row);

}  // namespace mimamori::identity
