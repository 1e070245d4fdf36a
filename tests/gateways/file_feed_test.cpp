// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEnd = "0\r\n\r\n";

std::string Get(std::string_view target, std::string_view version = "1.1") {
  return fmt::format("GET {} HTTP/{}\r\nHost: door.test\r\n\r\n", target, version);
}

TEST(FileInParts, ArrivesWholeAndInOrder) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer answer = client.Ask("GET", "/v1/print-parts?count=20");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Type"), "text/plain");
  EXPECT_EQ(answer.Header("Content-Disposition"), "attachment; filename=\"numbers.txt\"");
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.Header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(answer.Header("Content-Length"), "");
  std::string expected;
  for (int i = 1; i <= 20; ++i) expected += fmt::format("{:x}\r\n{}\n\r\n", fmt::to_string(i).size() + 1, i);
  EXPECT_EQ(client.ReadUntil("never"), expected + kEnd);
}

TEST(FileInParts, IsRefusedWithAProblemBeforeItBegins) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer refused = client.Ask("GET", "/v1/print-parts?fail=true");
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, HasSubstr("PAPER_OUT"));
  EXPECT_EQ(client.Ask("GET", "/v1/print-parts").status, 500);  // no part at all
  EXPECT_EQ(client.Ask("HEAD", "/v1/print-parts?count=1").status, 405);
}

TEST(FileInParts, BreaksOffRatherThanEndWellWhenSomethingIsMissing) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Get("/v1/print-parts?count=2&fail=true"));
  const std::string text = client.ReadUntil("never");
  EXPECT_THAT(text, EndsWith("2\r\n2\n\r\n"));
  EXPECT_THAT(text, Not(HasSubstr(kEnd)));
}

TEST(FileInParts, EndsWithTheConnectionForAnOldClient) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Get("/v1/print-parts?count=2", "1.0"));
  const std::string text = client.ReadUntil("never");
  EXPECT_THAT(text, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(text, EndsWith("\r\n\r\n1\n2\n"));
}

TEST(FileInParts, EndsTheCallBelowWhenTheBrowserLeaves) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Get("/v1/print-parts?count=2&hold=true"));
  client.ReadUntil("1\n");
  client.HangUp();
  world.probe->WaitUntilStreamsCancelled(1);
}

TEST(FileInParts, GoesOnWhileTheServerDrains) {
  DoorWorld world;
  HttpClient idle(world.port());
  EXPECT_EQ(idle.Ask("GET", "/v1/echoes/x").status, 200);
  HttpClient client(world.port());
  client.Send(Get("/v1/print-parts?count=3&hold=true"));
  client.ReadUntil("1\n");
  std::thread draining([&] { world.server->Drain(absl::Seconds(20)); });
  EXPECT_TRUE(idle.AtEnd());
  world.probe->Release();
  EXPECT_THAT(client.ReadUntil("never"), EndsWith(std::string("2\r\n3\n\r\n") + kEnd));
  client.HangUp();
  draining.join();
  EXPECT_EQ(world.server->open_connections(), 0);
}

}  // namespace
}  // namespace mimamori::tests
