// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/staff.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

using platform::AreaCode;
using platform::ReasonOf;

std::vector<AreaCode> Areas(const std::vector<std::string>& codes) {
  std::vector<AreaCode> areas;
  for (const std::string& code : codes) areas.push_back(*AreaCode::Parse(code));
  return areas;
}

Member AMember(std::vector<Role> roles, const std::vector<std::string>& areas,
               AccountState state = AccountState::kActive) {
  return {.account = {.id = AccountId::Random(), .user_name = "hanako", .roles = std::move(roles), .areas = Areas(areas)},
          .state = state,
          .created_at = absl::UnixEpoch()};
}

TEST(Oversight, TakesEveryAreaOfAnAccount) {
  const struct {
    const char* name;
    std::vector<std::string> scope;
    std::vector<std::string> areas;
    bool oversees;
  } cases[] = {
      {"the whole installation", {}, {"271004", "131016"}, true},
      {"the whole installation, nobody's area", {}, {}, true},
      {"the same city", {"271004"}, {"271004"}, true},
      {"a city of the prefecture", {"270008"}, {"271004", "271403"}, true},
      {"the prefecture of the city", {"271004"}, {"270008"}, false},
      {"one area of two", {"271004"}, {"271004", "131016"}, false},
      {"another prefecture", {"270008"}, {"131016"}, false},
      {"an account without areas", {"270008"}, {}, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Oversees(Areas(c.scope), Areas(c.areas)), c.oversees);
  }
}

TEST(Grants, StayWithinTheAdministratorsAreas) {
  const auto grant = [](const std::vector<std::string>& scope, const std::vector<std::string>& areas) {
    return CheckGrant(Areas(scope), AMember({Role::kAuditor}, areas).account);
  };
  EXPECT_TRUE(grant({}, {}).ok());
  EXPECT_TRUE(grant({"270008"}, {"271004"}).ok());
  EXPECT_EQ(ReasonOf(grant({"270008"}, {"131016"})), "AREA_UNKNOWN");
  EXPECT_EQ(ReasonOf(grant({"270008"}, {"271004", "131016"})), "AREA_UNKNOWN");
  EXPECT_EQ(ReasonOf(grant({"270008"}, {})), "MISSING_FIELD") << "an account without areas is for the whole installation";
}

TEST(Changes, AreNotForOneselfNorForForeignAreasNorForTheLastAdministrator) {
  const AccountId actor = AccountId::Random();
  const Member chief = AMember({Role::kAdministrator}, {});
  const Member officer = AMember({Role::kHealthOfficer}, {"271004"});
  EXPECT_TRUE(JudgeChange(actor, {}, officer, false, 1).ok());
  EXPECT_TRUE(JudgeChange(actor, Areas({"270008"}), officer, false, 0).ok()) << "an officer is nobody's last one";
  EXPECT_EQ(ReasonOf(JudgeChange(actor, Areas({"130001"}), officer, false, 1)), "ACCOUNT_UNKNOWN");
  EXPECT_EQ(ReasonOf(JudgeChange(actor, Areas({"270008"}), chief, false, 1)), "ACCOUNT_UNKNOWN");
  EXPECT_EQ(ReasonOf(JudgeChange(chief.account.id, {}, chief, true, 5)), "OWN_ACCOUNT");
  EXPECT_EQ(ReasonOf(JudgeChange(actor, {}, chief, false, 0)), "LAST_ADMINISTRATOR");
  EXPECT_TRUE(JudgeChange(actor, {}, chief, false, 1).ok());
  EXPECT_TRUE(JudgeChange(actor, {}, chief, true, 0).ok()) << "a new name takes nothing away";
  Member invited = chief;
  invited.state = AccountState::kInvited;
  EXPECT_TRUE(JudgeChange(actor, {}, invited, false, 0).ok()) << "who has not come yet is nobody's last one";
}

TEST(Chiefs, AreActiveAdministratorsOfTheWholeInstallation) {
  EXPECT_TRUE(IsChief(AMember({Role::kAuditor, Role::kAdministrator}, {})));
  EXPECT_FALSE(IsChief(AMember({Role::kAdministrator}, {"270008"})));
  EXPECT_FALSE(IsChief(AMember({Role::kAuditor}, {})));
  EXPECT_FALSE(IsChief(AMember({Role::kAdministrator}, {}, AccountState::kInvited)));
  EXPECT_FALSE(IsChief(AMember({Role::kAdministrator}, {}, AccountState::kDisabled)));
}

TEST(ChangedAccounts, KeepNameAndId) {
  const Member member = AMember({Role::kHealthOfficer}, {"271004"});
  const auto changed = ChangedAccount(member.account, {.user_name = "somebody-else",
                                                       .display_name = "山田 花子",
                                                       .roles = {"AUDITOR"},
                                                       .areas = {},
                                                       .organisation = "保健所",
                                                       .demo = true});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->id, member.account.id);
  EXPECT_EQ(changed->user_name, "hanako");
  EXPECT_FALSE(changed->demo);
  EXPECT_EQ(changed->roles, std::vector<Role>{Role::kAuditor});
}

}  // namespace
}  // namespace mimamori::identity
