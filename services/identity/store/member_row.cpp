// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/member_row.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {

absl::StatusOr<Member> ReadMember(const platform::postgres::Rows& rows, int row) {
  ASSIGN_OR_RETURN(Account account, ReadAccount(rows, row));
  constexpr int kFirst = kAccountColumns;
  const bool disabled = rows.Bool(row, kFirst), has_password = rows.Bool(row, kFirst + 1);
  Member member{.account = std::move(account),
                .state = disabled       ? AccountState::kDisabled
                         : has_password ? AccountState::kActive
                                        : AccountState::kInvited,
                .totp_enrolled = rows.Bool(row, kFirst + 2),
                .created_at = rows.Time(row, kFirst + 3)};
  if (!rows.IsNull(row, kFirst + 4)) member.invitation_expires_at = rows.Time(row, kFirst + 4);
  return member;
}

}  // namespace mimamori::identity
