// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::ROLE_ADMINISTRATOR;
using platform::ReasonOf;
using testing::HasSubstr;
using Stub = IdentityHouse::Stub;

class AreaImport : public testing::Test {
 protected:
  absl::StatusOr<v1::ImportAreasResponse> Import(const std::string& content, const Account& by,
                                                 const std::vector<std::string>& areas = {}) {
    v1::ImportAreasRequest request;
    request.set_content(content);
    return tests::CallWith(
        house_.callers().Person("gateway_staff", by.id.ToString(), ROLE_ADMINISTRATOR, areas), house_.stub(),
        &Stub::ImportAreas, request);
  }
  int64_t Areas() { return house_.Number("SELECT count(*) FROM areas"); }

  IdentityHouse house_;
  const Account chief_ = house_.Make("chief", {"ADMINISTRATOR"}, {}).account;
  const Account osaka_ = house_.Make("osaka", {"ADMINISTRATOR"}, {"270008"}).account;
};

TEST_F(AreaImport, AddsAndRenamesAndLeavesTheRest) {
  const int64_t before = Areas();
  const std::string table = "code,prefecture,name\n462012,鹿児島県,鹿児島市\n271004,大阪府,大阪市\n271403,大阪府,新堺市\n";
  const auto imported = Import(table, chief_);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->added(), 1);
  EXPECT_EQ(imported->changed(), 1);
  EXPECT_EQ(imported->unchanged(), 1);
  EXPECT_EQ(Areas(), before + 1);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM areas WHERE display_name = '新堺市' AND prefecture = '大阪府'"), 1);
  const auto again = Import(table, chief_);
  EXPECT_EQ(again->unchanged(), 3);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ImportAreas' AND "
                          "payload = '{\"added\": 1, \"changed\": 1, \"unchanged\": 1}'"),
            1);
}

TEST_F(AreaImport, TakesShiftJis) {
  // "code,prefecture,name" and Kagoshima city, as Excel saves it.
  const auto imported = Import("code,prefecture,name\r\n462012,\x8E\xAD\x8E\x99\x93\x87\x8C\xA7,\x8E\xAD\x8E\x99\x93\x87\x8E\x73\r\n", chief_);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(house_.Number("SELECT count(*) FROM areas WHERE code = '462012' AND display_name = '鹿児島市'"), 1);
}

TEST_F(AreaImport, KeepsNothingOfATableWithAMistake) {
  const int64_t before = Areas();
  const auto refused = Import("code,prefecture,name\n462012,鹿児島県,鹿児島市\n462013,鹿児島県,鹿屋市\n", chief_);
  EXPECT_EQ(ReasonOf(refused.status()), "MALFORMED_AREA_CODE");
  EXPECT_EQ(platform::FieldOf(refused.status()), "content");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 3, column 1"));
  EXPECT_EQ(Areas(), before);
  EXPECT_EQ(ReasonOf(Import(std::string(600 << 10, 'x'), chief_).status()), "TOO_MANY_ROWS");
}

TEST_F(AreaImport, IsForAdministratorsOfTheWholeInstallation) {
  const std::string table = "code,prefecture,name\n462012,鹿児島県,鹿児島市\n";
  EXPECT_EQ(ReasonOf(Import(table, osaka_, {"270008"}).status()), "WHOLE_INSTALLATION_ONLY");
  EXPECT_EQ(ReasonOf(Import(table, osaka_).status()), "WHOLE_INSTALLATION_ONLY") << "the account counts, not the token";
  EXPECT_EQ(ReasonOf(Import(table, house_.Make("hanako").account).status()), "NOT_AN_ADMINISTRATOR");
  const Account gone = house_.Make("gone", {"ADMINISTRATOR"}, {}).account;
  EXPECT_EQ(house_.Number("UPDATE accounts SET disabled_at = created_at WHERE user_name = 'gone' RETURNING 1::bigint"), 1);
  EXPECT_EQ(ReasonOf(Import(table, gone).status()), "NOT_AN_ADMINISTRATOR") << "vouched for a moment ago";
  for (const auto role : {mimamori::rpc::v1::ROLE_HEALTH_OFFICER, mimamori::rpc::v1::ROLE_AUDITOR}) {
    const std::string token = house_.callers().Person("gateway_staff", chief_.id.ToString(), role, {});
    EXPECT_EQ(ReasonOf(tests::CallWith(token, house_.stub(), &Stub::ImportAreas, {}).status()), "ACCESS_DENIED");
  }
}

}  // namespace
}  // namespace mimamori::identity
