// SPDX-License-Identifier: Apache-2.0
#include "services/visit/jobs/days.hpp"

#include <gtest/gtest.h>

#include <map>

#include "services/platform/core/error.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using absl::CivilDay;

const StayPolicy kPolicy{.longest_stay = absl::Minutes(1425), .offline_limit = absl::Hours(24),
                         .clock_skew = absl::Minutes(2), .service_day_starts_hour = 5};
absl::TimeZone Zone(const std::string& name) { return LoadZone(name).value(); }
absl::Time Tokyo(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, 11, day, hour, minute), Zone("Asia/Tokyo"));
}

TEST(DaysInReach, AreThoseThatACheckInMayStillTouch) {
  const struct {
    const char* name;
    absl::Time now;
    std::vector<std::string> zones;
    std::vector<CivilDay> days;
  } cases[] = {
      {"in the afternoon", Tokyo(21, 14, 20), {"Asia/Tokyo"}, {CivilDay(2026, 11, 20), CivilDay(2026, 11, 21)}},
      {"just after five", Tokyo(21, 5), {"Asia/Tokyo"}, {CivilDay(2026, 11, 20), CivilDay(2026, 11, 21)}},
      {"an hour before five", Tokyo(21, 4), {"Asia/Tokyo"},
       {CivilDay(2026, 11, 19), CivilDay(2026, 11, 20), CivilDay(2026, 11, 21)}},
      {"before that hour", Tokyo(21, 3, 59), {"Asia/Tokyo"}, {CivilDay(2026, 11, 19), CivilDay(2026, 11, 20)}},
      {"a town behind", Tokyo(21, 14, 20), {"America/Los_Angeles"},
       {CivilDay(2026, 11, 19), CivilDay(2026, 11, 20)}},
      {"both", Tokyo(21, 14, 20), {"Asia/Tokyo", "America/Los_Angeles"},
       {CivilDay(2026, 11, 19), CivilDay(2026, 11, 20), CivilDay(2026, 11, 21)}},
      {"nowhere", Tokyo(21, 14), {}, {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    std::vector<absl::TimeZone> zones;
    for (const std::string& name : c.zones) zones.push_back(Zone(name));
    EXPECT_EQ(DaysInReach(c.now, zones, kPolicy), c.days);
  }
}

class DayKeysTest : public testing::Test {
 protected:
  absl::Status broken_;
  std::map<CivilDay, int> asked_;
  DayKeys keys_{[this](CivilDay day, absl::Time) -> absl::StatusOr<std::shared_ptr<DayKey>> {
    ++asked_[day];
    if (!broken_.ok() && day == CivilDay(2026, 11, 21)) return broken_;
    return std::make_shared<DayKey>(platform::Secret(std::string(32, 'p')), "visit", FormatDay(day),
                                    platform::crypto::NewSealingKeyPair().public_key);
  }};
};

TEST_F(DayKeysTest, AreNotReadyBeforeEveryDayIsHeld) {
  EXPECT_EQ(platform::ReasonOf(keys_.Ready()), "KEY_NOT_READY");
  EXPECT_EQ(platform::ReasonOf(keys_.Of(CivilDay(2026, 11, 21)).status()), "KEY_NOT_READY");
  broken_ = absl::UnavailableError("the vault is away");
  EXPECT_EQ(keys_.Hold({CivilDay(2026, 11, 21), CivilDay(2026, 11, 22)}, absl::Now()), broken_);
  EXPECT_FALSE(keys_.Ready().ok());
  EXPECT_TRUE(keys_.Of(CivilDay(2026, 11, 22)).ok()) << "one day's failure holds up no other";
  broken_ = absl::OkStatus();
  EXPECT_TRUE(keys_.Hold({CivilDay(2026, 11, 21), CivilDay(2026, 11, 22)}, absl::Now()).ok());
  EXPECT_TRUE(keys_.Ready().ok());
  EXPECT_EQ(asked_[CivilDay(2026, 11, 22)], 1) << "what is held is not asked for again";
}

TEST_F(DayKeysTest, ForgetADayThatIsOutOfReachAlsoWhileTheVaultIsAway) {
  ASSERT_TRUE(keys_.Hold({CivilDay(2026, 11, 20)}, absl::Now()).ok());
  broken_ = absl::UnavailableError("the vault is away");
  EXPECT_FALSE(keys_.Hold({CivilDay(2026, 11, 21)}, absl::Now()).ok());
  EXPECT_FALSE(keys_.Of(CivilDay(2026, 11, 20)).ok());
}

TEST(DayKey, MakesOnePseudonymOfOnePersonAndDay) {
  const DayKey today(platform::Secret(std::string(32, 'a')), "visit", "2026-11-21", "");
  const DayKey tomorrow(platform::Secret(std::string(32, 'b')), "visit", "2026-11-22", "");
  const auto lower = platform::EmailAddress::Parse("taro@example.jp").value();
  const auto upper = platform::EmailAddress::Parse("Taro@Example.JP").value();
  EXPECT_EQ(today.PseudonymOf(lower), today.PseudonymOf(upper));
  EXPECT_NE(today.PseudonymOf(lower), tomorrow.PseudonymOf(lower));
  EXPECT_EQ(today.PseudonymOf(lower).bytes.size(), 16u);
}

}  // namespace
}  // namespace mimamori::visit
