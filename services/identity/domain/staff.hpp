// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::identity {

struct InvitationTag { static constexpr const char* kName = "invitation_id"; };
using InvitationId = platform::Id<InvitationTag>;

// Policy `identity.staff`.
struct StaffPolicy {
  bool totp_required = true;                      // of everybody but demo accounts
  absl::Duration invitation = absl::Hours(72);  // how long a mailed link works
};

enum class AccountState {
  kInvited,   // no password yet
  kActive,
  kDisabled,
};

// An account as administrators see it.
struct Member {
  Account account;
  AccountState state = AccountState::kInvited;
  bool totp_enrolled = false;
  absl::Time created_at;
  std::optional<absl::Time> invitation_expires_at = std::nullopt;  // of an open invitation
};

// Which areas an administrator serves: none named is the whole installation.
using AdministratorScope = std::vector<platform::AreaCode>;

// Whether every one of `areas` lies in the scope. An account without areas is overseen by the whole installation only.
bool Oversees(const AdministratorScope& scope, const std::vector<platform::AreaCode>& areas);

// Whether an administrator may give an account these areas. NOT_FOUND: AREA_UNKNOWN (not one of hers). BadField
// "area_codes": MISSING_FIELD (she serves some areas, and none is named).
absl::Status CheckGrant(const AdministratorScope& scope, const Account& account);

// Whether `member` serves the whole installation as an administrator that may log in.
bool IsChief(const Member& member);

// Whether the administrator `actor` (of that scope) may change, disable or invite `member` anew, who is a chief afterwards
// if `stays_chief`; `other_chiefs` without her. NOT_FOUND: ACCOUNT_UNKNOWN. FAILED_PRECONDITION: OWN_ACCOUNT,
// LAST_ADMINISTRATOR.
absl::Status JudgeChange(const AccountId& actor, const AdministratorScope& scope, const Member& member, bool stays_chief,
                         int other_chiefs);

// `member`'s account with what a draft changes; user name and id stay. Failures of OpenAccount.
absl::StatusOr<Account> ChangedAccount(const Account& account, AccountDraft draft);

absl::Status AccountUnknown();
absl::Status NotAnAdministrator();

}  // namespace mimamori::identity
