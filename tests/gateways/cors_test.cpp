// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::Contains;
using ::testing::Not;

constexpr char kData[] = "Origin: https://data.example.jp";
constexpr char kOther[] = "Origin: https://other.example.jp";
constexpr char kAllowed[] = "Access-Control-Allow-Origin";

TEST(Cors, IsOffUntilConfigured) {
  DoorWorld world;
  HttpClient client(world.port());
  client.origin = "";
  const Answer read = client.Ask("GET", "/v1/echoes/x", "", {kData});
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.Header(kAllowed), "");
  EXPECT_EQ(client.Ask("OPTIONS", "/v1/echoes/x", "", {kData, "Access-Control-Request-Method: GET"}).status, 403);
}

TEST(Cors, LetsNamedSitesReadAndNothingElse) {
  DoorWorld world({.cors = "https://DATA.example.jp:443/,http://localhost:3000"});
  HttpClient client(world.port());
  client.origin = "";
  const Answer read = client.Ask("GET", "/v1/echoes/x", "", {kData});
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.Header(kAllowed), "https://data.example.jp");
  EXPECT_THAT(read.All("Vary"), Contains("Origin"));
  EXPECT_EQ(read.Header("Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(client.Ask("GET", "/v1/nothing", "", {kData}).Header(kAllowed), "https://data.example.jp") << "failures, too";

  const Answer other = client.Ask("GET", "/v1/echoes/x", "", {kOther});
  EXPECT_EQ(other.status, 200);
  EXPECT_EQ(other.Header(kAllowed), "");
  EXPECT_THAT(other.All("Vary"), Contains("Origin"));

  EXPECT_EQ(client.Ask("POST", "/v1/echoes", "{}", {kData}).status, 403);
}

TEST(Cors, AnswersABrowserThatAsksFirst) {
  DoorWorld world({.cors = "https://data.example.jp"});
  HttpClient client(world.port());
  client.origin = "";
  struct Case {
    const char* origin;
    const char* method;
    std::string allowed;
  };
  const Case cases[] = {{kData, "GET", "https://data.example.jp"}, {kData, "HEAD", "https://data.example.jp"},
                        {kData, "POST", ""}, {kData, "DELETE", ""}, {kOther, "GET", ""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.origin) + " " + c.method);
    const Answer answer =
        client.Ask("OPTIONS", "/v1/echoes/x", "", {c.origin, std::string("Access-Control-Request-Method: ") + c.method});
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.Header(kAllowed), c.allowed);
    EXPECT_EQ(answer.Header("Access-Control-Allow-Methods"), c.allowed.empty() ? "" : "GET, HEAD");
    EXPECT_EQ(answer.Header("Content-Length"), "");
  }
  EXPECT_EQ(client.Ask("OPTIONS", "/v1/echoes/x", "", {kData}).status, 403) << "no question";
}

TEST(Cors, RefusesWhatIsNoOrigin) {
  for (const char* list : {"*", "data.example.jp", "https://a.example/path", "https://a.example,,"}) {
    SCOPED_TRACE(list);
    EXPECT_EQ(http::Cors::Parse(list).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mimamori::tests
