// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/typical_stay.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

const std::map<std::string, int32_t> kMinutes = {
    {"food", 90}, {"cluster_prone", 120}, {"indoor_leisure", 110}, {"hall", 150}, {"other", 60}};

TEST(TypicalStay, FillsInOnlyWhatWasNotTold) {
  const auto policy = TypicalStay::Of(kMinutes);
  ASSERT_TRUE(policy.ok());
  VenueDetails details;
  details.kind = VenueKind::kHall;
  EXPECT_EQ(policy->FillIn(details).typical_stay_minutes, 150);
  details.typical_stay_minutes = 45;
  EXPECT_EQ(policy->FillIn(details).typical_stay_minutes, 45);
}

TEST(TypicalStay, KnowsEachKind) {
  const auto policy = TypicalStay::Of(kMinutes);
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->MinutesFor(VenueKind::kFood), 90);
  EXPECT_EQ(policy->MinutesFor(VenueKind::kClusterProne), 120);
  EXPECT_EQ(policy->MinutesFor(VenueKind::kIndoorLeisure), 110);
  EXPECT_EQ(policy->MinutesFor(VenueKind::kOther), 60);
}

TEST(TypicalStay, RefusesAPolicyThatLeavesAKindOpen) {
  auto missing = kMinutes;
  missing.erase("hall");
  auto surplus = kMinutes;
  surplus["zoo"] = 100;
  auto short_stay = kMinutes;
  short_stay["food"] = 14;
  auto long_stay = kMinutes;
  long_stay["food"] = 1'426;
  for (const auto& minutes : {missing, surplus, short_stay, long_stay, std::map<std::string, int32_t>{}}) {
    EXPECT_EQ(platform::ReasonOf(TypicalStay::Of(minutes).status()), "POLICY_MALFORMED");
  }
  EXPECT_EQ(platform::FieldOf(TypicalStay::Of(missing).status()), "hall");
  EXPECT_EQ(platform::FieldOf(TypicalStay::Of(surplus).status()), "zoo");
}

TEST(Scope, CoversAreasAndTheirPrefectures) {
  const auto area = [](std::string_view code) { return *platform::AreaCode::Parse(code); };
  const platform::AreaCode osaka_city = area("271004");
  const platform::AreaCode sakai = area("271403");
  EXPECT_TRUE((Scope{.everywhere = true, .areas = {}}.Covers(osaka_city)));
  EXPECT_FALSE((Scope{.everywhere = false, .areas = {}}.Covers(osaka_city)));
  EXPECT_TRUE((Scope{.everywhere = false, .areas = {sakai, osaka_city}}.Covers(osaka_city)));
  EXPECT_FALSE((Scope{.everywhere = false, .areas = {sakai}}.Covers(osaka_city)));
  EXPECT_TRUE((Scope{.everywhere = false, .areas = {area("270008")}}.Covers(osaka_city)));
}

}  // namespace
}  // namespace mimamori::venue
