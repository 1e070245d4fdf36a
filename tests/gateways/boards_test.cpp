// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/boards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/status.hpp"
#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kOwn[] = "K7QP2M9X", kNeighbours[] = "N0000000";

std::string Request(std::string_view session, std::string_view last_event = "", std::string_view query = "") {
  const std::string last = last_event.empty() ? "" : fmt::format("Last-Event-ID: {}\r\n", last_event);
  return fmt::format("GET /v1/shelf{} HTTP/1.1\r\nHost: door.test\r\nCookie: operator={}\r\n{}\r\n", query, session, last);
}
std::string Pages(int pages) { return fmt::format("\"pages\":{}", pages); }

grpc::Status Away() {
  return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "AWAY", "away"));
}

TEST(Boards, OpenOneStreamForHundredsWhoSeeTheSame) {
  DoorWorld world;
  world.probe->PutBook("a", 1);
  std::vector<std::unique_ptr<HttpClient>> watchers;
  for (int i = 0; i < 300; ++i) {
    watchers.push_back(std::make_unique<HttpClient>(world.port()));
    watchers.back()->Send(Request("operator"));
  }
  for (const auto& watcher : watchers) EXPECT_THAT(watcher->ReadUntil("id: 1\ndata: {"), HasSubstr(Pages(1)));
  for (int pages = 2; pages < 10; ++pages) world.probe->PutBook("a", pages);
  for (const auto& watcher : watchers) {
    const std::string told = watcher->ReadUntil(Pages(9));
    for (int pages = 2; pages < 9; ++pages) EXPECT_THAT(told, HasSubstr(Pages(pages)));
  }
  EXPECT_THAT(world.probe->shelf_streams(), ElementsAre(Pair(kOwn, "")));
  EXPECT_EQ(world.invoker->boards().watchers(), 300);
}

TEST(Boards, AreThoseOfWhoeverMaySeeThemAndOfWhatIsAsked) {
  DoorWorld world;
  HttpClient own(world.port()), neighbour(world.port()), other(world.port()), nobody(world.port());
  own.Send(Request("operator"));
  own.ReadUntil("id: 0\ndata:");
  neighbour.Send(Request("neighbour"));
  neighbour.ReadUntil("id: 0\ndata:");
  other.Send(Request("operator", "", "?shelf=2"));
  other.ReadUntil("id: 0\ndata:");
  EXPECT_THAT(world.probe->shelf_streams(), ElementsAre(Pair(kOwn, ""), Pair(kNeighbours, ""), Pair(kOwn, "")));
  nobody.Send("GET /v1/shelf HTTP/1.1\r\nHost: door.test\r\n\r\n");
  EXPECT_EQ(nobody.Receive().status, 401);
  EXPECT_THAT(world.probe->shelf_streams(), SizeIs(3));
}

TEST(Boards, GoOnAfterTheLastEventThatTheBrowserSaw) {
  DoorWorld world;
  HttpClient first(world.port());
  first.Send(Request("operator"));
  first.ReadUntil("id: 0\ndata:");
  world.probe->PutBook("a", 1);
  world.probe->PutBook("b", 2);
  first.ReadUntil(Pages(2));
  first.HangUp();
  HttpClient again(world.port()), anew(world.port());
  again.Send(Request("operator", "1"));
  EXPECT_THAT(again.ReadUntil(Pages(2)), Not(HasSubstr(Pages(1))));
  anew.Send(Request("operator", "unheard of"));
  EXPECT_THAT(anew.ReadUntil(Pages(2)), HasSubstr(Pages(1)));
  EXPECT_THAT(world.probe->shelf_streams(), SizeIs(1));
}

TEST(Boards, TellThatTheServiceIsAwayAndWhatWasMissed) {
  DoorWorld world;
  world.probe->PutBook("a", 1);
  HttpClient client(world.port());
  client.Send(Request("operator"));
  client.ReadUntil("id: 1\ndata:");
  world.probe->BreakShelf(Away());
  client.ReadUntil("event: reconnecting\ndata: {}\n\n");
  world.probe->PutBook("a", 2);
  HttpClient meanwhile(world.port());
  meanwhile.Send(Request("operator"));
  EXPECT_THAT(meanwhile.ReadUntil("event: reconnecting"), HasSubstr(Pages(1))) << "the last that is known";
  world.probe->MendShelf();
  const std::string told = client.ReadUntil("event: live\ndata: {}\n\n");
  EXPECT_THAT(told, HasSubstr(Pages(2)));
  EXPECT_THAT(told, Not(HasSubstr("event: problem")));
  EXPECT_THAT(world.probe->shelf_streams(), ElementsAre(Pair(kOwn, ""), Pair(kOwn, "1")));
}

TEST(Boards, SayNothingOfAStreamThatWasOpenForLongEnough) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("operator"));
  client.ReadUntil("id: 0\ndata:");
  world.probe->BreakShelf(grpc::Status::OK);
  world.probe->PutBook("a", 1);
  EXPECT_THAT(client.ReadUntil(Pages(1)), Not(HasSubstr("event:")));
  EXPECT_THAT(world.probe->shelf_streams(), ElementsAre(Pair(kOwn, ""), Pair(kOwn, "0")));
}

TEST(Boards, TellWhatIsWrongWithAQuestionAndEnd) {
  DoorWorld world;
  for (int i = 0; i < 2; ++i) {
    HttpClient client(world.port());
    client.Send(Request("operator", "", "?shelf=-1"));
    client.Receive();
    EXPECT_THAT(client.ReadUntil("never"), HasSubstr("\"reason\":\"NO_SHELF\",\"field\":\"shelf\""));
  }
}

TEST(Boards, EndForThoseAloneWhoMayNotWatchAnyMore) {
  DoorWorld::Options options;
  options.server.reauthorise = absl::Milliseconds(20);
  options.server.heartbeat = absl::Milliseconds(10);
  DoorWorld world(std::move(options));
  HttpClient client(world.port()), neighbour(world.port());
  client.Send(Request("operator"));
  client.ReadUntil("id: 0\ndata:");
  neighbour.Send(Request("neighbour"));
  neighbour.ReadUntil("id: 0\ndata:");
  world.resolver.ended = true;
  EXPECT_THAT(client.ReadUntil("never"), HasSubstr("SESSION_ENDED"));
  world.probe->PutBook("a", 1);
  EXPECT_THAT(neighbour.ReadUntil(Pages(1)), Not(HasSubstr("event: problem")));
}

TEST(Boards, ShowAnotherOneToThoseWhoseRightsHaveChanged) {
  DoorWorld::Options options;
  options.server.reauthorise = absl::Milliseconds(20);
  DoorWorld world(std::move(options));
  world.probe->PutBook("a", 1);
  HttpClient client(world.port());
  client.Send(Request("operator"));
  client.ReadUntil("id: 1\ndata:");
  world.resolver.moved = true;
  EXPECT_THAT(client.ReadUntil("id: 1\ndata:"), HasSubstr("id: \ndata: {\"gone\":\"\"")) << "from its beginning";
  EXPECT_THAT(world.probe->shelf_streams(), ElementsAre(Pair(kOwn, ""), Pair(kNeighbours, "")));
  world.probe->PutBook("a", 2);
  EXPECT_THAT(client.ReadUntil(Pages(2)), Not(HasSubstr("event:")));
}

// More than sockets hold: whoever reads slowly waits by herself.
TEST(Boards, LetNobodyWaitForSlowReaders) {
  DoorWorld world;
  HttpClient slow(world.port()), quick(world.port());
  slow.Send(Request("operator"));
  quick.Send(Request("operator"));
  quick.ReadUntil("id: 0\ndata:");
  const std::string title(60'000, 'x');
  for (int pages = 1; pages <= 150; ++pages) {
    world.probe->PutBook(title, pages);
    quick.ReadUntil(Pages(pages) + "}");
  }
  EXPECT_EQ(world.invoker->boards().watchers(), 2);
}

TEST(Boards, AreNotOpenedWhereTheServiceIsNotConnected) {
  DoorWorld::Options options;
  options.connect = false;
  DoorWorld world(std::move(options));
  HttpClient client(world.port());
  client.Send(Request("operator"));
  EXPECT_EQ(client.Receive().status, 503);
}

TEST(Boards, EndWhenTheServerDrains) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("operator"));
  client.ReadUntil("id: 0\ndata:");
  world.server->Drain(absl::Seconds(10));
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(world.invoker->boards().watchers(), 0);
}

}  // namespace
}  // namespace mimamori::tests
