// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::HasSubstr;

std::string Get(std::string_view target, std::string_view headers = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: door.test\r\n{}\r\n", target, headers);
}

TEST(Server, KeepsAConnectionForManyRequests) {
  DoorWorld world;
  HttpClient client(world.port());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.Ask("POST", "/v1/echoes", "{}").status, 200);
  EXPECT_EQ(world.server->open_connections(), 1);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  DoorWorld world;
  HttpClient client(world.port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += Get(fmt::format("/v1/echoes/{}", i));
  client.Send(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(client.Receive().body, HasSubstr(fmt::format("\"text\":\"{}\"", i)));
  }
}

TEST(Server, TakesARequestInSmallPieces) {
  DoorWorld world;
  HttpClient client(world.port());
  for (const char c : "POST /v1/echoes HTTP/1.1\r\nHost: x\r\nOrigin: http://door.test\r\nContent-Type: application/json\r\n"
                      "Content-Length: 12\r\n\r\n{\"text\":\"a\"}") {
    if (c != '\0') client.Send(std::string_view(&c, 1));
  }
  EXPECT_EQ(client.Receive().status, 200);
}

TEST(Server, TakesAChunkedBody) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send("POST /v1/echoes HTTP/1.1\r\nHost: x\r\nOrigin: http://door.test\r\nContent-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"text\"\r\n5\r\n:\"a\"}\r\n0\r\n\r\n");
  EXPECT_THAT(client.Receive().body, HasSubstr("\"text\":\"a\""));
}

TEST(Server, InvitesABodyThatWaits) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send("POST /v1/echoes HTTP/1.1\r\nHost: x\r\nOrigin: http://door.test\r\nContent-Type: application/json\r\n"
              "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("\r\n\r\n"), HasSubstr("100 Continue"));
  client.Send("{}");
  EXPECT_EQ(client.Receive().status, 200);
}

TEST(Server, ClosesWhenTheClientWantsSo) {
  DoorWorld world;
  HttpClient client(world.port());
  client.Send(Get("/v1/echoes/x", "Connection: close\r\n"));
  const Answer answer = client.Receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_TRUE(client.AtEnd());
  HttpClient old(world.port());
  old.Send("GET /v1/echoes/x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.Receive().status, 200);
  EXPECT_TRUE(old.AtEnd());
}

TEST(Server, AnswersHeadWithoutABody) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer head = client.Ask("HEAD", "/v1/echoes/x");
  const Answer get = client.Ask("GET", "/v1/echoes/x");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Length"), get.Header("Content-Length"));
  EXPECT_EQ(get.status, 200);  // nothing of a body stood in the way
}

TEST(Server, RefusesWhatIsNotHttp) {
  DoorWorld world;
  for (const std::string_view bytes : {
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n",
           "GET\r\n\r\n",
           "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
           "GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n",
           "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       }) {
    SCOPED_TRACE(bytes);
    HttpClient client(world.port());
    client.Send(bytes);
    const Answer answer = client.Receive();
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("MALFORMED_REQUEST"));
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(client.AtEnd());
  }
}

TEST(Server, RefusesTooMuch) {
  DoorWorld world;
  const std::string many(17 * 1024, 'a');
  for (const std::string& head : {Get("/", "X: " + many + "\r\n"), Get("/" + many), "GET /" + many + many}) {
    HttpClient client(world.port());
    client.Send(head);
    const Answer answer = client.Receive();
    EXPECT_EQ(answer.status, 431);
    EXPECT_THAT(answer.body, HasSubstr("HEADERS_TOO_LARGE"));
  }
  const std::string start = "POST /v1/echoes HTTP/1.1\r\nHost: x\r\nOrigin: http://door.test\r\n";
  const std::string big(1024 * 1024 + 1, ' ');
  for (const std::string& body : {fmt::format("Content-Length: {}\r\n\r\n{}", big.size(), big),
                                  fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", big.size(), big)}) {
    HttpClient client(world.port());
    client.Send(start + body);
    const Answer answer = client.Receive();
    EXPECT_EQ(answer.status, 413);
    EXPECT_THAT(answer.body, HasSubstr("BODY_TOO_LARGE"));
  }
  HttpClient client(world.port());
  client.origin = "http://door.test";
  const std::string fits = "{\"text\":\"" + std::string(1024 * 1024 - 20, 'x') + "\"}";
  EXPECT_EQ(client.Ask("POST", "/v1/echoes", fits).status, 200);
}

TEST(Server, GivesUpOnTheSlow) {
  DoorWorld::Options options;
  options.server.header_time = absl::Milliseconds(20);
  options.server.body_time = absl::Milliseconds(20);
  options.server.idle_time = absl::Milliseconds(20);
  DoorWorld world(std::move(options));
  for (const std::string_view bytes : {"GET / HT", "POST /v1/echoes HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"}) {
    SCOPED_TRACE(bytes);
    HttpClient client(world.port());
    client.Send(bytes);
    const Answer answer = client.Receive();
    EXPECT_EQ(answer.status, 408);
    EXPECT_THAT(answer.body, HasSubstr("REQUEST_TOO_SLOW"));
  }
  HttpClient idle(world.port());
  EXPECT_EQ(idle.ReadUntil("never"), "");
}

TEST(Server, LimitsConnections) {
  DoorWorld::Options options;
  options.server.connections_per_network = 2;
  DoorWorld world(std::move(options));
  auto first = std::make_unique<HttpClient>(world.port());
  HttpClient second(world.port());
  EXPECT_EQ(first->Ask("GET", "/v1/echoes/x").status, 200);
  EXPECT_EQ(second.Ask("GET", "/v1/echoes/x").status, 200);
  HttpClient third(world.port());
  EXPECT_EQ(third.Receive().status, 503);
  first.reset();
  // The place is free once the server saw the end of the first.
  int status = 503;
  while (status == 503 || status == 0) status = HttpClient(world.port()).Ask("GET", "/v1/echoes/x").status;
  EXPECT_EQ(status, 200);
}

TEST(Server, LetsRequestsUnderWayFinishWhenItDrains) {
  DoorWorld world;
  HttpClient busy(world.port());
  HttpClient idle(world.port());
  EXPECT_EQ(idle.Ask("GET", "/v1/echoes/x").status, 200);
  std::thread asking([&] {
    const Answer answer = busy.Ask("POST", "/v1/echoes", R"({"text":"hold"})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.Header("Connection"), "close");
    busy.HangUp();
  });
  world.probe->WaitUntilHeld();
  std::thread draining([&] { world.server->Drain(absl::Seconds(20)); });
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_EQ(HttpClient(world.port()).Ask("GET", "/v1/echoes/x").status, 0);
  world.probe->Release();
  asking.join();
  draining.join();
  EXPECT_EQ(world.server->open_connections(), 0);
}

TEST(Server, CutsOffWhatOutlivesItsPatience) {
  DoorWorld world;
  HttpClient half(world.port());
  half.Send("POST /v1/echoes HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  HttpClient known(world.port());
  EXPECT_EQ(known.Ask("GET", "/v1/echoes/x").status, 200);
  world.server->Drain(absl::Milliseconds(1));
  EXPECT_EQ(world.server->open_connections(), 0);
}

TEST(Server, ServesManyConnectionsOnTwoLoops) {
  DoorWorld::Options options;
  options.server.threads = 2;
  DoorWorld world(std::move(options));
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&, i] {
      HttpClient client(world.port());
      for (int k = 0; k < 20; ++k) {
        const std::string text = fmt::format("{}-{}", i, k);
        EXPECT_THAT(client.Ask("POST", "/v1/echoes", "{\"text\":\"" + text + "\"}").body, HasSubstr(text));
      }
    });
  }
  for (auto& person : people) person.join();
}

TEST(Server, SaysWhyItCannotListen) {
  DoorWorld world;
  for (const auto& [listen, code] : std::vector<std::pair<std::string, absl::StatusCode>>{
           {fmt::format("127.0.0.1:{}", world.port()), absl::StatusCode::kUnavailable},
           {"127.0.0.1", absl::StatusCode::kInvalidArgument},
           {"nowhere:80", absl::StatusCode::kInvalidArgument},
           {"127.0.0.1:99999", absl::StatusCode::kInvalidArgument}}) {
    SCOPED_TRACE(listen);
    http::ServerOptions options;
    options.listen = listen;
    EXPECT_EQ(http::Server::Start(options, *world.door).status().code(), code);
  }
}

TEST(Server, BelievesItsProxyAboutWhoAsks) {
  http::ServerOptions options;
  options.proxies = *http::TrustedProxies::Parse("127.0.0.0/8");
  options.connections_per_network = 1;
  DoorWorld world({.server = std::move(options)});
  HttpClient client(world.port()), another(world.port());  // a proxy may have many connections
  const auto network = [](HttpClient& of, const char* sender) {
    return of.Ask("POST", "/v1/echoes", "{}", {std::string("X-Forwarded-For: ") + sender}).body;
  };
  EXPECT_THAT(network(client, "203.0.113.77"), HasSubstr("\"network\":\"203.0.113.0/24\""));
  EXPECT_THAT(network(another, "2001:db8:1::7"), HasSubstr("\"network\":\"2001:db8:1::/48\""));
  EXPECT_THAT(network(client, "8.8.8.8, 198.51.100.1"), HasSubstr("\"network\":\"198.51.100.0/24\"")) << "per request";
  EXPECT_THAT(client.Ask("POST", "/v1/echoes", "{}").body, HasSubstr("\"network\":\"127.0.0.0/24\""));
}

}  // namespace
}  // namespace mimamori::tests
