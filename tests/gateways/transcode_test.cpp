// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/transcode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateways/http/field_value.hpp"
#include "gateways/http/upstream.hpp"
#include "mimamori/rpc/v1/policies.pb.h"
#include "services/platform/core/error.hpp"
#include "tests/gateways/probe.pb.h"

namespace mimamori::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const CookieJar kJar(true);

Route RouteOf(const std::string& method) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "mimamori.probe.v1.ProbeService." + method);
  auto route = ReadRoute(*descriptor);
  EXPECT_TRUE(route.ok()) << route.status();
  return *route;
}

Request Json(std::string_view body) {
  return {.method = "POST", .path = "/", .body = body, .headers = {{"Content-Type", "application/json; charset=utf-8"}}};
}
Request Form(std::string_view body) {
  return {.method = "POST", .path = "/", .body = body,
          .headers = {{"content-type", "application/x-www-form-urlencoded"}}};
}

TEST(RouteTable, ServesWhatNamesItsDoor) {
  const auto table = ReadRoutes(rpc::v1::DOOR_PUBLIC);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->matcher.Match("POST", "/v1/echoes").outcome, PathMatch::Outcome::kFound);
  EXPECT_EQ(table->matcher.Match("GET", "/v1/hidden").outcome, PathMatch::Outcome::kNotFound);
  const Route& echo = table->routes[table->matcher.Match("POST", "/v1/echoes").route];
  EXPECT_EQ(echo.service, "probe");
  EXPECT_EQ(echo.rpc_path, "/mimamori.probe.v1.ProbeService/Echo");
  EXPECT_EQ(echo.form->done(), "/echoed/{text}");
  EXPECT_FALSE(echo.needs_session);
  EXPECT_FALSE(echo.prefers_session);
  EXPECT_TRUE(RouteOf("WhoAmI").needs_session);
  EXPECT_TRUE(RouteOf("WhoIsThere").prefers_session);
  EXPECT_FALSE(RouteOf("WhoIsThere").needs_session);
  EXPECT_TRUE(RouteOf("Print").document);
  EXPECT_NE(RouteOf("Count").resume_response, nullptr);
}

TEST(RouteTable, AsksTheServiceThatTheRequestNamesForWhatEveryServiceHas) {
  const auto table = ReadRoutes(rpc::v1::DOOR_STAFF);
  ASSERT_TRUE(table.ok()) << table.status();
  const Route& list = table->routes[table->matcher.Match("GET", "/v1/policies/visit").route];
  ASSERT_NE(list.service_field, nullptr);
  EXPECT_EQ(list.service_field->full_name(), "mimamori.rpc.v1.ListPoliciesRequest.service");
  EXPECT_EQ(table->routes[table->matcher.Match("GET", "/v1/me").route].service_field, nullptr);
  const auto* jobs = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "mimamori.rpc.v1.JobService.ListJobs");
  EXPECT_FALSE(ReadRoute(*jobs).ok()) << "it could be asked of anybody";

  rpc::v1::ListPoliciesRequest request;
  request.set_service("nobody");
  rpc::v1::ListPoliciesResponse response;
  absl::Status answer;
  Upstream().Call(list, {}, {}, request, response, [&](const absl::Status& status) { answer = status; });
  EXPECT_EQ(platform::ReasonOf(answer), "SERVICE_UNKNOWN");
}

TEST(Decode, TakesAWholeJsonBody) {
  const Route route = RouteOf("Echo");
  probe::v1::EchoRequest out;
  const auto status = DecodeRequest(
      route, {},
      Json(R"({"text":"大阪","number":7,"big":"9007199254740993","flag":true,"ratio":0.5,"colour":"COLOUR_RED",
               "blob":"AQI=","time":"2026-11-21T09:00:00+09:00","span":"1.5s","boxed":3,"tags":["a","b"],
               "inner":{"name":"n"},"inners":[{"number":1},{"number":2}],"arriveText":"camel"})"),
      kJar, out);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(out.text(), "大阪");
  EXPECT_EQ(out.big(), 9007199254740993);
  EXPECT_EQ(out.blob(), "\x01\x02");
  EXPECT_EQ(out.time().seconds(), 1795219200);
  EXPECT_EQ(out.boxed().value(), 3);
  EXPECT_EQ(out.inners(1).number(), 2);
  EXPECT_EQ(out.arrive_text(), "camel");
  probe::v1::EchoRequest snake;
  EXPECT_TRUE(DecodeRequest(route, {}, Json(R"({"arrive_text":"snake"})"), kJar, snake).ok());
  EXPECT_EQ(snake.arrive_text(), "snake");
}

TEST(Decode, TakesAnEmptyBodyAsAnEmptyMessage) {
  probe::v1::EchoRequest out;
  EXPECT_TRUE(DecodeRequest(RouteOf("Echo"), {}, Json(""), kJar, out).ok());
  EXPECT_TRUE(DecodeRequest(RouteOf("Echo"), {}, Json("{}"), kJar, out).ok());
  EXPECT_EQ(out.ByteSizeLong(), 0U);
}

TEST(Decode, NamesWhatIsWrongWithAJsonBody) {
  struct Case {
    std::string_view body, reason, field;
  };
  const Case cases[] = {
      {"{", "MALFORMED_JSON", ""},
      {"{\"text\":\"secret-value\"", "MALFORMED_JSON", ""},
      {"{\"text\":}", "MALFORMED_JSON", ""},
      {"{} {}", "MALFORMED_JSON", ""},
      {"text", "MALFORMED_JSON", ""},
      {"[]", "MALFORMED_JSON", ""},
      {"\"secret-value\"", "MALFORMED_JSON", ""},
      {"null", "MALFORMED_JSON", ""},
      {R"({"unknown":"secret-value"})", "UNKNOWN_FIELD", "unknown"},
      {R"({"inner":{"unknown":1}})", "UNKNOWN_FIELD", "inner.unknown"},
      {R"({"inners":[{},{"unknown":1}]})", "UNKNOWN_FIELD", "inners[1].unknown"},
      {R"({"number":"secret-value"})", "BAD_VALUE", "number"},
      {R"({"number":99999999999})", "BAD_VALUE", "number"},
      {R"({"number":1.5})", "BAD_VALUE", "number"},
      {R"({"inner":{"number":"secret-value"}})", "BAD_VALUE", "inner.number"},
      {R"({"text":5})", "BAD_VALUE", "text"},
      {R"({"text":["secret-value"]})", "BAD_VALUE", "text"},
      {R"({"text":{"a":"secret-value"}})", "BAD_VALUE", "text"},
      {R"({"inner":5})", "BAD_VALUE", "inner"},
      {R"({"colour":"COLOUR_GREY"})", "BAD_VALUE", "colour"},
      {R"({"blob":"%%%"})", "BAD_VALUE", "blob"},
      {R"({"flag":"maybe"})", "BAD_VALUE", "flag"},
      {R"({"time":"yesterday"})", "BAD_VALUE", "time"},
      {R"({"visitorCookie":"secret-value"})", "FIELD_NOT_ALLOWED", "visitor_cookie"},
      {R"({"visitor_cookie":"secret-value"})", "FIELD_NOT_ALLOWED", "visitor_cookie"},
      {"{\"text\":\"\xff\"}", "TEXT_NOT_PLAIN", ""},
      {"{\"text\":\"\xc0\xaf\"}", "TEXT_NOT_PLAIN", ""},
      {"{\"text\":\"\xed\xa0\x80\"}", "TEXT_NOT_PLAIN", ""},
      {R"({"text":"\ud800"})", "MALFORMED_JSON", ""},
  };
  const Route route = RouteOf("Echo");
  for (const Case& c : cases) {
    SCOPED_TRACE(c.body);
    probe::v1::EchoRequest out;
    const auto status = DecodeRequest(route, {}, Json(c.body), kJar, out);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(platform::ReasonOf(status), c.reason) << status;
    EXPECT_EQ(platform::FieldOf(status), c.field) << status;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret-value")));
  }
}

TEST(Decode, SurvivesDeepNesting) {
  for (const std::string_view opening : {"[", "{\"inner\":", "{\"x\":["}) {
    std::string body = "{\"tags\":";
    for (int i = 0; i < 100'000; ++i) body += opening;
    probe::v1::EchoRequest out;
    EXPECT_EQ(DecodeRequest(RouteOf("Echo"), {}, Json(body), kJar, out).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(Decode, TakesAFormOntoTheSameFields) {
  probe::v1::EchoRequest out;
  const auto status = DecodeRequest(
      RouteOf("Echo"), {},
      Form("text=a+b%26c&number=&flag=true&inner.number=4&tags=x&tags=y&colour=COLOUR_BLUE&arriveText=z&time="), kJar, out);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(out.text(), "a b&c");
  EXPECT_TRUE(out.flag());
  EXPECT_EQ(out.inner().number(), 4);
  EXPECT_EQ(out.tags_size(), 2);
  EXPECT_EQ(out.colour(), probe::v1::COLOUR_BLUE);
  EXPECT_EQ(out.arrive_text(), "z");
  EXPECT_FALSE(out.has_time());
}

TEST(Decode, NamesWhatIsWrongWithAForm) {
  struct Case {
    std::string_view body, reason, field;
  };
  const Case cases[] = {
      {"unknown=1", "UNKNOWN_FIELD", "unknown"},
      {"text.x=1", "UNKNOWN_FIELD", "text.x"},
      {"inners.name=1", "UNKNOWN_FIELD", "inners.name"},
      {"number=x", "BAD_VALUE", "number"},
      {"number=1&number=2", "REPEATED_FIELD", "number"},
      {"inner=1", "BAD_VALUE", "inner"},
      {"visitor_cookie=x", "FIELD_NOT_ALLOWED", "visitor_cookie"},
      {"visitorCookie=x", "FIELD_NOT_ALLOWED", "visitor_cookie"},
      {"text=%ff", "MALFORMED_QUERY", ""},
      {"text=%e", "MALFORMED_QUERY", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.body);
    probe::v1::EchoRequest out;
    const auto status = DecodeRequest(RouteOf("Echo"), {}, Form(c.body), kJar, out);
    EXPECT_EQ(platform::ReasonOf(status), c.reason) << status;
    EXPECT_EQ(platform::FieldOf(status), c.field) << status;
  }
}

TEST(Decode, TakesQueryAndPath) {
  const Route route = RouteOf("GetEcho");
  Request request{.method = "GET", .path = "/", .query = "numbers=1&numbers=2&inner.name=x&colour=2&time=2026-11-21T00:00:00Z"};
  probe::v1::GetEchoRequest out;
  const auto status = DecodeRequest(route, {{0, "from path"}}, request, kJar, out);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(out.text(), "from path");
  EXPECT_EQ(out.numbers(1), 2);
  EXPECT_EQ(out.inner().name(), "x");
  EXPECT_EQ(out.colour(), probe::v1::COLOUR_BLUE);
  EXPECT_EQ(out.time().seconds(), 1795219200);

  request.query = "nothing=1";
  EXPECT_EQ(platform::ReasonOf(DecodeRequest(route, {}, request, kJar, out)), "UNKNOWN_FIELD");
  request.query = "";
  request.body = "{}";
  EXPECT_EQ(platform::ReasonOf(DecodeRequest(route, {}, request, kJar, out)), "BODY_NOT_ALLOWED");
}

TEST(Decode, TakesABodyIntoOneFieldAndLetsThePathWin) {
  const Route route = RouteOf("MarkEcho");
  Request request = Json(R"({"name":"body","number":3})");
  request.query = "number=5";
  probe::v1::MarkEchoRequest out;
  const auto status = DecodeRequest(route, {{0, "groups/7"}}, request, kJar, out);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(out.inner().name(), "groups/7");
  EXPECT_EQ(out.inner().number(), 3);
  EXPECT_EQ(out.number(), 5);
  EXPECT_EQ(platform::ReasonOf(DecodeRequest(route, {}, Form("inner.name=x"), kJar, out)), "BODY_NOT_ALLOWED");
}

TEST(Decode, TakesACookiesFieldFromTheCookieAlone) {
  Request request = Json("{}");
  request.headers.push_back({"Cookie", "__Host-visitor=sealed; visitor=planted"});
  probe::v1::BakeRequest out;
  ASSERT_TRUE(DecodeRequest(RouteOf("Bake"), {}, request, kJar, out).ok());
  EXPECT_EQ(out.visitor_cookie(), "sealed");
}

TEST(Encode, TurnsFieldsIntoCookiesAndOutOfTheAnswer) {
  probe::v1::Baked baked;
  baked.set_seen("visitorCookie\":\"\"");
  baked.set_visitor_cookie("fresh");
  const Response answer = EncodeResponse(RouteOf("Bake"), baked, kJar, "t");
  EXPECT_EQ(answer.body, R"({"seen":"visitorCookie\":\"\""})");
  ASSERT_EQ(std::count_if(answer.headers.begin(), answer.headers.end(), [](auto& h) { return h.first == "Set-Cookie"; }), 1);
  EXPECT_THAT(std::string(answer.HeaderOf("set-cookie")), HasSubstr("__Host-visitor=fresh;"));
}

TEST(Encode, AnEmptyValueDeletesAndAnUnsetOptionalLeavesAlone) {
  probe::v1::Baked baked;
  baked.set_optional_stay("");
  const Response answer = EncodeResponse(RouteOf("Bake"), baked, kJar, "t");
  EXPECT_EQ(answer.body, R"({"seen":""})");
  std::vector<std::string> cookies;
  for (const auto& [name, value] : answer.headers) {
    if (name == "Set-Cookie") cookies.push_back(value);
  }
  ASSERT_EQ(cookies.size(), 2U);
  EXPECT_THAT(cookies[0], HasSubstr("__Host-visitor=; Path=/; Max-Age=0"));
  EXPECT_THAT(cookies[1], HasSubstr("__Host-stay=; Path=/; Max-Age=0"));
}

TEST(Encode, SendsADocumentAsItIs) {
  rpc::v1::Document document;
  document.set_content("%PDF");
  document.set_content_type("application/pdf");
  document.set_file_name("a\"/b.pdf");
  const Response answer = EncodeResponse(RouteOf("Print"), document, kJar, "t");
  EXPECT_EQ(answer.body, "%PDF");
  EXPECT_EQ(answer.HeaderOf("content-type"), "application/pdf");
  EXPECT_EQ(answer.HeaderOf("content-disposition"), "attachment; filename=\"ab.pdf\"");
}

}  // namespace
}  // namespace mimamori::http
