// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/place_store.hpp"

#include <algorithm>

#include "tests/services/capacity/store/hold_store_fixture.hpp"

namespace mimamori::capacity {
namespace {

class PlaceStoreTest : public HoldStoreTest {
 protected:
  FoundPlace Find(const FacilityId& id, const char* bed_class = "severe", absl::Time now = kNow) {
    const auto found = places_.Find(Soon(), "27", bed_class, now);
    EXPECT_TRUE(found.ok()) << found.status();
    const auto one = std::ranges::find(*found, id, &FoundPlace::id);
    EXPECT_NE(one, found->end());
    return one == found->end() ? FoundPlace() : *one;
  }
  PlaceStore places_{pool_};
};

TEST_F(PlaceStoreTest, PreparesEachStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : PlaceStore::Statements()) EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
}

TEST_F(PlaceStoreTest, FindsThoseOfThePrefectureWithWhatIsFreeAtThisMoment) {
  const FacilityId elsewhere = AFacility("131016", 5);
  FoundPlace place = Find(hospital_);
  EXPECT_TRUE(place.accepting);
  EXPECT_TRUE(place.has_class);
  EXPECT_EQ(place.freshness, Freshness::kFresh);
  EXPECT_EQ(Available(place.counts, place.since), 3);
  EXPECT_FALSE(Find(hospital_, "rooms").has_class);

  const auto held = Take(Asks());
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(Find(hospital_).since, (Since{.held = 1, .arrived = 0}));
  ASSERT_TRUE(Arrive(*held, {.began = kNow}).ok());
  EXPECT_EQ(Find(hospital_).since, (Since{.held = 0, .arrived = 1}));
  EXPECT_EQ(Available(Find(hospital_).counts, Find(hospital_).since), 2);

  const auto all = places_.Find(Soon(), "27", "severe", kNow);
  EXPECT_EQ(std::ranges::count(*all, elsewhere, &FoundPlace::id), 0);
  Change("UPDATE facilities SET closed_at = created_at WHERE facility_id = $1", hospital_);
  EXPECT_TRUE(places_.Find(Soon(), "27", "severe", kNow)->empty());
}

TEST_F(PlaceStoreTest, SaysHowOldItIsByTheFacilitysOwnDuty) {
  EXPECT_EQ(Find(hospital_, "severe", kNow + absl::Hours(48)).freshness, Freshness::kUnknown);
  // Told at eleven, for the ten hours behind it. At one the next day the policy's deadline, 15:00, has not come; its own has.
  const absl::Time next_day = kNow + absl::Hours(25);
  EXPECT_EQ(Find(hospital_, "severe", next_day).freshness, Freshness::kFresh);
  Change("UPDATE facilities SET due_minutes = '{720}' WHERE facility_id = $1", hospital_);
  EXPECT_EQ(Find(hospital_, "severe", next_day).freshness, Freshness::kOverdue);
}

}  // namespace
}  // namespace mimamori::capacity
