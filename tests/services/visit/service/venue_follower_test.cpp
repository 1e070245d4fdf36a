// SPDX-License-Identifier: Apache-2.0
#include "services/visit/jobs/venue_follower.hpp"

#include <thread>

#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

// Waits for something that happens on another thread.
bool Comes(const std::function<bool()>& condition) {
  for (int i = 0; i < 3000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

class VenueFollowerTest : public testing::Test {
 protected:
  static venue::v1::Venue AVenue(int number, int epoch, const std::string& zone = "Asia/Tokyo") {
    venue::v1::Venue venue;
    venue.set_id(VenueId(number).ToString());
    venue.set_display_name("venue " + std::to_string(number));
    venue.set_address("大阪市北区1-1");
    venue.set_time_zone(zone);
    venue.set_typical_stay_minutes(90);
    venue.set_code_epoch(epoch);
    return venue;
  }
  void StartServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + folder_.File("venue.sock"), grpc::InsecureServerCredentials());
    builder.RegisterService(&venue_);
    server_ = builder.BuildAndStart();
  }
  void StopServer() {
    venue_.EndStreams();
    server_->Shutdown();
    server_.reset();
    venue_.Resume();
  }
  std::unique_ptr<VenueFollower> Follow() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    const auto channel = grpc::CreateCustomChannel("unix:" + folder_.File("venue.sock"),
                                                   grpc::InsecureChannelCredentials(), arguments);
    return std::make_unique<VenueFollower>(venues_, platform::rpc::ServiceChannel("venue", channel, signer_),
                                           absl::Milliseconds(20));
  }
  bool Knows(int number, int epoch) {
    return Comes([&] {
      const auto venue = venues_.Find(VenueId(number));
      return venue && venue->code_epoch == epoch;
    });
  }
  ~VenueFollowerTest() override {
    if (server_) StopServer();
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"venue", clock_};
  const tests::TempFolder folder_;
  tests::ScratchDatabase database_{"visit", embedded::visit_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 2};
  VenueDirectory venues_{pool_};
  FakeVenue venue_{callers_, clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("visit");
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(VenueFollowerTest, LearnsWhatIsThereAndEachChange) {
  venue_.Tell(AVenue(1, 1));
  StartServer();
  const auto follower = Follow();
  EXPECT_TRUE(Knows(1, 1));
  venue_.Tell(AVenue(1, 2));
  EXPECT_TRUE(Knows(1, 2));
  EXPECT_EQ(venues_.Position(Soon()).value(), 2);
}

TEST_F(VenueFollowerTest, GoesOnWhereItStoppedAfterTheVenueServerRestarted) {
  StartServer();
  const auto follower = Follow();
  venue_.Tell(AVenue(1, 1));
  ASSERT_TRUE(Knows(1, 1));
  StopServer();
  venue_.Tell(AVenue(2, 1));
  StartServer();
  EXPECT_TRUE(Knows(2, 1));
  EXPECT_EQ(venues_.Position(Soon()).value(), 2);
}

TEST_F(VenueFollowerTest, WaitsForAVenueServerThatIsNotThereYet) {
  const auto follower = Follow();
  venue_.Tell(AVenue(1, 1));
  StartServer();
  EXPECT_TRUE(Knows(1, 1));
}

TEST_F(VenueFollowerTest, TakesAVenueAwayThatIsToldByItsIdAlone) {
  StartServer();
  const auto follower = Follow();
  venue_.Tell(AVenue(1, 1));
  venue::v1::Venue gone;
  gone.set_id(VenueId(1).ToString());
  venue_.Tell(gone, true);
  venue::v1::Venue unheard;
  unheard.set_id(VenueId(5).ToString());
  venue_.Tell(unheard, true);
  venue_.Tell(AVenue(2, 1));
  ASSERT_TRUE(Knows(2, 1));
  EXPECT_TRUE(venues_.Find(VenueId(1))->deleted);
  EXPECT_EQ(venues_.Zones(), std::vector<std::string>{"Asia/Tokyo"});
}

TEST_F(VenueFollowerTest, LearnsOpeningHoursAndTheirEnd) {
  StartServer();
  const auto follower = Follow();
  venue::v1::Venue venue = AVenue(1, 1);
  venue.mutable_opening_hours()->add_monday("11:00-14:00");
  venue.mutable_opening_hours()->add_sunday("18:00-26:00");
  venue_.Tell(venue);
  ASSERT_TRUE(Knows(1, 1));
  EXPECT_EQ(venues_.Find(VenueId(1))->hours, (std::vector<OpenSpan>{{.day = 0, .opens = 660, .closes = 840},
                                                                    {.day = 6, .opens = 1080, .closes = 1560}}));
  venue_.Tell(AVenue(1, 2));
  ASSERT_TRUE(Knows(1, 2));
  EXPECT_TRUE(venues_.Find(VenueId(1))->hours.empty());
}

TEST_F(VenueFollowerTest, LearnsRulesAndLinksThatAreSafe) {
  StartServer();
  const auto follower = Follow();
  venue::v1::Venue venue = AVenue(1, 1);
  venue.set_automatic_check_out_minutes(45);
  venue.set_capacity(80);
  for (const char* url : {"https://example.jp/menu", "javascript:alert(1)", "http://example.jp/"}) {
    auto& link = *venue.add_links();
    link.set_kind(venue::v1::VENUE_LINK_KIND_COUPON);
    link.set_label("お得");
    link.set_url(url);
  }
  venue_.Tell(venue);
  ASSERT_TRUE(Knows(1, 1));
  EXPECT_EQ(venues_.Find(VenueId(1))->automatic_check_out, absl::Minutes(45));
  EXPECT_EQ(venues_.Find(VenueId(1))->capacity, 80);
  EXPECT_EQ(venues_.Find(VenueId(1))->links,
            (std::vector<OfferedLink>{{.kind = 2, .label = "お得", .url = "https://example.jp/menu"}}));
}

TEST_F(VenueFollowerTest, LearnsEventsAndTheirEnd) {
  StartServer();
  const auto follower = Follow();
  venue::v1::Event event;
  event.set_event(3);
  event.set_display_name("音楽会");
  event.mutable_start_time()->set_seconds(60);
  event.mutable_end_time()->set_seconds(120);
  event.set_check_out_at_end(true);
  venue_.Tell(AVenue(1, 1), false, {}, {event});
  ASSERT_TRUE(Knows(1, 1));
  EventTerms known{.number = 3, .display_name = "音楽会", .start = absl::FromUnixSeconds(60),
                   .end = absl::FromUnixSeconds(120), .check_out_at_end = true};
  EXPECT_EQ(*venues_.Find(VenueId(1))->events, std::vector<EventTerms>{known});
  event.mutable_cancel_time()->set_seconds(1);
  venue_.Tell(AVenue(1, 2), false, {}, {event});
  ASSERT_TRUE(Knows(1, 2));
  known.cancelled = true;
  EXPECT_EQ(*venues_.Find(VenueId(1))->events, std::vector<EventTerms>{known});
}

TEST_F(VenueFollowerTest, LearnsSpacesAndWhatBecomesOfThem) {
  StartServer();
  const auto follower = Follow();
  venue::v1::Space floor;
  floor.set_space(1);
  floor.set_display_name("2F");
  floor.set_code_replacements(2);
  venue::v1::Space table;
  table.set_space(2);
  table.set_parent_space(1);
  table.set_display_name("卓 1");
  venue_.Tell(AVenue(1, 1), false, {floor, table});
  table.mutable_delete_time()->set_seconds(1);
  venue_.Tell(AVenue(1, 2), false, {table});
  ASSERT_TRUE(Knows(1, 2));
  const auto spaces = venues_.Find(VenueId(1))->spaces;
  EXPECT_EQ(*spaces->Find(1), (SpaceTerms{.number = 1, .parent = 0, .display_name = "2F", .code_replacements = 2}));
  EXPECT_EQ(*spaces->Find(2), (SpaceTerms{.number = 2, .parent = 1, .display_name = "卓 1", .deleted = true}));
}

TEST_F(VenueFollowerTest, TakesAVenueWhoseHoursItCannotReadAsOneWithout) {
  StartServer();
  const auto follower = Follow();
  venue::v1::Venue venue = AVenue(1, 2);
  venue.mutable_opening_hours()->add_monday("at noon");
  venue_.Tell(venue);
  ASSERT_TRUE(Knows(1, 2)) << "a new code counts all the same";
  EXPECT_TRUE(venues_.Find(VenueId(1))->hours.empty());
}

TEST_F(VenueFollowerTest, PassesOverAVenueItCannotRead) {
  StartServer();
  const auto follower = Follow();
  venue_.Tell(AVenue(1, 1, "Mars/Olympus"));
  venue_.Tell(AVenue(2, 1));
  EXPECT_TRUE(Knows(2, 1)) << "revocations behind it still arrive";
  EXPECT_EQ(venues_.Find(VenueId(1)), nullptr);
}

}  // namespace
}  // namespace mimamori::visit
