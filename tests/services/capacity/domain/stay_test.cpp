// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/stay.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

TEST(CheckTimes, KnowsPastAndOrderWhicheverEndIsOpen) {
  const auto at = [](int minutes) { return std::optional(kNow + absl::Minutes(minutes)); };
  const struct {
    const char* name;
    std::optional<absl::Time> began, ended;
    std::string field, reason;
  } cases[] = {{"both open", std::nullopt, std::nullopt, "", ""},
               {"begin open", std::nullopt, at(0), "", ""},
               {"end open", at(0), std::nullopt, "", ""},
               {"a minute", at(-1), at(0), "", ""},
               {"nothing", at(-1), at(-1), "end_time", "EMPTY_WINDOW"},
               {"backwards", at(-1), at(-2), "end_time", "EMPTY_WINDOW"},
               {"begins tomorrow", at(1), std::nullopt, "begin_time", "TIME_IN_FUTURE"},
               {"ends tomorrow", std::nullopt, at(1), "end_time", "TIME_IN_FUTURE"}};
  for (const auto& [name, began, ended, field, reason] : cases) {
    SCOPED_TRACE(name);
    const absl::Status status = CheckTimes({.began = began, .ended = ended}, kNow);
    EXPECT_EQ(FieldOf(status), field);
    EXPECT_EQ(ReasonOf(status), reason);
  }
}

TEST(CheckArrival, IsWithinTheHold) {
  const Hold hold = Begin(HoldRules(), kNow);
  const absl::Time now = kNow + absl::Hours(1);
  EXPECT_TRUE(CheckArrival(hold, kNow, now).ok());
  EXPECT_TRUE(CheckArrival(hold, now, now).ok());
  EXPECT_EQ(ReasonOf(CheckArrival(hold, kNow - absl::Seconds(1), now)), "TIME_BEFORE_HOLD");
  EXPECT_EQ(ReasonOf(CheckArrival(hold, now + absl::Seconds(1), now)), "TIME_IN_FUTURE");
}

TEST(End, IsForWhoSawItOnceAndBehindTheBegin) {
  const absl::Time left = kNow - absl::Minutes(10);
  Stay stay{.began = kNow - absl::Hours(5)};
  const Stay before = stay;
  EXPECT_EQ(ReasonOf(End(stay, 2, StayEnd::kDischarged, left, kNow)), "STAY_CHANGED");
  EXPECT_EQ(ReasonOf(End(stay, 1, StayEnd::kDischarged, kNow - absl::Hours(5), kNow)), "EMPTY_WINDOW");
  EXPECT_EQ(ReasonOf(End(stay, 1, StayEnd::kDischarged, kNow + absl::Seconds(1), kNow)), "TIME_IN_FUTURE");
  EXPECT_EQ(stay, before) << "nothing was done";
  ASSERT_TRUE(End(stay, 1, StayEnd::kTransferred, left, kNow).ok());
  EXPECT_EQ(stay, (Stay{.began = before.began, .ended = left, .end = StayEnd::kTransferred, .version = 2}));
  EXPECT_EQ(ReasonOf(End(stay, 2, StayEnd::kDied, kNow, kNow)), "STAY_ENDED");
}

}  // namespace
}  // namespace mimamori::capacity
