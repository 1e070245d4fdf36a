// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/space_tree.hpp"

#include <gmock/gmock.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using testing::ElementsAre;
using testing::IsEmpty;

Space ASpace(int32_t number, int32_t parent, const std::string& name = "a", bool deleted = false) {
  Space space{.number = number, .parent = parent, .kind = SpaceKind::kRoom, .name = name, .revision = 3};
  if (deleted) space.deleted_at = absl::UnixEpoch();
  return space;
}

// 1 ─ 2 ─ 3, 1 ─ 4, 5 (deleted), 6
SpaceTree ATree() {
  return SpaceTree({ASpace(6, 0), ASpace(1, 0), ASpace(2, 1), ASpace(3, 2), ASpace(4, 1), ASpace(5, 0, "a", true)});
}

std::vector<int32_t> Numbers(const std::vector<const Space*>& spaces) {
  std::vector<int32_t> numbers;
  for (const Space* space : spaces) numbers.push_back(space->number);
  return numbers;
}

TEST(SpaceTree, StandsEachSpaceBeforeWhatIsBeneathIt) {
  EXPECT_THAT(Numbers(ATree().InOrder()), ElementsAre(1, 2, 3, 4, 6));
  EXPECT_THAT(Numbers(ATree().InOrder(1)), ElementsAre(2, 3, 4));
  EXPECT_THAT(Numbers(ATree().InOrder(3)), IsEmpty());
  EXPECT_THAT(Numbers(SpaceTree({}).InOrder()), IsEmpty());
}

TEST(SpaceTree, NumbersNewSpacesInTheirOrder) {
  const auto planned = ATree().Plan({{.kind = 1, .name = " 2F "},
                                     {.parent_entry = 1, .kind = 3, .name = "窓際"},
                                     {.parent = 4, .kind = 4, .name = "1"}},
                                    70);
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_THAT(*planned, ElementsAre(Space{.number = 70, .parent = 0, .kind = SpaceKind::kFloor, .name = "2F"},
                                    Space{.number = 71, .parent = 70, .kind = SpaceKind::kTable, .name = "窓際"},
                                    Space{.number = 72, .parent = 4, .kind = SpaceKind::kSeat, .name = "1"}));
}

TEST(SpaceTree, NamesThePartThatIsWrong) {
  const SpaceForm good{.kind = 3, .name = "a"};
  const std::string long_name(61, 'a');
  std::vector<SpaceForm> deep{good};
  for (int i = 1; i < 9; ++i) deep.push_back({.parent_entry = i, .kind = 3, .name = "a"});
  const struct {
    std::vector<SpaceForm> forms;
    const char* reason;
    const char* field;
  } cases[] = {
      {{}, "MISSING_FIELD", "spaces"},
      {std::vector<SpaceForm>(2'000, good), "", ""},
      {std::vector<SpaceForm>(2'001, good), "TOO_MANY_SPACES", "spaces"},
      {{good, {.kind = 0, .name = "a"}}, "MISSING_FIELD", "spaces[1].kind"},
      {{{.kind = 5, .name = "a"}}, "UNKNOWN_SPACE_KIND", "spaces[0].kind"},
      {{{.kind = 1, .name = ""}}, "MISSING_FIELD", "spaces[0].display_name"},
      {{{.kind = 1, .name = long_name}}, "TEXT_TOO_LONG", "spaces[0].display_name"},
      {{{.parent = 5, .kind = 1, .name = "a"}}, "PARENT_UNKNOWN", "spaces[0].parent_space"},  // deleted
      {{{.parent = 9, .kind = 1, .name = "a"}}, "PARENT_UNKNOWN", "spaces[0].parent_space"},
      {{{.parent = -1, .kind = 1, .name = "a"}}, "PARENT_UNKNOWN", "spaces[0].parent_space"},
      {{{.parent_entry = 1, .kind = 1, .name = "a"}}, "PARENT_UNKNOWN", "spaces[0].parent_entry"},  // itself
      {{good, {.parent = 1, .parent_entry = 1, .kind = 1, .name = "a"}}, "PARENT_UNKNOWN", "spaces[1].parent_entry"},
      {deep, "SPACE_TOO_DEEP", "spaces[8].parent_entry"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.reason) + " " + c.field);
    const auto planned = ATree().Plan(c.forms, 10);
    EXPECT_EQ(ReasonOf(planned.status()), c.reason);
    EXPECT_EQ(FieldOf(planned.status()), c.field);
  }
}

TEST(SpaceTree, HoldsTenThousandAndNoNumberTwice) {
  std::vector<Space> many;
  for (int32_t i = 1; i <= 9'999; ++i) many.push_back(ASpace(i, 0));
  const SpaceTree tree(many);
  EXPECT_TRUE(tree.Plan({{.kind = 1, .name = "a"}}, 10'000).ok());
  EXPECT_EQ(ReasonOf(tree.Plan({{.kind = 1, .name = "a"}, {.kind = 1, .name = "b"}}, 10'000).status()), "TOO_MANY_SPACES");
  EXPECT_TRUE(SpaceTree({}).Plan({{.kind = 1, .name = "a"}}, kLastSpace).ok());
  EXPECT_EQ(ReasonOf(SpaceTree({}).Plan({{.kind = 1, .name = "a"}}, kLastSpace + 1).status()), "TOO_MANY_SPACES");
}

TEST(SpaceTree, MovesWhereThereIsRoomAndNoCircle) {
  std::vector<Space> chain;
  for (int32_t i = 1; i <= 7; ++i) chain.push_back(ASpace(i, i - 1));
  chain.push_back(ASpace(8, 0));
  chain.push_back(ASpace(9, 8));
  const SpaceTree tree(chain);
  const struct {
    const char* name;
    int32_t space;
    int32_t parent;
    int32_t revision;
    const char* reason;
    const char* field;
  } cases[] = {
      {"up to the venue", 7, 0, 3, "", ""},
      {"a leaf to the eighth level", 9, 7, 3, "", ""},
      {"a branch to the eighth and ninth", 8, 7, 3, "SPACE_TOO_DEEP", "parent_space"},
      {"into itself", 2, 2, 3, "SPACE_CYCLE", "parent_space"},
      {"beneath itself", 2, 5, 3, "SPACE_CYCLE", "parent_space"},
      {"nowhere", 2, 99, 3, "PARENT_UNKNOWN", "parent_space"},
      {"behind", 7, 0, 2, "SPACE_CHANGED", "revision"},
      {"unseen", 7, 0, 0, "MISSING_FIELD", "revision"},
      {"unknown", 99, 0, 3, "SPACE_UNKNOWN", ""},
      {"the venue itself", 0, 0, 3, "SPACE_UNKNOWN", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto changed = tree.Change(c.space, c.revision, {.parent = c.parent, .kind = 2, .name = "b"});
    EXPECT_EQ(ReasonOf(changed.status()), c.reason);
    EXPECT_EQ(FieldOf(changed.status()), c.field);
    if (changed.ok()) {
      EXPECT_EQ(**changed, (Space{.number = c.space, .parent = c.parent, .kind = SpaceKind::kRoom, .name = "b", .revision = 4}));
    }
  }
  EXPECT_EQ(*tree.Change(7, 2, {.parent = 6, .kind = 2, .name = "a"}), std::nullopt) << "the retry of what led here";
}

TEST(SpaceTree, DeletesWithAllThatIsBeneath) {
  EXPECT_THAT(*ATree().Deletion(1, 3), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(*ATree().Deletion(4, 3), ElementsAre(4));
  EXPECT_THAT(*ATree().Deletion(5, 3), IsEmpty()) << "deleted already";
  EXPECT_EQ(ReasonOf(ATree().Deletion(4, 2).status()), "SPACE_CHANGED");
  EXPECT_EQ(ReasonOf(ATree().Deletion(7, 3).status()), "SPACE_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::venue
