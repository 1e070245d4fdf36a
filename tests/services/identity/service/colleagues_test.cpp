// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"

namespace mimamori::identity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::ColleagueService::Stub;

class ColleaguesTest : public testing::Test {
 protected:
  std::string Officer(const std::string& subject, const std::vector<std::string>& areas = {"271004"}) const {
    return house_.callers().Officer(subject, areas);
  }
  absl::StatusOr<v1::ListColleaguesResponse> List(const std::string& token, const std::string& area = "271004",
                                                  int page_size = 0, const std::string& page_token = "") {
    v1::ListColleaguesRequest request;
    request.set_area_code(area);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, house_.colleagues(), &Stub::ListColleagues, request);
  }
  absl::StatusOr<v1::Colleague> Get(const std::string& token, const AccountId& id, const std::string& area = "271004") {
    v1::GetColleagueRequest request;
    request.set_account_id(id.ToString());
    request.set_area_code(area);
    return tests::CallWith(token, house_.colleagues(), &Stub::GetColleague, request);
  }
  std::string Observation() const { return house_.callers().Service("observation"); }
  AccountId Made(const std::string& name, std::vector<std::string> areas, std::vector<std::string> roles = {"HEALTH_OFFICER"},
                 bool demo = false) {
    return house_.Make(name, std::move(roles), std::move(areas), demo).account.id;
  }
  void Disable(const AccountId& id) {
    const auto done = house_.pool().Run(IdentityHouse::Soon(), {"t.disable", "UPDATE accounts SET disabled_at = '2026-11-22' WHERE id = $1"},
                                        platform::postgres::Params().Uuid(id.uuid()));
    ASSERT_TRUE(done.ok()) << done.status();
  }

  IdentityHouse house_;
};

TEST_F(ColleaguesTest, AreHealthOfficersWhoseAreasCoverTheArea) {
  const AccountId me = Made("hanako", {"271004"}), city = Made("taro", {"131016", "271004"}), prefecture = Made("jiro", {"270008"});
  const AccountId other = Made("saburo", {"271276"}), clerk = Made("shiro", {"271004"}, {"AUDITOR"}), gone = Made("goro", {"271004"});
  const AccountId both = Made("zoe", {"271004"}, {"ADMINISTRATOR", "HEALTH_OFFICER"});
  Disable(gone);
  const auto listed = List(Officer(me.ToString()));
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->colleagues_size(), 3);
  EXPECT_EQ(listed->colleagues(0).account_id(), prefecture.ToString()) << "by user name";
  EXPECT_EQ(listed->colleagues(0).display_name(), "山田 花子");
  EXPECT_EQ(listed->colleagues(1).account_id(), city.ToString());
  EXPECT_EQ(listed->colleagues(2).account_id(), both.ToString());
  EXPECT_EQ(listed->next_page_token(), "");
  for (const AccountId& id : {city, prefecture, both, me}) EXPECT_TRUE(Get(Observation(), id).ok());
  for (const AccountId& id : {other, clerk, gone, AccountId::Random()}) {
    const auto found = Get(Observation(), id);
    EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(found.status()), "COLLEAGUE_UNKNOWN");
  }
  EXPECT_EQ(List(Officer(me.ToString(), {"270008"}), "270008")->colleagues_size(), 1) << "a city's officer covers no prefecture";
}

TEST_F(ColleaguesTest, TurnPagesForWhoAskedAndForNobodyElse) {
  for (const char* name : {"aya", "ben", "chika", "dai", "emi"}) Made(name, {"271004"});
  const std::string me = AccountId::Random().ToString(), other = AccountId::Random().ToString();
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = List(Officer(me), "271004", 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& colleague : page->colleagues()) seen.push_back(colleague.account_id());
    token = page->next_page_token();
    if (!token.empty()) {
      EXPECT_EQ(ReasonOf(List(Officer(other), "271004", 2, token).status()), "BAD_PAGE_TOKEN");
      EXPECT_EQ(ReasonOf(List(Officer(me, {"270008"}), "270008", 2, token).status()), "BAD_PAGE_TOKEN");
    }
  } while (!token.empty());
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 5u);
  EXPECT_EQ(seen.size(), 5u);
}

TEST_F(ColleaguesTest, AreToldToHealthOfficersOfTheAreaAlone) {
  const AccountId id = Made("taro", {"271004"});
  const auto elsewhere = List(Officer(AccountId::Random().ToString(), {"131016"}));
  EXPECT_EQ(elsewhere.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(elsewhere.status()), "AREA_UNKNOWN");
  EXPECT_EQ(FieldOf(elsewhere.status()), "area_code");
  EXPECT_EQ(ReasonOf(List(Officer(AccountId::Random().ToString()), "270008").status()), "AREA_UNKNOWN") << "larger than hers";
  EXPECT_EQ(ReasonOf(List(Officer(AccountId::Random().ToString()), "271005").status()), "MALFORMED_AREA_CODE");
  EXPECT_EQ(ReasonOf(List(Officer(AccountId::Random().ToString()), "").status()), "MALFORMED_AREA_CODE");
  const tests::Callers& callers = house_.callers();
  for (const std::string& token : {callers.Anyone("gateway_public"), callers.Anyone("gateway_staff"), Observation()}) {
    EXPECT_EQ(List(token).status().code(), absl::StatusCode::kPermissionDenied);
  }
  for (const std::string& token : {Officer(id.ToString()), callers.Anyone("gateway_staff"), callers.Service("registry")}) {
    EXPECT_EQ(Get(token, id).status().code(), absl::StatusCode::kPermissionDenied);
  }
}

TEST(ColleaguesOfAHouseWithoutADemo, AreThoseWhoMayLogIn) {
  IdentityHouse house(/*demo=*/false);
  house.Make("taro");
  house.Make("demo", /*demo=*/true);
  v1::ListColleaguesRequest request;
  request.set_area_code("271004");
  const auto listed = tests::CallWith(house.callers().Officer(AccountId::Random().ToString(), {"271004"}), house.colleagues(),
                                      &Stub::ListColleagues, request);
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->colleagues_size(), 1);
}

}  // namespace
}  // namespace mimamori::identity
