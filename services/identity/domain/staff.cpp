// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/staff.hpp"

#include <algorithm>
#include <utility>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

using platform::AreaCode;
using platform::Failure;

bool Covers(const AdministratorScope& scope, const AreaCode& area) {
  return std::ranges::any_of(scope, [&](const AreaCode& own) { return own.Covers(area); });
}

bool IsAdministrator(const Account& account) {
  return std::ranges::find(account.roles, Role::kAdministrator) != account.roles.end();
}

}  // namespace

bool Oversees(const AdministratorScope& scope, const std::vector<AreaCode>& areas) {
  if (scope.empty()) return true;
  return !areas.empty() && std::ranges::all_of(areas, [&](const AreaCode& area) { return Covers(scope, area); });
}

absl::Status CheckGrant(const AdministratorScope& scope, const Account& account) {
  if (Oversees(scope, account.areas)) return absl::OkStatus();
  if (account.areas.empty()) {
    return platform::BadField("area_codes", "MISSING_FIELD", "name at least one of your areas");
  }
  return Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "this is not one of your areas", "area_codes");
}

bool IsChief(const Member& member) {
  return member.state == AccountState::kActive && IsAdministrator(member.account) && member.account.areas.empty();
}

absl::Status JudgeChange(const AccountId& actor, const AdministratorScope& scope, const Member& member, bool stays_chief,
                         int other_chiefs) {
  if (!Oversees(scope, member.account.areas)) return AccountUnknown();
  if (member.account.id == actor) {
    return Failure(absl::StatusCode::kFailedPrecondition, "OWN_ACCOUNT", "another administrator changes your account");
  }
  if (IsChief(member) && !stays_chief && other_chiefs == 0) {
    return Failure(absl::StatusCode::kFailedPrecondition, "LAST_ADMINISTRATOR",
                   "nobody else administers the whole installation");
  }
  return absl::OkStatus();
}

absl::StatusOr<Account> ChangedAccount(const Account& account, AccountDraft draft) {
  draft.user_name = account.user_name;
  draft.demo = account.demo;
  return OpenAccount(account.id, draft);
}

absl::Status AccountUnknown() { return platform::NotFound("ACCOUNT_UNKNOWN", "there is no such account"); }

absl::Status NotAnAdministrator() {
  return Failure(absl::StatusCode::kPermissionDenied, "NOT_AN_ADMINISTRATOR", "you are no administrator any more");
}

}  // namespace mimamori::identity
