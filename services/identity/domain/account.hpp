// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::identity {

struct AccountTag { static constexpr const char* kName = "account_id"; };
using AccountId = platform::Id<AccountTag>;

struct OrganisationTag { static constexpr const char* kName = "organisation_id"; };
using OrganisationId = platform::Id<OrganisationTag>;

// What a member of staff may be. Written in capitals wherever it is text: "HEALTH_OFFICER".
enum class Role { kHealthOfficer, kAdministrator, kAuditor, kHospitalStaff, kTransportStaff };
std::string_view NameOf(Role role);
absl::StatusOr<Role> ParseRole(std::string_view name);  // UNKNOWN_ROLE (field roles)
// What it allows is allowed for one hospital or firm: that of the account.
bool WorksForOne(Role role);

struct Account {
  AccountId id;
  std::string user_name = {};     // folded
  std::string display_name = {};  // 1–100 characters, shown to colleagues
  std::vector<Role> roles = {};   // at least one, none twice
  std::vector<platform::AreaCode> areas = {};
  std::string organisation = {};  // 1–100 characters: the health centre or authority
  std::optional<OrganisationId> organisation_id = std::nullopt;  // whose name `organisation` is
  bool demo = false;         // has no second factor; logs in only where the process was started with --demo

  friend bool operator==(const Account&, const Account&) = default;
};

// What somebody asks for, before it is looked at.
struct AccountDraft {
  std::string user_name;
  std::string display_name;
  std::vector<std::string> roles;
  std::vector<std::string> areas;
  std::string organisation;
  bool demo = false;
  std::string organisation_id = {};  // empty: none; else `organisation` need not be told
};

// How a typed user name is compared: without surrounding blanks, ASCII letters in lower case.
std::string FoldUserName(std::string_view typed);

// Decides whether such an account may be. BadField: MALFORMED_USER_NAME (3–64 of a-z, 0-9, '.', '_', '-', starting with a
// letter or digit), UNKNOWN_ROLE, MALFORMED_AREA_CODE, MALFORMED_ID (organisation_id), MISSING_FIELD (no role; a health
// officer without an area; staff of hospitals and transport firms without organisation_id), and the reasons of platform::ParseText.
absl::StatusOr<Account> OpenAccount(AccountId id, const AccountDraft& draft);

}  // namespace mimamori::identity
