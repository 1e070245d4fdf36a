// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/path_template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mimamori::http {
namespace {

using ::testing::ElementsAre;

TEST(PathTemplate, TakesTheWholeGrammar) {
  struct Case {
    std::string_view text;
    size_t segments;
    std::vector<std::string> fields;
    std::string_view verb;
  };
  const Case cases[] = {
      {"/", 0, {}, ""},
      {"/v1/venues", 2, {}, ""},
      {"/v1/venues/{venue_id}", 3, {"venue_id"}, ""},
      {"/v1/venues/{venue_id=*}", 3, {"venue_id"}, ""},
      {"/v1/exposures/{exposure_id}:approve", 3, {"exposure_id"}, "approve"},
      {"/v1/{space.name=rooms/*/tables/*}", 5, {"space.name"}, ""},
      {"/v1/{file=**}", 2, {"file"}, ""},
      {"/v1/check-ins:checkOut", 2, {}, "checkOut"},
      {"/v1/*/x/**:peek", 4, {}, "peek"},
      {"/{a}/{b}", 2, {"a", "b"}, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const auto parsed = ParsePathTemplate(c.text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->segments.size(), c.segments);
    EXPECT_EQ(parsed->verb, c.verb);
    std::vector<std::string> fields;
    for (const auto& variable : parsed->variables) fields.push_back(variable.field_path);
    EXPECT_EQ(fields, c.fields);
  }
}

TEST(PathTemplate, RefusesWhatTheGrammarDoesNotHold) {
  for (const std::string_view text :
       {"", "v1", "//", "/v1/", "/v1//x", "/{", "/{}", "/{a", "/{a=}", "/{a={b}}", "/{a}/{a}", "/**/x", "/{a=**}/x",
        "/v1:", "/v1:a:b", "/a b", "/a?b", "/{a}b", "/v1/x:{a}"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ParsePathTemplate(text).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

PathMatcher Matcher(PathMatcher::Case literals = PathMatcher::Case::kExact) {
  PathMatcher::Builder builder(literals);
  const std::pair<std::string_view, std::string_view> routes[] = {
      {"GET", "/v1/venues"},            // 0
      {"POST", "/v1/venues"},           // 1
      {"GET", "/v1/venues/{id}"},       // 2
      {"GET", "/v1/venues/new"},        // 3
      {"POST", "/v1/venues/{id}:close"},// 4
      {"GET", "/v1/{name=rooms/*}/lamp"},  // 5
      {"GET", "/v1/files/{path=**}"},   // 6
      {"GET", "/"},                     // 7
      {"POST", "/v1/venues:confirm"},   // 8
      {"DELETE", "/v1/venues/{other}"}, // 9
  };
  size_t i = 0;
  for (const auto& [method, path] : routes) EXPECT_TRUE(builder.Add(method, path, i++).ok()) << path;
  return std::move(builder).Build();
}

TEST(PathMatcher, FindsTheRouteAndWhatThePathHolds) {
  struct Case {
    std::string_view method, path;
    size_t route;
    std::vector<std::string> values;
  };
  const Case cases[] = {
      {"GET", "/v1/venues", 0, {}},
      {"HEAD", "/v1/venues", 0, {}},
      {"POST", "/v1/venues", 1, {}},
      {"GET", "/v1/venues/K7QP", 2, {"K7QP"}},
      {"DELETE", "/v1/venues/K7QP", 9, {"K7QP"}},
      {"GET", "/v1/venues/new", 3, {}},
      {"GET", "/v1/venues/ne%77", 3, {}},
      {"DELETE", "/v1/venues/new", 9, {"new"}},  // the literal has no DELETE: the variable has
      {"GET", "/v1/venues/a%2Fb", 2, {"a/b"}},
      {"GET", "/v1/venues/%E5%A4%A7", 2, {"大"}},
      {"GET", "/v1/venues/a+b", 2, {"a+b"}},
      {"GET", "/v1/venues/a:b", 2, {"a:b"}},
      {"POST", "/v1/venues/K7:close", 4, {"K7"}},
      {"POST", "/v1/venues:confirm", 8, {}},
      {"GET", "/v1/rooms/7/lamp", 5, {"rooms/7"}},
      {"GET", "/v1/rooms/a%2Fb/lamp", 5, {"rooms/a%2Fb"}},
      {"GET", "/v1/files", 6, {""}},
      {"GET", "/v1/files/a", 6, {"a"}},
      {"GET", "/v1/files/a/b/c", 6, {"a/b/c"}},
      {"GET", "/", 7, {}},
  };
  const PathMatcher matcher = Matcher();
  for (const Case& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", c.method, c.path));
    const PathMatch match = matcher.Match(c.method, c.path);
    EXPECT_EQ(match.outcome, PathMatch::Outcome::kFound);
    EXPECT_EQ(match.route, c.route);
    std::vector<std::string> values;
    for (const Capture& capture : match.captures) values.push_back(capture.value);
    EXPECT_EQ(values, c.values);
  }
}

TEST(PathMatcher, TellsAMissingPathFromAMissingMethod) {
  const PathMatcher matcher = Matcher();
  for (const std::string_view path : {"", "v1", "/v2", "/v1", "/v1/venues/", "/v1//venues", "/v1/venues/a/b", "/V1/venues",
                                      "/v1/rooms/lamp", "/v1/venues/:close/x"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(matcher.Match("GET", path).outcome, PathMatch::Outcome::kNotFound);
  }
  const PathMatch wrong = matcher.Match("PUT", "/v1/venues/new");
  EXPECT_EQ(wrong.outcome, PathMatch::Outcome::kMethodNotAllowed);
  EXPECT_EQ(wrong.allow, "DELETE, GET");
  EXPECT_EQ(matcher.Match("GET", "/v1/venues:confirm").allow, "POST");
}

TEST(PathMatcher, RefusesBrokenEscapes) {
  const PathMatcher matcher = Matcher();
  for (const std::string_view path : {"/v1/venues/%", "/v1/venues/%4", "/v1/venues/%zz", "/v1/venues/%ff", "/%c3%28"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(matcher.Match("GET", path).outcome, PathMatch::Outcome::kMalformed);
  }
}

TEST(PathMatcher, IgnoresTheCaseOfLiteralsWhenTold) {
  const PathMatcher matcher = Matcher(PathMatcher::Case::kIgnored);
  const PathMatch match = matcher.Match("GET", "/V1/VENUES/AbC");
  ASSERT_EQ(match.outcome, PathMatch::Outcome::kFound);
  EXPECT_EQ(match.captures[0].value, "AbC");
}

TEST(PathMatcher, RefusesTwoRoutesOfOneShape) {
  PathMatcher::Builder builder;
  EXPECT_TRUE(builder.Add("GET", "/v1/{a}", 0).ok());
  EXPECT_EQ(builder.Add("GET", "/v1/{b}", 1).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(builder.Add("POST", "/v1/{b}", 1).ok());
}

}  // namespace
}  // namespace mimamori::http
