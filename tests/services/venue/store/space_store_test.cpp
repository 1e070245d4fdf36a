// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::RequestId;
using platform::VenueId;
using testing::ElementsAre;

class SpaceStoreTest : public VenueStoreTest {
 protected:
  static SpaceDeed DeedOf(const Venue& venue) {
    return {.venue = venue.id, .actor = "operator", .now = kNow + absl::Hours(2), .trace_id = ""};
  }
  static SpaceCreation CreationOf(const Venue& venue, std::vector<SpaceForm> forms) {
    return {.deed = DeedOf(venue), .request = RequestId::Random(), .fingerprint = std::string(16, 's'), .forms = std::move(forms)};
  }
  static std::vector<int32_t> Numbers(const std::vector<Space>& spaces) {
    std::vector<int32_t> numbers;
    for (const Space& space : spaces) numbers.push_back(space.number);
    return numbers;
  }
  std::vector<Space> Create(const Venue& venue, std::vector<SpaceForm> forms) {
    const auto spaces = store_.CreateSpaces(Soon(), CreationOf(venue, std::move(forms)));
    EXPECT_TRUE(spaces.ok()) << spaces.status();
    return spaces.ok() ? *spaces : std::vector<Space>();
  }
  std::vector<Space> List(const Venue& venue) { return store_.ListSpaces(Soon(), venue.id, 0, 500).value(); }
};

const SpaceForm kFloor{.kind = 1, .name = "2F"};
const SpaceForm kTableOnIt{.parent_entry = 1, .kind = 3, .name = "卓 1"};

TEST_F(SpaceStoreTest, MakesAllOfARequestOnce) {
  const Venue venue = AddVenue(SomeDetails());
  const SpaceCreation creation = CreationOf(venue, {kFloor, kTableOnIt});
  const auto spaces = store_.CreateSpaces(Soon(), creation);
  ASSERT_TRUE(spaces.ok()) << spaces.status();
  EXPECT_THAT(*spaces, ElementsAre(Space{.number = 1, .parent = 0, .kind = SpaceKind::kFloor, .name = "2F"},
                                   Space{.number = 2, .parent = 1, .kind = SpaceKind::kTable, .name = "卓 1"}));
  EXPECT_EQ(*store_.CreateSpaces(Soon(), creation), *spaces) << "a retry";
  EXPECT_EQ(List(venue), *spaces);
  SpaceCreation other = creation;
  other.fingerprint = std::string(16, 't');
  EXPECT_EQ(ReasonOf(store_.CreateSpaces(Soon(), other).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(store_.CreateSpaces(Soon(), CreationOf(venue, {kFloor, {.parent = 9, .kind = 1, .name = "a"}})).status()), "PARENT_UNKNOWN");
  EXPECT_EQ(List(venue).size(), 2u) << "all or none";
  const Venue theirs = AddVenue(SomeDetails("theirs"));
  EXPECT_THAT(Numbers(Create(theirs, {kFloor})), ElementsAre(1)) << "each venue has its own numbers";
}

TEST_F(SpaceStoreTest, GivesNoNumberTwice) {
  const Venue venue = AddVenue(SomeDetails());
  Create(venue, {kFloor, kTableOnIt});
  ASSERT_TRUE(store_.DeleteSpace(Soon(), {.deed = DeedOf(venue), .space = 1, .revision = 1}).ok());
  EXPECT_THAT(Numbers(Create(venue, {kFloor})), ElementsAre(3));
  {
    std::vector<std::jthread> tabs;
    for (int i = 0; i < 4; ++i) tabs.emplace_back([&] { Create(venue, std::vector<SpaceForm>(5, kFloor)); });
  }
  const std::vector<int32_t> numbers = Numbers(List(venue));
  ASSERT_EQ(numbers.size(), 21u);
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], static_cast<int32_t>(i) + 3);
}

TEST_F(SpaceStoreTest, ChangesAndDeletesWhatIsThere) {
  const Venue venue = AddVenue(SomeDetails());
  Create(venue, {kFloor, kTableOnIt, {.kind = 1, .name = "3F"}});
  const SpaceChange change{.deed = DeedOf(venue), .space = 2, .revision = 1, .form = {.parent = 3, .kind = 4, .name = "席"}};
  const auto moved = store_.ChangeSpace(Soon(), change);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(*moved, (Space{.number = 2, .parent = 3, .kind = SpaceKind::kSeat, .name = "席", .revision = 2}));
  EXPECT_EQ(*store_.ChangeSpace(Soon(), change), *moved) << "a retry";
  EXPECT_THAT(Numbers(*store_.PathToSpace(Soon(), venue.id, 2)), ElementsAre(3, 2));
  const SpaceDeletion deletion{.deed = DeedOf(venue), .space = 3, .revision = 1};
  const auto deleted = store_.DeleteSpace(Soon(), deletion);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->deleted_at, kNow + absl::Hours(2));
  EXPECT_EQ(*store_.DeleteSpace(Soon(), deletion), *deleted) << "a retry";
  EXPECT_THAT(Numbers(List(venue)), ElementsAre(1)) << "with what lay within it";
  EXPECT_EQ(ReasonOf(store_.PathToSpace(Soon(), venue.id, 2).status()), "SPACE_UNKNOWN");
  EXPECT_EQ(ReasonOf(store_.ChangeSpace(Soon(), change).status()), "SPACE_UNKNOWN");
  EXPECT_EQ(pool_.Run(Soon(), {"test_audit", "SELECT count(*) FROM audit_entries WHERE action LIKE 'venue.%Space%'"})->Int8(0, 0), 3);
}

TEST_F(SpaceStoreTest, ReplacesACodeOnceForEachRequest) {
  const Venue venue = AddVenue(SomeDetails());
  Create(venue, {kFloor, kTableOnIt});
  const SpaceCodeReplacement replacement{.deed = DeedOf(venue), .request = RequestId::Random(), .space = 2};
  const auto replaced = store_.ReplaceSpaceCode(Soon(), replacement);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->code_replacements, 1);
  EXPECT_EQ(replaced->revision, 1) << "an edit that is under way goes on";
  EXPECT_EQ(*store_.ReplaceSpaceCode(Soon(), replacement), *replaced) << "a retry";
  EXPECT_EQ(List(venue)[0].code_replacements, 0);
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 100)->back().spaces, std::vector<Space>{*replaced});
  SpaceCodeReplacement other = replacement;
  other.space = 1;
  EXPECT_EQ(ReasonOf(store_.ReplaceSpaceCode(Soon(), other).status()), "REQUEST_ID_REUSED");
  other.request = RequestId::Random();
  other.space = 9;
  EXPECT_EQ(ReasonOf(store_.ReplaceSpaceCode(Soon(), other).status()), "SPACE_UNKNOWN");
  ASSERT_TRUE(store_.DeleteSpace(Soon(), {.deed = DeedOf(venue), .space = 1, .revision = 1}).ok());
  other.space = 1;
  EXPECT_EQ(ReasonOf(store_.ReplaceSpaceCode(Soon(), other).status()), "SPACE_UNKNOWN");
}

TEST_F(SpaceStoreTest, TellsFollowersInPartsWhatChanged) {
  const Venue venue = AddVenue(SomeDetails());
  std::vector<SpaceForm> forms{kFloor};
  for (int i = 1; i < 450; ++i) forms.push_back({.parent_entry = 1, .kind = 3, .name = "卓"});
  Create(venue, forms);
  const auto news = store_.NewsAfter(Soon(), 0, 100);
  ASSERT_TRUE(news.ok()) << news.status();
  ASSERT_EQ(news->size(), 4u);
  EXPECT_TRUE((*news)[0].spaces.empty());
  EXPECT_EQ((*news)[1].spaces.size(), 200u);
  EXPECT_EQ((*news)[1].spaces.front().number, 1);
  EXPECT_EQ((*news)[2].spaces.size(), 200u);
  EXPECT_EQ((*news)[3].spaces.size(), 50u);
  EXPECT_EQ((*news)[3].spaces.back().number, 450);
  EXPECT_EQ((*news)[3].venue, venue);
  ASSERT_TRUE(store_.DeleteSpace(Soon(), {.deed = DeedOf(venue), .space = 450, .revision = 1}).ok());
  const auto last = store_.NewsAfter(Soon(), news->back().sequence, 100);
  ASSERT_EQ(last->size(), 1u);
  ASSERT_EQ(last->front().spaces.size(), 1u);
  EXPECT_TRUE(last->front().spaces.front().deleted_at);
}

TEST_F(SpaceStoreTest, PagesByNumber) {
  const Venue venue = AddVenue(SomeDetails());
  Create(venue, std::vector<SpaceForm>(5, kFloor));
  EXPECT_THAT(Numbers(*store_.ListSpaces(Soon(), venue.id, 0, 2)), ElementsAre(1, 2));
  EXPECT_THAT(Numbers(*store_.ListSpaces(Soon(), venue.id, 2, 2)), ElementsAre(3, 4));
  EXPECT_THAT(Numbers(*store_.ListSpaces(Soon(), venue.id, 4, 2)), ElementsAre(5));
}

TEST_F(SpaceStoreTest, ChangesNothingOfADeletedVenue) {
  const Venue venue = AddVenue(SomeDetails());
  Create(venue, {kFloor});
  ASSERT_TRUE(store_.Delete(Soon(), {.venue = venue.id, .revision = 1, .actor = "", .now = kNow, .trace_id = ""}).ok());
  EXPECT_EQ(ReasonOf(store_.CreateSpaces(Soon(), CreationOf(venue, {kFloor})).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(store_.DeleteSpace(Soon(), {.deed = DeedOf(venue), .space = 1, .revision = 1}).status()), "VENUE_UNKNOWN");
  ASSERT_TRUE(store_.ForgetRegistrations(Soon(), kNow + absl::Hours(24 * 9)).ok());
  const auto forgotten = store_.ForgetDeleted(Soon(), kNow + absl::Hours(24 * 61));
  ASSERT_TRUE(forgotten.ok()) << forgotten.status();
  EXPECT_EQ(pool_.Run(Soon(), {"test_count", "SELECT count(*) FROM spaces"})->Int8(0, 0), 0);
}

}  // namespace
}  // namespace mimamori::venue
