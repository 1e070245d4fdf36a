// SPDX-License-Identifier: Apache-2.0
// What the database finds, against an oracle that looks at each moment of every stay.
#include <gtest/gtest.h>

#include "embedded/visit_migrations.hpp"
#include "fmt/format.h"
#include "services/visit/store/postgres_visit_store.hpp"
#include "tests/services/visit/support/overlap_oracle.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::visit {
namespace {

constexpr absl::Duration kLongest = absl::Minutes(1426);  // as long as RandomStays makes them
absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class OverlapConformanceTest : public testing::Test {
 protected:
  // Some are filed under the day of a request that was made up to a day before the arrival, as an offline phone's are.
  std::vector<Stay> Keep(RandomStays& random, VenueId venue, absl::Time first, const absl::TimeZone& zone) {
    std::vector<CheckInWrite> writes;
    for (int i = 0; i < 250; ++i) {
      CheckInWrite write;
      write.request = RequestId::Random();
      write.stay = random.AStay(first, absl::Hours(60), 6, 6, zone);
      write.stay.venue = venue;
      write.stay.key.stay_id = store_.NextStayId().value();
      if (random.Chance(10)) {
        write.stay.key.service_day = ServiceDayOf(write.stay.arrived_at - absl::Minutes(random.Below(1440)), zone, 5);
      }
      writes.push_back(write);
    }
    const auto kept = store_.KeepCheckIns(Soon(), first, writes);
    EXPECT_TRUE(kept.ok()) << kept.status();
    std::vector<Stay> stays;
    for (const auto& each : *kept) stays.push_back(each->stay);
    return stays;
  }

  OverlapOracle::Answers Ask(const OverlapQuestion& question) {
    FoldedAnswers folded(question);
    const auto asked = store_.EachOverlap(Soon(), question, kLongest, {"event", "officer", "preview", "", "exposure"},
                                          question.end, [&](const Stay& stay) {
                                            folded.Add(stay);
                                            return true;
                                          });
    EXPECT_TRUE(asked.ok()) << asked;
    auto answers = folded.Take();
    EXPECT_EQ(folded.twice(), 0);
    return answers;
  }

  tests::ScratchDatabase database_{"visit", embedded::visit_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresVisitStore store_{pool_};
};

TEST_F(OverlapConformanceTest, AgreesWithLookingAtEachMomentFromOneEndOfTheWorldToTheOther) {
  RandomStays random(20261121);
  const auto parents = random.Spaces(6);
  const VenueSpaces tree = RandomStays::TreeOf(parents);
  const absl::Time first = absl::FromCivil(absl::CivilHour(2026, 10, 24, 6), absl::UTCTimeZone());
  int64_t number = 0;
  // Clocks change in Berlin in these days; the others' days begin nearly a day apart.
  for (const char* const name : {"Asia/Tokyo", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    const VenueId venue(++number);
    const std::vector<Stay> stays = Keep(random, venue, first, LoadZone(name).value());
    size_t found = 0;
    for (int i = 0; i < 60; ++i) {
      SCOPED_TRACE(fmt::format("{}, question {}", name, i));
      OverlapQuestion question = random.AQuestion(first, absl::Hours(60));
      question.venue = venue;
      const int32_t space = random.Below(7);
      if (space != 0) question.scope = tree.ScopeOf(space);
      const auto answers = Ask(question);
      ASSERT_EQ(answers, OverlapOracle(parents).Ask(question, space, stays));
      found += answers.size();
    }
    EXPECT_GT(found, 60u) << "or this compares nothing";
  }
}

}  // namespace
}  // namespace mimamori::visit
