// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/message.hpp"

#include <gtest/gtest.h>

#include "gateways/http/cookies.hpp"
#include "gateways/http/percent.hpp"
#include "gateways/http/problem.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

TEST(Request, FindsACookieAmongOthers) {
  const Request request{.headers = {{"Host", "x"}, {"cookie", "a=1; visitor=abc ;b=2"}, {"Cookie", "stay=s=t"}}};
  EXPECT_EQ(request.Cookie("visitor"), "abc");
  EXPECT_EQ(request.Cookie("stay"), "s=t");
  EXPECT_EQ(request.Cookie("b"), "2");
  EXPECT_EQ(request.Cookie("isitor"), "");
  EXPECT_EQ(request.Cookie("c"), "");
}

TEST(Request, TrustsNoCookieThatCameTwice) {
  const Request request{.headers = {{"Cookie", "visitor=mine; visitor=planted"}}};
  EXPECT_EQ(request.Cookie("visitor"), "");
}

TEST(CookieJar, NamesAndFlagsFollowTheScheme) {
  const CookieJar plain(false), secure(true);
  EXPECT_EQ(secure.Write(rpc::v1::COOKIE_NAME_VISITOR, "v"),
            "__Host-visitor=v; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(plain.Write(rpc::v1::COOKIE_NAME_STAY, "v"), "stay=v; Path=/; Max-Age=172800; HttpOnly; SameSite=Lax");
  EXPECT_EQ(secure.Write(rpc::v1::COOKIE_NAME_STAFF_SESSION, "v"),
            "__Host-staff=v; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(plain.Write(rpc::v1::COOKIE_NAME_OPERATOR_SESSION, ""),
            "operator=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST(CookieJar, LetsNoValueWriteAttributes) {
  const CookieJar jar(false);
  for (const std::string_view value : {"a; Domain=example.jp", "a\r\nX: y", "a b", "a,b", "\"a\"", "大"}) {
    SCOPED_TRACE(value);
    EXPECT_EQ(jar.Write(rpc::v1::COOKIE_NAME_VISITOR, value), "visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  }
}

TEST(Percent, DecodesAndEncodes) {
  EXPECT_EQ(PercentDecode("a%20b+c", Percent::kPath), "a b+c");
  EXPECT_EQ(PercentDecode("a%20b+c", Percent::kForm), "a b c");
  EXPECT_EQ(PercentDecode("a%2fb%41", Percent::kKeepSlash), "a%2fbA");
  EXPECT_EQ(PercentDecode("%4", Percent::kPath), std::nullopt);
  EXPECT_EQ(PercentEncode("a/b ?&大"), "a%2Fb%20%3F%26%E5%A4%A7");
}

TEST(Percent, ParsesPairs) {
  const auto parsed = ParseParameters("a=1&b=x+y&&c&d=%3D=&a=2");
  ASSERT_TRUE(parsed.ok());
  const Parameters expected{{"a", "1"}, {"b", "x y"}, {"c", ""}, {"d", "=="}, {"a", "2"}};
  EXPECT_EQ(*parsed, expected);
  EXPECT_EQ(platform::ReasonOf(ParseParameters("a=%ff").status()), "MALFORMED_QUERY");
  EXPECT_EQ(platform::ReasonOf(ParseParameters("a=%f").status()), "MALFORMED_QUERY");
  std::string many;
  for (int i = 0; i < 257; ++i) many += "a=1&";
  EXPECT_EQ(platform::ReasonOf(ParseParameters(many).status()), "MALFORMED_QUERY");
}

TEST(Problem, MapsEveryCodeAsGoogleDoes) {
  const std::pair<absl::StatusCode, int> cases[] = {
      {absl::StatusCode::kCancelled, 499},         {absl::StatusCode::kUnknown, 500},
      {absl::StatusCode::kInvalidArgument, 400},   {absl::StatusCode::kDeadlineExceeded, 504},
      {absl::StatusCode::kNotFound, 404},          {absl::StatusCode::kAlreadyExists, 409},
      {absl::StatusCode::kPermissionDenied, 403},  {absl::StatusCode::kResourceExhausted, 429},
      {absl::StatusCode::kFailedPrecondition, 400}, {absl::StatusCode::kAborted, 409},
      {absl::StatusCode::kOutOfRange, 400},        {absl::StatusCode::kUnimplemented, 501},
      {absl::StatusCode::kInternal, 500},          {absl::StatusCode::kUnavailable, 503},
      {absl::StatusCode::kDataLoss, 500},          {absl::StatusCode::kUnauthenticated, 401},
  };
  for (const auto& [code, status] : cases) {
    SCOPED_TRACE(absl::StatusCodeToString(code));
    EXPECT_EQ(Problem(platform::Failure(code, "R", "s"), "t").status, status);
  }
}

TEST(Problem, SaysReasonFieldAndTrace) {
  const Response answer = Problem(platform::BadField("venue.seat_count", "BAD_COUNT", "a \"sentence\""), "abc");
  EXPECT_EQ(answer.body,
            R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"a \"sentence\"",)"
            R"("reason":"BAD_COUNT","field":"venue.seat_count","trace_id":"abc"})");
  EXPECT_EQ(answer.HeaderOf("content-type"), "application/problem+json");
  EXPECT_EQ(answer.HeaderOf("retry-after"), "");
}

TEST(Problem, KeepsInternalDetailsToItself) {
  const Response answer = Problem(platform::Failure(absl::StatusCode::kInternal, "SQL", "password=1"), "abc");
  EXPECT_EQ(answer.body.find("password"), std::string::npos);
  EXPECT_EQ(answer.body.find("SQL"), std::string::npos);
}

TEST(Problem, AsksToComeBackLater) {
  for (const auto code : {absl::StatusCode::kUnavailable, absl::StatusCode::kResourceExhausted}) {
    EXPECT_NE(Problem(platform::Failure(code, "BUSY", "busy"), "t").HeaderOf("retry-after"), "");
  }
}

}  // namespace
}  // namespace mimamori::http
