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
          .deleted = false};
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
  EXPECT_EQ(after.Position(Soon()).value(), 5);
  EXPECT_EQ(after.Zones(), std::vector<std::string>{"Asia/Tokyo"});
}

TEST_F(VenueDirectoryTest, LearnsFromAReplicaThatWasFaster) {
  VenueDirectory fast(pool_), slow(pool_);
  ASSERT_TRUE(fast.Apply(Soon(), {Cafe(3)}, 9).ok());
  ASSERT_TRUE(slow.Apply(Soon(), {Cafe(2)}, 8).ok());
  EXPECT_EQ(slow.Find(platform::VenueId(7))->code_epoch, 3);
}

}  // namespace
}  // namespace mimamori::visit
