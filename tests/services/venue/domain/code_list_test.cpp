// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/code_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using ::testing::ElementsAre;

Space ASpace(int32_t number, int32_t parent, const char* name) {
  return {.number = number, .parent = parent, .kind = SpaceKind::kTable, .name = name};
}

// 2階 ─ 個室 ─ 卓 1, 卓 2; テラス.
SpaceTree ATree() {
  return SpaceTree({ASpace(1, 0, "2階"), ASpace(2, 1, "個室"), ASpace(3, 0, "テラス"), ASpace(4, 2, "卓 1"),
                    ASpace(7, 2, "卓 2")});
}

std::vector<std::string> PlacesOf(int32_t space, bool below) {
  const SpaceTree tree = ATree();
  std::vector<std::string> places;
  for (const PlacedSpace& code : *CodesOf(tree, space, below)) places.push_back(code.place);
  return places;
}

TEST(CodesOf, GoesThroughTheTreeFromTheOutermost) {
  EXPECT_THAT(PlacesOf(0, true), ElementsAre("", "2階", "2階 › 個室", "2階 › 個室 › 卓 1", "2階 › 個室 › 卓 2", "テラス"));
  EXPECT_THAT(PlacesOf(0, false), ElementsAre(""));
  EXPECT_THAT(PlacesOf(2, true), ElementsAre("2階 › 個室", "2階 › 個室 › 卓 1", "2階 › 個室 › 卓 2"));
  EXPECT_THAT(PlacesOf(2, false), ElementsAre("2階 › 個室"));
  EXPECT_THAT(PlacesOf(7, true), ElementsAre("2階 › 個室 › 卓 2"));
}

TEST(CodesOf, KnowsNoSpaceThatIsNotThere) {
  const SpaceTree tree = ATree();
  for (const int32_t space : {-1, 5, 8}) {
    EXPECT_EQ(platform::ReasonOf(CodesOf(tree, space, true).status()), "SPACE_UNKNOWN");
  }
  const SpaceTree bare({});
  EXPECT_EQ(CodesOf(bare, 0, true)->size(), 1u);
}

}  // namespace
}  // namespace mimamori::venue
