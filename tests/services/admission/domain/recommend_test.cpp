// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/recommend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

using enum Reason;

const RecommendRules kRules;
const platform::AreaCode kCity = *platform::AreaCode::Parse("271004");
const platform::AreaCode kTown = *platform::AreaCode::Parse("272035");
const platform::AreaCode kPrefecture = *platform::AreaCode::Parse("270008");

FacilityId Facility(int number) {
  platform::Uuid uuid{};
  uuid[15] = static_cast<uint8_t>(number);
  return FacilityId(uuid);
}

// Half full, twenty minutes away.
Place APlace(int number) {
  return {.facility = Facility(number), .area = kCity, .accepting = true, .freshness = Freshness::kFresh,
          .capabilities = {"oxygen"}, .has_class = true, .staffed = 10, .free = 5, .minutes = 20};
}
Place APlace(int number, auto change) {
  Place place = APlace(number);
  change(place);
  return place;
}

const Asked kAsked{.needs = {.bed_class = "severe"}, .area = kCity};

std::vector<int> Order(const Recommendation& recommendation) {
  std::vector<int> order;
  for (const Candidate& candidate : recommendation.candidates) {
    if (candidate.taken) order.push_back(candidate.facility.uuid()[15]);
  }
  return order;
}

Candidate One(const Place& place, const Asked& asked = kAsked, const RecommendRules& rules = kRules) {
  return Recommend(rules, asked, {place}).candidates.at(0);
}

TEST(Recommend, SaysOfEveryOneThatIsLeftOutWhy) {
  Asked asked = kAsked;
  asked.needs.capabilities = {"ecmo", "oxygen"};
  asked.quota = 2;
  asked.quota_used = 2;
  const Candidate all = One(APlace(1, [](Place& place) {
                              place.area = kTown;
                              place.accepting = false;
                              place.free = 0;
                              place.minutes = 181;
                              place.declined = true;
                            }), asked);
  EXPECT_FALSE(all.taken);
  EXPECT_EQ(all.notes, (std::vector<Note>{{.reason = kNotAccepting},
                                          {.reason = kNoBedFree},
                                          {.reason = kCapabilityMissing, .word = "ecmo"},
                                          {.reason = kTooFar, .value = 181, .limit = 180},
                                          {.reason = kOtherPool},
                                          {.reason = kQuotaUsed, .value = 2, .limit = 2},
                                          {.reason = kDeclined}}));
}

TEST(Recommend, LeavesOutWhatEachHardFilterHolds) {
  const struct {
    Reason reason;
    std::function<void(Place&)> change;
  } cases[] = {
      {kNoSuchBeds, [](Place& place) { place.has_class = false; }},
      {kNotAccepting, [](Place& place) { place.accepting = false; }},
      {kBedsUnknown, [](Place& place) { place.freshness = Freshness::kUnknown; }},
      {kBedsUnknown, [](Place& place) { place.free.reset(); }},
      {kBedsUnknown, [](Place& place) { place.staffed.reset(); }},
      {kNoBedFree, [](Place& place) { place.free = 0; }},
      {kAllPromised, [](Place& place) { place.promised = 5; }},
      {kTooFar, [](Place& place) { place.minutes = 181; }},
      {kOtherPool, [](Place& place) { place.area = kTown; }},
      {kDeclined, [](Place& place) { place.declined = true; }},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(static_cast<int>(one.reason));
    const Candidate candidate = One(APlace(1, one.change));
    EXPECT_FALSE(candidate.taken);
    ASSERT_EQ(candidate.notes.size(), 1u);
    EXPECT_EQ(candidate.notes[0].reason, one.reason);
  }
  EXPECT_TRUE(One(APlace(1)).taken);
  EXPECT_TRUE(One(APlace(1, [](Place& place) { place.minutes = 180; })).taken);
  EXPECT_TRUE(One(APlace(1, [](Place& place) { place.promised = 4; })).taken);
}

TEST(Recommend, TakesALateReportAtACostOrAsPolicySaysNotAtAll) {
  const Place late = APlace(1, [](Place& place) { place.freshness = Freshness::kOverdue; });
  EXPECT_EQ(One(late).notes.back(), (Note{.reason = kOverdue, .points = 10}));
  RecommendRules strict;
  strict.overdue_taken = false;
  EXPECT_EQ(One(late, kAsked, strict).notes, std::vector<Note>{{.reason = kBedsUnknown}});
}

TEST(Recommend, ExplainsEachPointOfWhatItTakes) {
  const Candidate candidate = One(APlace(1, [](Place& place) {
    place.free = 1;
    place.recent = 3;
    place.known_there = true;
  }));
  EXPECT_TRUE(candidate.taken);
  EXPECT_EQ(candidate.open, 1);
  EXPECT_EQ(candidate.notes, (std::vector<Note>{{.reason = kTravel, .value = 20, .points = 20},
                                                {.reason = kOccupancy, .value = 1000, .limit = 900, .points = 40},
                                                {.reason = kFairness, .value = 3, .limit = 10, .points = 60},
                                                {.reason = kContinuity, .points = -30}}));
  EXPECT_EQ(candidate.cost, 90);
}

TEST(Recommend, CountsAWayThatNobodyKnowsAsPolicySays) {
  const Candidate candidate = One(APlace(1, [](Place& place) { place.minutes.reset(); }));
  EXPECT_EQ(candidate.notes, (std::vector<Note>{{.reason = kTravelUnknown, .limit = 60, .points = 60}}));
}

TEST(Recommend, SparesWhatWouldBeFullerThan85And90PerCent) {
  // Staffed, free, promised → points.
  const struct {
    int staffed, free, promised, points;
  } cases[] = {{100, 16, 0, 0}, {100, 15, 0, 15}, {100, 11, 0, 15}, {100, 10, 0, 40}, {100, 16, 1, 15}, {10, 2, 0, 15}, {10, 1, 0, 40}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.free);
    const Place place = APlace(1, [&](Place& told) {
      told.staffed = one.staffed;
      told.free = one.free;
      told.promised = one.promised;
    });
    EXPECT_EQ(OccupancyOf(kRules, place, 1).points, one.points);
    EXPECT_EQ(One(place).cost, 20 + one.points);
  }
  EXPECT_EQ(OccupancyOf(kRules, APlace(1), 5).points, 40) << "the fifth of five";
}

TEST(Recommend, PutsTheCheapestFirstAndBreaksTiesByWayBedsAndId) {
  const std::vector<Place> places{
      APlace(1),
      APlace(2),
      APlace(3, [](Place& place) { place.free = 6; }),
      APlace(4, [](Place& place) { place.minutes = 19; }),
      APlace(5, [](Place& place) { place.minutes = 49; place.known_there = true; }),  // 19 points, a longer way
      APlace(6, [](Place& place) { place.accepting = false; }),
  };
  EXPECT_EQ(Order(Recommend(kRules, kAsked, places)), (std::vector<int>{4, 5, 3, 1, 2}));
}

TEST(Recommend, IsTheSameInWhateverOrderThePlacesCome) {
  std::mt19937 random(20261121);
  std::vector<Place> places;
  for (int i = 0; i < 100; ++i) {
    places.push_back(APlace(i, [&](Place& place) {
      place.free = static_cast<int>(random() % 4);
      place.minutes = static_cast<int>(random() % 3) * 10;
      place.recent = static_cast<int>(random() % 2);
      place.accepting = random() % 5 != 0;
    }));
  }
  const Recommendation first = Recommend(kRules, kAsked, places);
  EXPECT_EQ(first.candidates.size(), places.size());
  for (int i = 0; i < 20; ++i) {
    std::ranges::shuffle(places, random);
    ASSERT_EQ(Recommend(kRules, kAsked, places), first);
  }
}

TEST(Recommend, FillsTheAreaBeforeItGoesOverToThePrefecture) {
  const std::vector<Place> places{APlace(1, [](Place& place) { place.minutes = 90; }),
                                  APlace(2, [](Place& place) { place.area = kTown; })};
  EXPECT_EQ(Order(Recommend(kRules, kAsked, places)), std::vector<int>{1});
  EXPECT_FALSE(Recommend(kRules, kAsked, places).overflow);

  Asked full = kAsked;
  full.quota = 1;
  full.quota_used = 1;
  EXPECT_TRUE(Recommend(kRules, full, places).overflow);

  full.pool = Pool::kPrefecture;
  const Recommendation desk = Recommend(kRules, full, places);
  EXPECT_EQ(Order(desk), (std::vector<int>{2, 1})) << "a quota binds the area, not the desk";
  EXPECT_FALSE(desk.overflow);
  EXPECT_FALSE(Recommend(kRules, full, {}).overflow) << "there is nobody behind the desk";
}

TEST(Recommend, FindsACandidateAndHasNoBestWhereNoneIsTaken) {
  const Recommendation none = Recommend(kRules, kAsked, {APlace(1, [](Place& place) { place.accepting = false; })});
  EXPECT_EQ(none.Best(), nullptr);
  ASSERT_NE(none.Find(Facility(1)), nullptr);
  EXPECT_EQ(none.Find(Facility(2)), nullptr);
}

TEST(CheckRecommendRules, NamesWhatCannotBe) {
  EXPECT_TRUE(CheckRecommendRules(kRules).ok());
  const auto field = [](auto change) {
    RecommendRules rules;
    change(rules);
    return platform::FieldOf(CheckRecommendRules(rules));
  };
  EXPECT_EQ(field([](auto& rules) { rules.travel.kmh = 0; }), "travel.kmh");
  EXPECT_EQ(field([](auto& rules) { rules.travel.detour_percent = 99; }), "travel.detour_percent");
  EXPECT_EQ(field([](auto& rules) { rules.occupancy = {{900, 15}, {850, 40}}; }), "occupancy[1].over_permille");
  EXPECT_EQ(field([](auto& rules) { rules.occupancy = {{850, 40}, {900, 15}}; }), "occupancy[1].points");
  EXPECT_EQ(field([](auto& rules) { rules.most_minutes = 0; }), "most_minutes");
  EXPECT_EQ(field([](auto& rules) { rules.recent_hours = 0; }), "recent_hours");
  EXPECT_EQ(field([](auto& rules) { rules.continuity_points = -1; }), "continuity_points");
}

}  // namespace
}  // namespace mimamori::admission
