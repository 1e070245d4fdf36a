// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Request(std::string_view target, std::string_view headers = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: door.test\r\n{}\r\n", target, headers);
}

std::string Event(int number) {
  return fmt::format("id: {}\ndata: {{\"value\":{},\"resumeToken\":\"{}\"}}\n\n", number, number, number);
}

std::string WithoutComments(std::string text) {
  for (size_t at = text.find(":\n\n"); at != std::string::npos; at = text.find(":\n\n")) text.erase(at, 3);
  return text;
}

TEST(Events, TellAStreamFromBeginningToEnd) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=2"));
  const Answer head = client.Receive();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Type"), "text/event-stream");
  EXPECT_EQ(head.Header("Cache-Control"), "no-store");
  EXPECT_EQ(client.ReadUntil("never"), Event(1) + Event(2) + "event: end\ndata: {}\n\n");
}

TEST(Events, GoOnAfterTheLastEventThatTheBrowserSaw) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=4", "Last-Event-ID: 3\r\n"));
  client.Receive();
  EXPECT_EQ(client.ReadUntil("never"), Event(4) + "event: end\ndata: {}\n\n");
}

TEST(Events, AnswerAQuestionThatIsTooLargeForAUrl) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer head = client.Ask("POST", "/v1/numbers", R"({"count":2})");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Type"), "text/event-stream");
  EXPECT_EQ(client.ReadUntil("never"), Event(1) + Event(2) + "event: end\ndata: {}\n\n");
}

TEST(Events, TellWhyAStreamFailed) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=-1"));
  client.Receive();
  const std::string text = client.ReadUntil("never");
  EXPECT_THAT(text, HasSubstr("event: problem\ndata: {"));
  EXPECT_THAT(text, HasSubstr("\"reason\":\"BAD_COUNT\",\"field\":\"count\""));
  EXPECT_THAT(text, Not(HasSubstr("event: end")));
}

TEST(Events, AreRefusedBeforeTheyBegin) {
  DoorWorld world;
  HttpClient client(world.port());
  EXPECT_EQ(client.Ask("GET", "/v1/numbers?count=x").status, 400);
  EXPECT_EQ(client.Ask("HEAD", "/v1/numbers?count=1").status, 405);
}

TEST(Events, KeepASilentStreamAlive) {
  DoorWorld::Options options;
  options.server.heartbeat = absl::Milliseconds(10);
  DoorWorld world(std::move(options));
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=1&hold=true"));
  client.Receive();
  EXPECT_EQ(WithoutComments(client.ReadUntil(Event(1))), Event(1));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ReadUntil(":\n\n"), ":\n\n");
}

TEST(Events, EndTheCallBelowWhenTheBrowserLeaves) {
  DoorWorld world;
  for (int i = 1; i <= 3; ++i) {
    HttpClient client(world.port());
    client.Send(Request("/v1/numbers?count=1&hold=true"));
    client.ReadUntil(Event(1));
    client.HangUp();
    world.probe->WaitUntilStreamsCancelled(i);
  }
  HttpClient client(world.port());
  EXPECT_EQ(client.Ask("GET", "/v1/echoes/x").status, 200);
}

TEST(Events, SurviveABrowserThatLeavesInTheMiddleOfAFlood) {
  DoorWorld world;
  for (int i = 0; i < 5; ++i) {
    HttpClient client(world.port());
    client.Send(Request("/v1/numbers?count=100000"));
    client.ReadUntil(Event(100));
  }
  EXPECT_EQ(HttpClient(world.port()).Ask("GET", "/v1/echoes/x").status, 200);
}

TEST(Events, AskAgainWhetherTheCallerMayWatch) {
  DoorWorld::Options options;
  options.server.reauthorise = absl::Milliseconds(10);
  options.server.heartbeat = absl::Milliseconds(5);
  DoorWorld world(std::move(options));
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=3&hold=true"));
  client.Receive();
  EXPECT_EQ(WithoutComments(client.ReadUntil(Event(3))), Event(1) + Event(2) + Event(3));
  // Each round ends the call below and opens another that goes on after number 3: nothing is said twice.
  world.probe->WaitUntilStreamsCancelled(3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ReadUntil(":\n\n"), ":\n\n");
}

TEST(Events, EndWhenTheServerDrains) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Request("/v1/numbers?count=1&hold=true"));
  client.ReadUntil(Event(1));
  world.server->Drain(absl::Seconds(10));
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(world.server->open_connections(), 0);
}

// Streams from a script, to see the joints without a network.
class ScriptedStream final : public http::ServerStream {
 public:
  void Read(google::protobuf::Message& into, std::function<void(bool, absl::Status)> ready) override {
    into_ = &into;
    ready_ = std::move(ready);
    if (cancelled_) std::exchange(ready_, nullptr)(false, absl::CancelledError());
  }
  void Cancel() override {
    cancelled_ = true;
    if (ready_) std::exchange(ready_, nullptr)(false, absl::CancelledError());
  }
  void Say(int number) {
    auto& message = static_cast<probe::v1::Number&>(*into_);
    message.set_value(number);
    message.set_resume_token(fmt::to_string(number));
    std::exchange(ready_, nullptr)(true, absl::OkStatus());
  }
  bool cancelled() const { return cancelled_; }

 private:
  google::protobuf::Message* into_ = nullptr;
  std::function<void(bool, absl::Status)> ready_;
  bool cancelled_ = false;
};

struct Script {
  std::shared_ptr<ScriptedStream> first = std::make_shared<ScriptedStream>(), second = std::make_shared<ScriptedStream>();
  std::string asked_from;
  http::RpcEvents::Opened opened;
  http::Route route = *http::ReadRoute(*google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "mimamori.probe.v1.ProbeService.Count"));
  std::shared_ptr<http::RpcEvents> events = std::make_shared<http::RpcEvents>(
      route, first,
      [this](const std::string& from, http::RpcEvents::Opened done) {
        asked_from = from;
        opened = std::move(done);
      },
      "", "trace");
  std::vector<std::optional<std::string>> heard;
  void Next() {
    events->Next([this](std::optional<std::string> piece) { heard.push_back(std::move(piece)); });
  }
};

TEST(RpcEvents, ReplaceAStreamWithoutLosingOrRepeating) {
  Script s;
  s.Next();
  s.first->Say(1);
  s.Next();
  s.events->Reauthorise();
  EXPECT_TRUE(s.first->cancelled());
  EXPECT_EQ(s.asked_from, "1");
  EXPECT_EQ(s.heard.size(), 1U);
  s.opened(std::shared_ptr<http::ServerStream>(s.second));
  s.second->Say(2);
  ASSERT_EQ(s.heard.size(), 2U);
  EXPECT_THAT(*s.heard[1], HasSubstr("\"value\":2"));
  s.events->Close();
}

TEST(RpcEvents, TellARefusalOnceAndThenEnd) {
  Script s;
  s.Next();
  s.events->Reauthorise();
  s.opened(platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "sign in again"));
  ASSERT_EQ(s.heard.size(), 1U);
  EXPECT_THAT(*s.heard[0], HasSubstr("event: problem"));
  EXPECT_THAT(*s.heard[0], HasSubstr("SESSION_ENDED"));
  s.Next();
  EXPECT_EQ(s.heard[1], std::nullopt);
}

TEST(RpcEvents, CloseWhileAStreamIsBeingReplaced) {
  Script s;
  s.Next();
  s.events->Reauthorise();
  s.events->Close();
  s.opened(std::shared_ptr<http::ServerStream>(s.second));
  EXPECT_TRUE(s.second->cancelled());
  EXPECT_EQ(s.heard.size(), 1U);
}

}  // namespace
}  // namespace mimamori::tests
