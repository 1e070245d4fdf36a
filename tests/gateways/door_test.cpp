// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/door.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

json Body(const Answer& answer) { return json::parse(answer.body, nullptr, false); }

const std::string kForm = "Content-Type: application/x-www-form-urlencoded";

TEST(Door, CarriesARequestToItsServiceAndBack) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer answer = client.Ask("POST", "/v1/echoes", R"({"text":"大阪","number":7,"colour":"COLOUR_RED"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Type"), "application/json");
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
  const json body = Body(answer);
  EXPECT_EQ(body["heard"]["text"], "大阪");
  EXPECT_EQ(body["heard"]["number"], 7);
  EXPECT_EQ(body["heard"]["colour"], "COLOUR_RED");
  EXPECT_EQ(body["heard"]["flag"], false);
  EXPECT_EQ(body["network"], "127.0.0.0/24");

  const json from_path = Body(client.Ask("GET", "/v1/echoes/a%20b?numbers=1&numbers=2"));
  EXPECT_EQ(from_path["heard"]["text"], "a b");
  EXPECT_EQ(from_path["heard"]["tags"], json({"1", "2"}));
  EXPECT_EQ(Body(client.Ask("GET", "/v1/groups/7/echoes/again"))["heard"]["text"], "again") << "another way to it";
  EXPECT_EQ(Body(client.Ask("POST", "/v1/echoes:find", R"({"text":"found"})"))["heard"]["text"], "found");
  const json marked = Body(client.Ask("POST", "/v1/echoes/groups/7:mark", R"({"number":3})"));
  EXPECT_EQ(marked["heard"]["inner"]["name"], "groups/7");
}

TEST(Door, LetsNoIdentityOfTheBrowserThrough) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer answer = client.Ask("POST", "/v1/echoes", "{}",
                                   {"mimamori-caller-bin: AAAA", "mimamori-network: 8.8.8.0/24", "X-Forwarded-For: 8.8.8.8",
                                    "Authorization: Bearer x", "X-Role: admin", "grpc-timeout: 1n"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Body(answer)["network"], "127.0.0.0/24");
  EXPECT_THAT(Body(answer)["strays"], IsEmpty());
}

TEST(Door, PassesTheTraceOn) {
  DoorWorld world;
  HttpClient client(world.port());
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::vector<std::string> header{"traceparent: 00-" + trace + "-00f067aa0ba902b7-01"};
  EXPECT_THAT(Body(client.Ask("POST", "/v1/echoes", "{}", header))["traceparent"].get<std::string>(), HasSubstr(trace));
  EXPECT_EQ(Body(client.Ask("GET", "/v1/failures?code=5&reason=GONE", "", header))["trace_id"], trace);
  const std::string fresh = Body(client.Ask("GET", "/v1/failures?code=5&reason=GONE"))["trace_id"];
  EXPECT_EQ(fresh.size(), 32U);
}

TEST(Door, SaysWhatIsWrong) {
  DoorWorld world;
  HttpClient client(world.port());
  struct Case {
    std::string method, target, body, type;
    int status;
    std::string reason, field;
  };
  const Case cases[] = {
      {"GET", "/v1/nothing", "", "", 404, "ROUTE_NOT_FOUND", ""},
      {"GET", "/v1/hidden", "", "", 404, "ROUTE_NOT_FOUND", ""},
      {"GET", "/v1/echoes", "", "", 405, "METHOD_NOT_ALLOWED", ""},
      {"DELETE", "/v1/echoes", "", "", 405, "METHOD_NOT_ALLOWED", ""},
      {"GET", "/v1/echoes/%ff", "", "", 400, "MALFORMED_PATH", ""},
      {"POST", "/v1/echoes", "{", "", 400, "MALFORMED_JSON", ""},
      {"POST", "/v1/echoes", R"({"nope":1})", "", 400, "UNKNOWN_FIELD", "nope"},
      {"POST", "/v1/echoes", R"({"number":"x"})", "", 400, "BAD_VALUE", "number"},
      {"POST", "/v1/echoes", "{\"text\":\"\xff\"}", "", 400, "TEXT_NOT_PLAIN", ""},
      {"POST", "/v1/echoes", "<a/>", "Content-Type: text/xml", 415, "UNSUPPORTED_MEDIA_TYPE", ""},
      {"POST", "/v1/echoes", "a", "Content-Type: multipart/form-data", 415, "UNSUPPORTED_MEDIA_TYPE", ""},
      {"GET", "/v1/failures?code=5&reason=GONE", "", "", 404, "GONE", ""},
      {"GET", "/v1/failures?code=3&reason=BAD_SEAT&field=venue.seat", "", "", 400, "BAD_SEAT", "venue.seat"},
      {"GET", "/v1/failures?code=9&reason=CODE_REVOKED", "", "", 400, "CODE_REVOKED", ""},
      {"GET", "/v1/failures?code=6&reason=TAKEN", "", "", 409, "TAKEN", ""},
      {"GET", "/v1/failures?code=7&reason=ACCESS_DENIED", "", "", 403, "ACCESS_DENIED", ""},
      {"GET", "/v1/failures?code=8&reason=TOO_MANY", "", "", 429, "TOO_MANY", ""},
      {"GET", "/v1/failures?code=13&reason=SQL", "", "", 500, "INTERNAL", ""},
      {"GET", "/v1/failures?code=14&reason=BUSY", "", "", 503, "BUSY", ""},
      {"GET", "/v1/failures?code=16&reason=PROOF_EXPIRED", "", "", 401, "PROOF_EXPIRED", ""},
      {"GET", "/v1/whoami", "", "", 401, "SESSION_REQUIRED", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.method + " " + c.target + " " + c.body);
    const Answer answer =
        client.Ask(c.method, c.target, c.body, c.type.empty() ? std::vector<std::string>() : std::vector{c.type});
    EXPECT_EQ(answer.status, c.status);
    EXPECT_EQ(answer.Header("Content-Type"), "application/problem+json");
    EXPECT_EQ(Body(answer).value("reason", ""), c.reason);
    EXPECT_EQ(Body(answer).value("field", ""), c.field);
    EXPECT_EQ(Body(answer).value("status", 0), c.status);
  }
  EXPECT_EQ(client.Ask("GET", "/v1/echoes").Header("Allow"), "POST");
  EXPECT_EQ(client.Ask("GET", "/v1/failures?code=14").Header("Retry-After"), "2");
}

TEST(Door, SaysThatAServiceIsAway) {
  DoorWorld::Options options;
  options.connect = false;
  DoorWorld world(std::move(options));
  HttpClient client(world.port());
  EXPECT_EQ(Body(client.Ask("POST", "/v1/echoes", "{}"))["reason"], "SERVICE_NOT_CONNECTED");
  EXPECT_EQ(client.Ask("GET", "/v1/numbers?count=1").status, 503);

  DoorWorld stopped;
  HttpClient second(stopped.port());
  stopped.grpc_server->Shutdown();
  const Answer answer = second.Ask("POST", "/v1/echoes", "{}");
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.Header("Retry-After"), "");
}

TEST(Door, ChangesNothingForAnotherOrigin) {
  DoorWorld world;
  struct Case {
    std::string method, target;
    std::vector<std::string> headers;
    int status;
  };
  const std::string own = "Origin: http://door.test";
  const Case cases[] = {
      {"POST", "/v1/echoes", {own}, 200},
      {"POST", "/v1/echoes", {}, 403},
      {"POST", "/v1/echoes", {"Origin: null"}, 403},
      {"POST", "/v1/echoes", {"Origin: "}, 403},
      {"POST", "/v1/echoes", {"Origin: https://door.test"}, 403},
      {"POST", "/v1/echoes", {"Origin: http://door.test:81"}, 403},
      {"POST", "/v1/echoes", {"Origin: http://door.test.evil.test"}, 403},
      {"POST", "/v1/echoes", {"Origin: http://evil.test"}, 403},
      {"POST", "/v1/echoes", {"Origin: HTTP://DOOR.TEST"}, 403},
      {"POST", "/v1/echoes", {own, "Origin: http://evil.test"}, 403},
      {"POST", "/v1/echoes", {"Origin: http://evil.test", own}, 403},
      {"POST", "/v1/echoes", {"Referer: http://door.test/"}, 403},
      {"DELETE", "/v1/echoes", {}, 403},
      {"PUT", "/anything", {}, 403},
      {"GET", "/v1/echoes/x", {}, 200},
      {"GET", "/v1/echoes/x", {"Origin: http://evil.test"}, 200},
      {"HEAD", "/v1/echoes/x", {"Origin: null"}, 200},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.method + " " + c.target + (c.headers.empty() ? "" : " " + c.headers[0]));
    HttpClient client(world.port());
    client.origin = "";
    const Answer answer = client.Ask(c.method, c.target, "", c.headers);
    EXPECT_EQ(answer.status, c.status);
    if (c.status == 403) {
      EXPECT_EQ(Body(answer)["reason"], "ORIGIN_REFUSED");
    }
  }
}

// RFC 8058, 3.2: the body is a form of either kind, there is no cookie, and the answer is no redirect.
TEST(Door, LetsMailProgramsClick) {
  DoorWorld world;
  const std::string multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
  const std::pair<std::vector<std::string>, std::string> posts[] = {
      {{kForm}, "List-Unsubscribe=One-Click"},
      {{"Content-Type: multipart/form-data; boundary=x"}, multipart},
      {{kForm, "Origin: null"}, "List-Unsubscribe=One-Click"},
      {{"Origin: https://mail.example"}, ""},
      {{"Content-Type: application/json"}, R"({"token":"another","other":"read"})"},
  };
  for (const auto& [headers, body] : posts) {
    SCOPED_TRACE(headers[0]);
    HttpClient client(world.port());
    client.origin = "";
    const Answer answer = client.Ask("POST", "/clicks/token", body, headers);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(Body(answer)["heard"]["text"], "token") << "the body counts for nothing";
  }
  HttpClient client(world.port());
  client.origin = "";
  EXPECT_EQ(client.Ask("POST", "/v1/echoes", "{}").status, 403) << "others still need an origin";
}

TEST(DoorUrl, IsWrittenAsBrowsersDo) {
  const std::pair<std::string_view, std::string_view> good[] = {
      {"https://Mimamori.Example.jp/", "https://mimamori.example.jp"},
      {"https://a.jp:443", "https://a.jp"},
      {"http://a.jp:80", "http://a.jp"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"http://[::1]:8080", "http://[::1]:8080"},
  };
  for (const auto& [text, origin] : good) {
    SCOPED_TRACE(text);
    const auto url = http::DoorUrl::Parse(text);
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(url->origin, origin);
  }
  for (const std::string_view text : {"", "a.jp", "ftp://a.jp", "https://", "https://a.jp/x", "https://a.jp:x", "https://a b"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(http::DoorUrl::Parse(text).ok());
  }
}

TEST(Door, KnowsASessionByItsCookie) {
  DoorWorld world;
  HttpClient client(world.port());
  const json identity = Body(client.Ask("GET", "/v1/whoami", "", {"Cookie: operator=operator"}));
  EXPECT_EQ(identity["subject"], "session-1");
  EXPECT_EQ(identity["organisation"], "K7QP2M9X");
  EXPECT_EQ(identity["roles"], json({"ROLE_VENUE_OPERATOR", "ROLE_ANYONE"}));
  EXPECT_EQ(Body(client.Ask("GET", "/v1/whoisthere", "", {"Cookie: operator=operator"}))["subject"], "session-1");
  EXPECT_EQ(world.resolver.asked, 1);

  world.clock.Advance(http::Sessions::kRemembered);
  EXPECT_EQ(client.Ask("GET", "/v1/whoami", "", {"Cookie: operator=operator"}).status, 200);
  EXPECT_EQ(world.resolver.asked, 2);

  // A method for anyone never learns who it is.
  EXPECT_EQ(client.Ask("POST", "/v1/echoes", "{}", {"Cookie: operator=operator"}).status, 200);
  EXPECT_EQ(world.resolver.asked, 2);
}

TEST(Door, KnowsNobodyByAnEndedSession) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer refused = client.Ask("GET", "/v1/whoami", "", {"Cookie: operator=old"});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(Body(refused)["reason"], "SESSION_ENDED");
  EXPECT_THAT(refused.Header("Set-Cookie"), HasSubstr("operator=; Path=/; Max-Age=0"));

  const Answer anyone = client.Ask("GET", "/v1/whoisthere", "", {"Cookie: operator=old"});
  EXPECT_EQ(Body(anyone)["subject"], "");
  EXPECT_EQ(Body(anyone)["roles"], json({"ROLE_ANYONE"}));
  EXPECT_EQ(client.Ask("GET", "/v1/whoami", "", {"Cookie: staff=operator"}).status, 401);
}

TEST(Door, KnowsAPatientsDeviceByACookieOfItsOwn) {
  DoorWorld world;
  HttpClient client(world.port());
  const std::string both = "Cookie: operator=operator; diary=patient";
  const json device = Body(client.Ask("GET", "/v1/whichdevice", "", {both}));
  EXPECT_EQ(device["subject"], "device-1");
  EXPECT_EQ(device["organisation"], "case-1");
  EXPECT_EQ(device["roles"], json({"ROLE_PATIENT", "ROLE_ANYONE"}));
  EXPECT_EQ(Body(client.Ask("GET", "/v1/whoami", "", {both}))["subject"], "session-1") << "side by side in one browser";

  EXPECT_EQ(client.Ask("GET", "/v1/whichdevice", "", {"Cookie: operator=operator"}).status, 401);
  EXPECT_EQ(Body(client.Ask("GET", "/v1/whichdevice", "", {"Cookie: operator=patient"}))["reason"], "SESSION_REQUIRED");
  EXPECT_EQ(Body(client.Ask("GET", "/v1/whoami", "", {"Cookie: operator=patient"}))["reason"], "SESSION_ENDED")
      << "a token that is remembered from its own cookie counts in no other";
  const Answer ended = client.Ask("GET", "/v1/whichdevice", "", {"Cookie: operator=operator; diary=operator"});
  EXPECT_EQ(Body(ended)["reason"], "SESSION_ENDED");
  EXPECT_THAT(ended.Header("Set-Cookie"), HasSubstr("diary=; Path=/; Max-Age=0"));
  EXPECT_THAT(ended.Header("Set-Cookie"), testing::Not(HasSubstr("operator=")));
}

TEST(Door, ForgetsWhomADeviceStoodForWhenItIsBoundAnew) {
  DoorWorld world;
  HttpClient client(world.port());
  ASSERT_EQ(client.Ask("GET", "/v1/whichdevice", "", {"Cookie: diary=patient"}).status, 200);
  const Answer bound = client.Ask("POST", "/v1/devices", R"({"token": "patient"})", {"Cookie: diary=patient"});
  EXPECT_THAT(bound.Header("Set-Cookie"), HasSubstr("diary=patient; Path=/; Max-Age=7776000"));
  EXPECT_EQ(world.resolver.asked, 1);
  ASSERT_EQ(client.Ask("GET", "/v1/whichdevice", "", {"Cookie: diary=patient"}).status, 200);
  EXPECT_EQ(world.resolver.asked, 2);
}

TEST(Door, BakesCookies) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer answer = client.Ask("POST", "/v1/cookies", R"({"newValue":"fresh"})", {"Cookie: visitor=old; stay=s"});
  EXPECT_EQ(answer.body, R"({"seen":"old"})");
  EXPECT_THAT(answer.All("Set-Cookie"),
              ::testing::ElementsAre("visitor=fresh; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax",
                                     "stay=stay-value; Path=/; Max-Age=172800; HttpOnly; SameSite=Lax"));
  const Answer left = client.Ask("POST", "/v1/cookies", R"({"newValue":"","leaveStay":true})");
  EXPECT_THAT(left.All("Set-Cookie"), ::testing::ElementsAre("visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
  EXPECT_EQ(Body(client.Ask("POST", "/v1/cookies", R"({"visitorCookie":"x"})"))["reason"], "FIELD_NOT_ALLOWED");
  EXPECT_EQ(Body(client.Ask("GET", "/v1/failures?visitorCookie=x"))["field"], "visitor_cookie");
}

TEST(Door, ClearsACookieThatTheServiceNoLongerTakes) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer expired = client.Ask("GET", "/v1/failures?code=16&reason=PROOF_EXPIRED", "", {"Cookie: visitor=old"});
  EXPECT_THAT(expired.All("Set-Cookie"), ::testing::ElementsAre("visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
  const Answer named = client.Ask("GET", "/v1/failures?code=16&reason=PROOF_EXPIRED&field=visitor_cookie", "",
                                  {"Cookie: visitor=old; stay=good"});
  EXPECT_THAT(named.All("Set-Cookie"), ::testing::ElementsAre("visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
  EXPECT_THAT(client.Ask("GET", "/v1/failures?code=5", "", {"Cookie: visitor=old"}).All("Set-Cookie"), IsEmpty());
}

TEST(Door, SendsAFormOnItsWay) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer done = client.Ask("POST", "/v1/echoes", "text=a+b%2F%3F&number=1", {kForm});
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(done.Header("Location"), "/echoed/a%20b%2F%3F");
  EXPECT_EQ(done.body, "");
  const Answer failed = client.Ask("POST", "/v1/echoes", "text=a&number=x", {kForm});
  EXPECT_EQ(failed.status, 303);
  EXPECT_EQ(failed.Header("Location"), "/echo/a?problem=BAD_VALUE");
  // Without a form option a form gets JSON; without an own Origin it gets nothing.
  EXPECT_EQ(client.Ask("POST", "/v1/cookies", "newValue=x", {kForm}).status, 200);
  client.origin = "null";
  EXPECT_EQ(client.Ask("POST", "/v1/echoes", "text=a", {kForm}).status, 403);
}

TEST(Door, SendsADocument) {
  DoorWorld world;
  HttpClient client(world.port());
  const Answer answer = client.Ask("GET", "/v1/print?fileName=poster.pdf");
  EXPECT_EQ(answer.body, std::string("%PDF\0", 5));
  EXPECT_EQ(answer.Header("Content-Type"), "application/pdf");
  EXPECT_EQ(answer.Header("Content-Disposition"), "attachment; filename=\"poster.pdf\"");
}

TEST(Door, SaysOnEveryAnswerWhatABrowserMayDo) {
  DoorWorld::Options options;
  options.url = "https://door.test";
  DoorWorld world(std::move(options));
  HttpClient client(world.port());
  client.origin = "https://door.test";
  for (const char* target : {"/v1/echoes/x", "/v1/nothing", "/openapi.json"}) {
    SCOPED_TRACE(target);
    const Answer answer = client.Ask("GET", target);
    EXPECT_THAT(answer.Header("Content-Security-Policy"), HasSubstr("default-src 'none'; script-src 'self'"));
    EXPECT_THAT(answer.Header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'; base-uri 'none'"));
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.Header("Referrer-Policy"), "same-origin");
    EXPECT_THAT(answer.Header("Permissions-Policy"), HasSubstr("camera=(self)"));
    EXPECT_EQ(answer.Header("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(answer.Header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_THAT(answer.Header("Strict-Transport-Security"), HasSubstr("max-age="));
    EXPECT_THAT(answer.All("Access-Control-Allow-Origin"), IsEmpty());
  }
  EXPECT_THAT(client.Ask("POST", "/v1/cookies", R"({"newValue":"v"})").Header("Set-Cookie"),
              HasSubstr("__Host-visitor=v; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax"));
  DoorWorld plain;
  EXPECT_EQ(HttpClient(plain.port()).Ask("GET", "/v1/echoes/x").Header("Strict-Transport-Security"), "");
}

TEST(Door, LogsTemplatesAndNeverPaths) {
  DoorWorld world;
  {
    HttpClient client(world.port());
    client.Ask("GET", "/v1/echoes/secret?numbers=1");
    client.Ask("GET", "/v1/secret");
  }
  world.server->Drain(absl::Seconds(5));
  ASSERT_EQ(world.served.size(), 2U);
  EXPECT_EQ(world.served[0].route, "/v1/echoes/{text}");
  EXPECT_EQ(world.served[1].route, "");
}

}  // namespace
}  // namespace mimamori::tests
