// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/venue_directory.hpp"

#include <gtest/gtest.h>

#include "embedded/visit_migrations.hpp"
#include "services/visit/domain/service_day.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::visit {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

VenueTerms Cafe(int epoch) {
  return {.id = platform::VenueId(7), .display_name = "喫茶みまもり", .address = "大阪市北区1-1", .time_zone = "Asia/Tokyo",
          .zone = LoadZone("Asia/Tokyo").value(), .typical_stay = absl::Minutes(90), .code_epoch = epoch,
          .deleted = false, .hours = {{.day = 4, .opens = 690, .closes = 840}, {.day = 6, .opens = 1080, .closes = 1800}},
          .automatic_check_out = absl::Minutes(45),
          .links = {{.kind = 1, .label = "お品書き", .url = "https://example.jp/menu"},
                    {.kind = 4, .label = "お会計", .url = "https://pay.example.jp/"}},
          .capacity = 80};
}

class VenueDirectoryTest : public testing::Test {
 protected:
  tests::ScratchDatabase database_{"visit", embedded::visit_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 2};
};

TEST_F(VenueDirectoryTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(Soon());
  for (const auto& statement : VenueDirectory::Statements()) EXPECT_TRUE((*connection)->Prepare(statement).ok());
}

TEST_F(VenueDirectoryTest, RemembersVenuesAndPositionOverARestart) {
  VenueDirectory before(pool_);
  ASSERT_TRUE(before.Apply(Soon(), {Cafe(1)}, 4).ok());
  ASSERT_TRUE(before.Apply(Soon(), {Cafe(2)}, 5).ok());
  VenueDirectory after(pool_);
  EXPECT_EQ(after.Find(platform::VenueId(7)), nullptr);
  ASSERT_TRUE(after.Load(Soon()).ok());
  ASSERT_NE(after.Find(platform::VenueId(7)), nullptr);
  EXPECT_EQ(after.Find(platform::VenueId(7))->code_epoch, 2);
  EXPECT_EQ(after.Find(platform::VenueId(7))->display_name, "喫茶みまもり");
  EXPECT_EQ(after.Find(platform::VenueId(7))->hours, Cafe(2).hours);
  EXPECT_EQ(after.Find(platform::VenueId(7))->automatic_check_out, absl::Minutes(45));
  EXPECT_EQ(after.Find(platform::VenueId(7))->links, Cafe(2).links);
  EXPECT_EQ(after.Find(platform::VenueId(7))->capacity, 80);
  EXPECT_EQ(after.Position(Soon()).value(), 5);
  EXPECT_EQ(after.Zones(), std::vector<std::string>{"Asia/Tokyo"});
}

TEST_F(VenueDirectoryTest, RemembersEventsUntilTheyAreForgotten) {
  const absl::Time noon = absl::FromUnixSeconds(1'795'230'000);
  const EventTerms market{.number = 1, .display_name = "市", .start = noon, .end = noon + absl::Hours(2),
                          .check_out_at_end = true};
  EventTerms concert{.number = 2, .display_name = "音楽会", .start = noon, .end = noon + absl::Hours(4)};
  VenueDirectory before(pool_);
  VenueTerms told = Cafe(1);
  told.changed_events = {market, concert};
  ASSERT_TRUE(before.Apply(Soon(), {told}, 1).ok());
  concert.cancelled = true;
  told.changed_events = {concert};
  ASSERT_TRUE(before.Apply(Soon(), {told}, 2).ok());
  VenueDirectory after(pool_);
  ASSERT_TRUE(after.Load(Soon()).ok());
  for (const VenueDirectory* venues : {&before, &after}) {
    EXPECT_EQ(*venues->Find(platform::VenueId(7))->events, (std::vector<EventTerms>{market, concert}));
  }
  ASSERT_TRUE(before.ForgetEvents(Soon(), noon + absl::Hours(3)).ok());
  VenueDirectory later(pool_);
  ASSERT_TRUE(later.Load(Soon()).ok());
  EXPECT_EQ(*later.Find(platform::VenueId(7))->events, std::vector<EventTerms>{concert});
}

TEST_F(VenueDirectoryTest, RemembersSpacesOverARestart) {
  VenueDirectory before(pool_);
  VenueTerms told = Cafe(1);
  const SpaceTerms floor{.number = 1, .parent = 0, .display_name = "2F", .code_replacements = 3};
  SpaceTerms table{.number = 2, .parent = 1, .display_name = "卓 1"};
  told.changed_spaces = {floor, table};
  ASSERT_TRUE(before.Apply(Soon(), {told}, 1).ok());
  table.display_name = "窓際";
  table.deleted = true;
  told.changed_spaces = {table};
  ASSERT_TRUE(before.Apply(Soon(), {told}, 2).ok());
  ASSERT_TRUE(before.Apply(Soon(), {Cafe(2)}, 3).ok());
  VenueDirectory after(pool_);
  ASSERT_TRUE(after.Load(Soon()).ok());
  for (const VenueDirectory* venues : {&before, &after}) {
    const auto cafe = venues->Find(platform::VenueId(7));
    EXPECT_EQ(*cafe->spaces->Find(1), floor);
    EXPECT_EQ(*cafe->spaces->Find(2), table);
    EXPECT_EQ(cafe->spaces->Find(3), nullptr);
    EXPECT_TRUE(cafe->changed_spaces.empty());
  }
}

TEST_F(VenueDirectoryTest, LearnsFromAReplicaThatWasFaster) {
  VenueDirectory fast(pool_), slow(pool_);
  VenueTerms told = Cafe(1);
  told.changed_spaces = {{.number = 1, .display_name = "2F"}};
  ASSERT_TRUE(fast.Apply(Soon(), {told}, 7).ok());
  ASSERT_TRUE(fast.Apply(Soon(), {Cafe(3)}, 9).ok());
  ASSERT_TRUE(slow.Apply(Soon(), {Cafe(2)}, 8).ok());
  EXPECT_EQ(slow.Find(platform::VenueId(7))->code_epoch, 3);
  EXPECT_NE(slow.Find(platform::VenueId(7))->spaces->Find(1), nullptr);
}

// What a version without opening hours has kept, and goes on keeping beside this one.
TEST_F(VenueDirectoryTest, FollowsFromTheBeginningWhereHoursAreNotKnownYet) {
  const auto owner = platform::postgres::Connection::Open(database_.OwnerConninfo());
  const auto before = [&](const char* sequence) {
    ASSERT_TRUE((*owner)->Script(std::string(R"sql(
      INSERT INTO venues (venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted)
      VALUES (7, '喫茶みまもり', '大阪市北区1-1', 'Asia/Tokyo', 90, 2, false)
      ON CONFLICT (venue_id) DO UPDATE SET code_epoch = excluded.code_epoch;
      INSERT INTO positions (source, sequence) VALUES ('venue', )sql") + sequence + R"sql()
      ON CONFLICT (source) DO UPDATE SET sequence = excluded.sequence)sql").ok());
  };
  before("41");
  ASSERT_TRUE((*owner)->Script("INSERT INTO positions (source, sequence) VALUES ('venue/opening_hours', 41), "
                               "('venue/spaces', 41), ('venue/rules', 41), ('venue/events', 41)").ok());
  VenueDirectory venues(pool_);
  ASSERT_TRUE(venues.Load(Soon()).ok());
  EXPECT_TRUE(venues.Find(platform::VenueId(7))->hours.empty());
  EXPECT_EQ(venues.Position(Soon()).value(), 0) << "each venue is told once more";
  ASSERT_TRUE(venues.Apply(Soon(), {Cafe(2)}, 1).ok());
  before("42");
  ASSERT_TRUE(venues.Apply(Soon(), {}, 2).ok());
  EXPECT_EQ(venues.Find(platform::VenueId(7))->hours, Cafe(2).hours);
  VenueDirectory again(pool_);
  ASSERT_TRUE(again.Load(Soon()).ok());
  EXPECT_EQ(again.Find(platform::VenueId(7))->hours, Cafe(2).hours);
  EXPECT_EQ(again.Position(Soon()).value(), 2) << "and only once";
}

}  // namespace
}  // namespace mimamori::visit
