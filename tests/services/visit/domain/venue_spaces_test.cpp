// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/venue_spaces.hpp"

#include <gmock/gmock.h>

namespace mimamori::visit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A floor with a room with two tables, a table on the floor, another floor.
VenueSpaces AHouse() {
  return VenueSpaces().With({{.number = 1, .parent = 0, .display_name = "2F"},
                             {.number = 2, .parent = 1, .display_name = "個室"},
                             {.number = 3, .parent = 2, .display_name = "卓 1"},
                             {.number = 4, .parent = 2, .display_name = "卓 2"},
                             {.number = 5, .parent = 1, .display_name = "卓 3"},
                             {.number = 6, .parent = 0, .display_name = "3F"}});
}

TEST(VenueSpaces, AreNamedFromTheOutermost) {
  EXPECT_THAT(AHouse().NamesTo(4), ElementsAre("2F", "個室", "卓 2"));
  EXPECT_THAT(AHouse().NamesTo(6), ElementsAre("3F"));
  EXPECT_THAT(AHouse().NamesTo(0), IsEmpty());
  EXPECT_THAT(AHouse().NamesTo(7), IsEmpty());
}

TEST(VenueSpaces, TellWhatLiesWithinAndAround) {
  const struct {
    int32_t space;
    std::vector<int32_t> within, around;
  } cases[] = {
      {1, {1, 2, 3, 4, 5}, {0}},
      {2, {2, 3, 4}, {1, 0}},
      {3, {3}, {2, 1, 0}},
      {5, {5}, {1, 0}},
      {6, {6}, {0}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.space);
    const SpaceScope scope = AHouse().ScopeOf(c.space);
    EXPECT_EQ(scope.space, c.space);
    EXPECT_EQ(scope.within, c.within);
    EXPECT_EQ(scope.around, c.around);
    for (int32_t space = 0; space <= 6; ++space) {
      EXPECT_EQ(scope.Holds(space), std::ranges::find(c.within, space) != c.within.end()) << space;
    }
  }
}

TEST(VenueSpaces, ChangeOneByOneAndKeepTheOthers) {
  const VenueSpaces before = AHouse();
  const VenueSpaces after = before.With({{.number = 9, .parent = 6, .display_name = "卓 9"},
                                         {.number = 3, .parent = 6, .display_name = "窓際", .deleted = true}});
  EXPECT_THAT(after.NamesTo(3), ElementsAre("3F", "窓際"));
  EXPECT_TRUE(after.Find(3)->deleted);
  EXPECT_THAT(after.ScopeOf(6).within, ElementsAre(3, 6, 9)) << "stays at a deleted table still count";
  EXPECT_THAT(after.ScopeOf(2).within, ElementsAre(2, 4));
  EXPECT_THAT(after.NamesTo(4), ElementsAre("2F", "個室", "卓 2"));
  EXPECT_THAT(before.NamesTo(3), ElementsAre("2F", "個室", "卓 1"));
}

TEST(VenueSpaces, EndWhileTheirPartsAreOutOfStep) {
  const VenueSpaces circle = AHouse().With({{.number = 1, .parent = 3, .display_name = "2F"}});
  EXPECT_EQ(circle.NamesTo(3).size(), 8u);
  EXPECT_THAT(circle.ScopeOf(2).within, ElementsAre(1, 2, 3, 4, 5));
  const VenueSpaces orphan = AHouse().With({{.number = 2, .parent = 77, .display_name = "個室"}});
  EXPECT_THAT(orphan.NamesTo(3), ElementsAre("個室", "卓 1"));
  EXPECT_THAT(orphan.ScopeOf(3).around, ElementsAre(2, 0));
}

}  // namespace
}  // namespace mimamori::visit
