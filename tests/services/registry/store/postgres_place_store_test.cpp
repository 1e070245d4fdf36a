// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/postgres_place_store.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/registry/jobs/forget_cases.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

namespace postgres = platform::postgres;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

class PostgresPlaceStoreTest : public testing::Test {
 protected:
  PostgresPlaceStoreTest() { case_id_ = ACase(); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static postgres::AuditEntry Audit(const char* action = "registry.Test") {
    return {.time = kNow, .actor = "officer", .action = action, .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  CaseId ACase(const char* area = "271004") {
    const Case opened = OpenCase(CaseId::Random(), {.kind = CaseKind::kConfirmed, .area_code = area,
                                                    .report_date = "2026-11-18"}, kNow, absl::CivilDay(2026, 11, 21)).value();
    EXPECT_TRUE(cases_.Create(Soon(), {.opened = opened, .sealed_contact = {}, .created_by = "officer",
                                       .request_id = platform::RequestId::Random()}, std::nullopt, Audit()).ok());
    return opened.id;
  }
  NewPlace APlace(int hours_ago = 5) const {
    return {.place = {.id = PlaceId::Random(), .case_id = case_id_,
                      .where = {.venue = VenueId(7), .start = kNow - absl::Hours(hours_ago),
                                .end = kNow - absl::Hours(hours_ago - 1), .participants = 30},
                      .recorded_by = "officer"},
            .created_at = kNow,
            .request_id = platform::RequestId::Random()};
  }
  absl::StatusOr<Place> Add(const NewPlace& created, const Scope& scope = std::nullopt) {
    return places_.Add(Soon(), created, scope, Audit("add"), [](const Case&, int) { return absl::OkStatus(); });
  }
  absl::StatusOr<std::vector<Place>> List(const Scope& scope = std::nullopt) {
    return places_.List(Soon(), case_id_, scope, std::nullopt, 100, Audit("list"));
  }
  int64_t Count(const std::string& sql) {
    const auto rows = pool_.Run(Soon(), {sql.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
  static Scope Areas(const char* code) { return Scope({platform::AreaCode::Parse(code).value()}); }

  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresCaseStore cases_{pool_};
  PostgresPlaceStore places_{pool_};
  CaseId case_id_;
};

TEST_F(PostgresPlaceStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : PostgresPlaceStore::Statements()) {
    EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
  }
}

TEST_F(PostgresPlaceStoreTest, ReturnsWhatItKeptOldestStayFirst) {
  const NewPlace late = APlace(2), early = APlace(9);
  ASSERT_TRUE(Add(late).ok());
  ASSERT_TRUE(Add(early).ok());
  EXPECT_EQ(*List(), (std::vector<Place>{early.place, late.place}));
  const auto second = places_.List(Soon(), case_id_, std::nullopt,
                                   PlacePosition{early.place.where.start, early.place.id}, 100, Audit());
  EXPECT_EQ(*second, (std::vector<Place>{late.place}));
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'add' AND area = '271004' AND object_id = '" +
                  case_id_.ToString() + "' AND payload->>'version' = '1'"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'list'"), 1);
}

TEST_F(PostgresPlaceStoreTest, HidesThePlacesOfOtherAreas) {
  const NewPlace created = APlace();
  ASSERT_TRUE(Add(created, Areas("270008")).ok()) << "the prefecture's officer";
  EXPECT_EQ(ReasonOf(Add(APlace(), Areas("131016")).status()), "CASE_UNKNOWN");
  EXPECT_EQ(ReasonOf(List(Areas("131016")).status()), "CASE_UNKNOWN");
  const auto change = places_.Change(Soon(), case_id_, created.place.id, Areas("131016"), kNow, Audit(),
                                     [](const Case&, Place&) { return true; });
  EXPECT_EQ(ReasonOf(change.status()), "CASE_UNKNOWN");
  case_id_ = ACase();
  EXPECT_EQ(ReasonOf(places_.Change(Soon(), case_id_, created.place.id, std::nullopt, kNow, Audit(),
                                    [](const Case&, Place&) { return true; }).status()), "PLACE_UNKNOWN")
      << "another case's";
}

TEST_F(PostgresPlaceStoreTest, AnswersARetryWithTheFirstPlace) {
  const NewPlace created = APlace();
  std::latch together(6);
  {
    std::vector<std::jthread> retries;
    for (int i = 0; i < 6; ++i) {
      retries.emplace_back([&, again = created]() mutable {
        again.place.id = PlaceId::Random();
        together.arrive_and_wait();
        EXPECT_TRUE(Add(again).ok());
      });
    }
  }
  EXPECT_EQ(List()->size(), 1u);
  EXPECT_EQ(cases_.NewsAfter(Soon(), 0, 100)->size(), 2u) << "the case and its place";
  NewPlace other = created;
  other.place.where.participants = 31;
  EXPECT_EQ(ReasonOf(Add(other).status()), "REQUEST_ID_REUSED");
  NewPlace elsewhere = created;
  elsewhere.place.case_id = ACase();
  EXPECT_EQ(ReasonOf(Add(elsewhere).status()), "REQUEST_ID_REUSED");
}

TEST_F(PostgresPlaceStoreTest, JudgesAdditionsBehindTheLockOfTheCase) {
  std::latch together(6);
  std::atomic<int> added = 0;
  {
    std::vector<std::jthread> officers;
    for (int i = 0; i < 6; ++i) {
      officers.emplace_back([&] {
        const NewPlace created = APlace();
        together.arrive_and_wait();
        added += places_.Add(Soon(), created, std::nullopt, Audit(), [](const Case&, int places) {
          return places < 2 ? absl::OkStatus() : absl::FailedPreconditionError("enough");
        }).ok();
      });
    }
  }
  EXPECT_EQ(added, 2);
}

TEST_F(PostgresPlaceStoreTest, TellsEveryChangeAndHidesWhatWasTakenBack) {
  const NewPlace created = APlace();
  ASSERT_TRUE(Add(created).ok());
  const auto change = [&](std::function<absl::StatusOr<bool>(const Case&, Place&)> decide) {
    return places_.Change(Soon(), case_id_, created.place.id, std::nullopt, kNow, Audit("change"), decide);
  };
  const auto moved = change([](const Case&, Place& place) {
    place.where.venue = VenueId(8);
    place.recorded_by = "another";
    return true;
  });
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(*List(), (std::vector<Place>{*moved}));
  EXPECT_EQ(moved->version, 2);
  EXPECT_EQ(change([](const Case&, Place&) { return false; })->version, 2);
  EXPECT_FALSE(change([](const Case&, Place&) { return absl::AbortedError("no"); }).ok());
  ASSERT_TRUE(change([](const Case&, Place& place) { return WithdrawPlace(place, kNow); }).ok());
  EXPECT_TRUE(List()->empty());
  const auto news = cases_.NewsAfter(Soon(), 0, 100);
  ASSERT_EQ(news->size(), 4u) << "case, place, move, withdrawal";
  EXPECT_TRUE(news->back().places.empty());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'change'"), 2);
}

TEST_F(PostgresPlaceStoreTest, ForgetsPlacesLongBeforeTheirCaseAndAllWithIt) {
  const absl::Duration kept = absl::Hours(60 * 24);
  NewPlace gone = APlace(), stays = APlace();
  gone.place.where.start = stays.place.where.start = kNow - kept - absl::Hours(1);
  gone.place.where.end = kNow - kept - absl::Seconds(1);
  stays.place.where.end = kNow - kept;
  ASSERT_TRUE(Add(gone).ok());
  ASSERT_TRUE(Add(stays).ok());
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow).ok());
  EXPECT_EQ(*List(), (std::vector<Place>{stays.place}));
  EXPECT_EQ(cases_.NewsAfter(Soon(), 0, 100)->size(), 3u) << "no news: it was not taken back";
  ASSERT_TRUE(cases_.Forget(Soon(), kNow, kNow + absl::Seconds(1), kNow - absl::Hours(9000), kNow).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM places"), 0);
}

}  // namespace
}  // namespace mimamori::registry
