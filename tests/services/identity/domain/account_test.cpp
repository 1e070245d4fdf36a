// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/account.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

AccountDraft ADraft() {
  return {.user_name = "hanako",
          .display_name = "山田 花子",
          .roles = {"HEALTH_OFFICER"},
          .areas = {"271004"},
          .organisation = "大阪市保健所"};
}

TEST(OpenAccount, JudgesTheDraft) {
  const struct {
    const char* name;
    void (*change)(AccountDraft&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"as it should be", [](AccountDraft&) {}, "", ""},
      {"capitals and blanks are folded", [](AccountDraft& d) { d.user_name = " Hanako.Y-1_a "; }, "", ""},
      {"two characters", [](AccountDraft& d) { d.user_name = "ha"; }, "user_name", "MALFORMED_USER_NAME"},
      {"65 characters", [](AccountDraft& d) { d.user_name = std::string(65, 'a'); }, "user_name", "MALFORMED_USER_NAME"},
      {"64 characters", [](AccountDraft& d) { d.user_name = std::string(64, 'a'); }, "", ""},
      {"an address", [](AccountDraft& d) { d.user_name = "hanako@example.jp"; }, "user_name", "MALFORMED_USER_NAME"},
      {"starts with a dot", [](AccountDraft& d) { d.user_name = ".hanako"; }, "user_name", "MALFORMED_USER_NAME"},
      {"blank", [](AccountDraft& d) { d.user_name = "   "; }, "user_name", "MALFORMED_USER_NAME"},
      {"no role", [](AccountDraft& d) { d.roles = {}; }, "roles", "MISSING_FIELD"},
      {"a role that there isn't", [](AccountDraft& d) { d.roles = {"ANYONE"}; }, "roles", "UNKNOWN_ROLE"},
      {"wrong check digit", [](AccountDraft& d) { d.areas = {"271005"}; }, "area_codes", "MALFORMED_AREA_CODE"},
      {"officer of nowhere", [](AccountDraft& d) { d.areas = {}; }, "area_codes", "MISSING_FIELD"},
      {"auditor of nowhere", [](AccountDraft& d) { d.roles = {"AUDITOR"}; d.areas = {}; }, "", ""},
      {"nobody's name", [](AccountDraft& d) { d.display_name = ""; }, "display_name", "MISSING_FIELD"},
      {"no organisation", [](AccountDraft& d) { d.organisation = " "; }, "organisation", "MISSING_FIELD"},
      {"a nurse of no hospital", [](AccountDraft& d) { d.roles = {"HOSPITAL_STAFF"}; }, "organisation_id", "MISSING_FIELD"},
      {"a driver of no firm", [](AccountDraft& d) { d.roles = {"AUDITOR", "TRANSPORT_STAFF"}; }, "organisation_id",
       "MISSING_FIELD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    AccountDraft draft = ADraft();
    c.change(draft);
    const auto account = OpenAccount(AccountId::Random(), draft);
    EXPECT_EQ(platform::ReasonOf(account.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(account.status()), c.field);
  }
}

TEST(OpenAccount, KeepsARoleAndAnAreaOnce) {
  AccountDraft draft = ADraft();
  draft.user_name = " HanaKO ";
  draft.roles = {"HEALTH_OFFICER", "AUDITOR", "HEALTH_OFFICER"};
  draft.areas = {"271004", "270008", "271004"};
  const auto account = OpenAccount(AccountId::Random(), draft);
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_EQ(account->user_name, "hanako");
  EXPECT_EQ(account->roles, (std::vector{Role::kHealthOfficer, Role::kAuditor}));
  EXPECT_EQ(account->areas.size(), 2u);
}

TEST(Role, GoesToItsNameAndBack) {
  for (const Role role : {Role::kHealthOfficer, Role::kAdministrator, Role::kAuditor}) {
    EXPECT_EQ(*ParseRole(NameOf(role)), role);
  }
}

}  // namespace
}  // namespace mimamori::identity
