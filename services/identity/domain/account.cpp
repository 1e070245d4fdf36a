// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/account.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::AreaCode;
using platform::BadField;

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles{{
    {Role::kHealthOfficer, "HEALTH_OFFICER"},
    {Role::kAdministrator, "ADMINISTRATOR"},
    {Role::kAuditor, "AUDITOR"},
    {Role::kHospitalStaff, "HOSPITAL_STAFF"},
    {Role::kTransportStaff, "TRANSPORT_STAFF"},
}};

constexpr bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

absl::StatusOr<std::string> ParseUserName(std::string_view typed) {
  std::string name = FoldUserName(typed);
  const bool plain = std::ranges::all_of(
      name, [](char c) { return IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-'; });
  if (name.size() < 3 || name.size() > 64 || !plain || !IsLetterOrDigit(name.front())) {
    return BadField("user_name", "MALFORMED_USER_NAME",
                    "a user name has 3 to 64 of the characters a-z, 0-9, '.', '_' and '-', and starts with a letter or digit");
  }
  return name;
}

absl::StatusOr<std::vector<Role>> ParseRoles(const std::vector<std::string>& names) {
  std::vector<Role> roles;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const Role role, ParseRole(name));
    if (std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
  }
  if (roles.empty()) return BadField("roles", "MISSING_FIELD", "an account has at least one role");
  return roles;
}

absl::StatusOr<std::vector<AreaCode>> ParseAreas(const std::vector<std::string>& codes) {
  std::vector<AreaCode> areas;
  for (const std::string& code : codes) {
    ASSIGN_OR_RETURN(AreaCode area, AreaCode::Parse(code, "area_codes"));
    if (std::ranges::find(areas, area) == areas.end()) areas.push_back(std::move(area));
  }
  return areas;
}

}  // namespace

std::string_view NameOf(Role role) {
  const auto* known = std::ranges::find(kRoles, role, &std::pair<Role, std::string_view>::first);
  return known->second;
}

absl::StatusOr<Role> ParseRole(std::string_view name) {
  const auto* known = std::ranges::find(kRoles, name, &std::pair<Role, std::string_view>::second);
  if (known == kRoles.end()) {
    return BadField("roles", "UNKNOWN_ROLE", "a role is HEALTH_OFFICER, ADMINISTRATOR, AUDITOR, HOSPITAL_STAFF or TRANSPORT_STAFF");
  }
  return known->first;
}

bool WorksForOne(Role role) { return role == Role::kHospitalStaff || role == Role::kTransportStaff; }

std::string FoldUserName(std::string_view typed) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = std::min(typed.find_first_not_of(kBlanks), typed.size());
  const size_t end = typed.find_last_not_of(kBlanks) + 1;  // npos + 1 is 0
  std::string folded(typed.substr(begin, end > begin ? end - begin : 0));
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

absl::StatusOr<Account> OpenAccount(AccountId id, const AccountDraft& draft) {
  Account account{.id = id, .demo = draft.demo};
  ASSIGN_OR_RETURN(account.user_name, ParseUserName(draft.user_name));
  ASSIGN_OR_RETURN(account.display_name, platform::ParseText("display_name", draft.display_name, 1, 100));
  const bool placed = !draft.organisation_id.empty();
  if (placed) {
    ASSIGN_OR_RETURN(account.organisation_id, OrganisationId::Parse(draft.organisation_id));
  }
  ASSIGN_OR_RETURN(account.organisation, platform::ParseText("organisation", draft.organisation, placed ? 0 : 1, 100));
  ASSIGN_OR_RETURN(account.roles, ParseRoles(draft.roles));
  ASSIGN_OR_RETURN(account.areas, ParseAreas(draft.areas));
  if (account.areas.empty() && std::ranges::find(account.roles, Role::kHealthOfficer) != account.roles.end()) {
    return BadField("area_codes", "MISSING_FIELD", "a health officer works for at least one area");
  }
  if (!placed && std::ranges::any_of(account.roles, WorksForOne)) {
    return BadField("organisation_id", "MISSING_FIELD", "staff of hospitals and transport firms belong to one");
  }
  return account;
}

}  // namespace mimamori::identity
