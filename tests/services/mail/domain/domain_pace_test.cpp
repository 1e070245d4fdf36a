// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/domain_pace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace mimamori::mail {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const DomainPacePolicy kPolicy{.usual = {}, .named = {{"docomo.ne.jp", {600, 2}}}};

TEST(PaceOf, IsTheDomainsOwnOrTheUsualOne) {
  EXPECT_EQ(PaceOf(kPolicy, "docomo.ne.jp"), (DomainPace{600, 2}));
  EXPECT_EQ(PaceOf(kPolicy, "mail.docomo.ne.jp"), DomainPace());
  EXPECT_EQ(PaceOf(kPolicy, "example.jp"), DomainPace());
}

TEST(TakePlace, LetsEverythingThroughWithoutAPace) {
  DomainState state;
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(TakePlace(state, {}, kPolicy, kNow).time, kNow);
  EXPECT_EQ(state, DomainState()) << "nothing to keep";
}

TEST(TakePlace, SpreadsMailsByTheRate) {
  DomainState state;
  std::vector<absl::Time> places;
  for (int i = 0; i < 100; ++i) places.push_back(TakePlace(state, {600, 0}, kPolicy, kNow).time);
  const auto now = std::count(places.begin(), places.end(), kNow);
  EXPECT_GE(now, 10);
  EXPECT_LE(now, 12) << "a second's worth";
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_NEAR(absl::ToDoubleSeconds(places.back() - kNow), 9, 0.3);
}

TEST(TakePlace, KeepsTheRateOfMailsThatComeBack) {
  DomainState state;
  std::vector<absl::Time> due(200, kNow);
  int sent = 0;
  int turned_away = 0;
  for (absl::Time now = kNow; now < kNow + absl::Seconds(20); now += absl::Milliseconds(100)) {
    for (absl::Time& each : due) {
      if (each > now) continue;
      const absl::Time place = TakePlace(state, {300, 0}, kPolicy, now).time;
      each = place > now ? place : absl::InfiniteFuture();
      place > now ? ++turned_away : ++sent;
    }
  }
  EXPECT_NEAR(sent, 105, 6);
  EXPECT_LT(turned_away, 600) << "each mail comes back a few times at most";
}

TEST(TakePlace, TriesADomainThatPausedWithOneMail) {
  DomainState state;
  Pause(state, kPolicy, kNow);
  EXPECT_EQ(TakePlace(state, {}, kPolicy, kNow).time, kNow + absl::Seconds(1)) << "paused";
  const absl::Time later = kNow + absl::Seconds(1);
  const Place first = TakePlace(state, {}, kPolicy, later);
  EXPECT_EQ(first.time, later);
  EXPECT_TRUE(first.probe);
  const Place second = TakePlace(state, {}, kPolicy, later);
  EXPECT_EQ(second.time, later + absl::Seconds(1)) << "waits for the answer to the first";
  EXPECT_FALSE(second.probe);
  EndPause(state);
  for (int i = 0; i < 5; ++i) {
    const Place place = TakePlace(state, {}, kPolicy, later);
    EXPECT_EQ(place.time, later);
    EXPECT_FALSE(place.probe);
  }
}

TEST(Pause, DoublesWithEachTryAndCountsWhatIsOnItsWayOnce) {
  DomainState state;
  absl::Time now = kNow;
  for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    for (int on_its_way = 0; on_its_way < 6; ++on_its_way) Pause(state, kPolicy, now);
    EXPECT_EQ(state.paused_until - now, absl::Seconds(seconds));
    now = state.paused_until;
    EXPECT_TRUE(TakePlace(state, {}, kPolicy, now).probe);
  }
  EndPause(state);
  Pause(state, kPolicy, now);
  EXPECT_EQ(state.paused_until - now, absl::Seconds(1));
}

TEST(Pause, IsForgottenAnHourAfterItsEnd) {
  DomainState state;
  EXPECT_TRUE(IsForgettable(state, kNow));
  Pause(state, kPolicy, kNow);
  EXPECT_FALSE(IsForgettable(state, kNow + absl::Seconds(2)));
  EXPECT_TRUE(IsForgettable(state, kNow + absl::Seconds(1) + absl::Hours(1)));
  TakePlace(state, {1, 0}, kPolicy, kNow + absl::Hours(2));
  EXPECT_FALSE(IsForgettable(state, kNow + absl::Hours(2)));
}

}  // namespace
}  // namespace mimamori::mail
