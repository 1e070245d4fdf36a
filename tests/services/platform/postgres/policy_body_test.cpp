// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policy_body.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::platform::postgres {
namespace {

TEST(PolicyBody, ReadsFieldsWithinTheirLimits) {
  const PolicyBody body(R"({"days": 28, "mail": true, "text": "保健所"})");
  EXPECT_EQ(body.Int("days", 1, 28).value(), 28);
  EXPECT_TRUE(body.Bool("mail").value());
  EXPECT_EQ(body.Text("text", 9).value(), "保健所");
}

TEST(PolicyBody, ReadsListsAndWholeTables) {
  const PolicyBody body(R"({"rules": [{"days": 1}, {"days": 2}], "names": ["a", "bc"], "jitter": 0.2, "hours": 12})");
  const auto rules = body.Objects("rules");
  ASSERT_TRUE(rules.ok());
  ASSERT_EQ(rules->size(), 2u);
  EXPECT_EQ((*rules)[1].Int("days", 1, 2).value(), 2);
  EXPECT_EQ(body.Texts("names", 2).value(), (std::vector<std::string>{"a", "bc"}));
  EXPECT_EQ(body.Number("jitter", 0, 1).value(), 0.2);
  EXPECT_EQ(body.Number("hours", 0, 12).value(), 12);
  EXPECT_EQ(PolicyBody(R"({"food": 90, "hall": 150})").Ints(15, 150).value(),
            (std::map<std::string, int>{{"food", 90}, {"hall", 150}}));

  for (const char* json : {R"({})", R"({"it": {}})", R"({"it": [1]})", R"({"it": ["abc"]})", R"({"it": [null]})", "[]"}) {
    SCOPED_TRACE(json);
    EXPECT_EQ(ReasonOf(PolicyBody(json).Texts("it", 2).status()), "POLICY_MALFORMED");
    EXPECT_EQ(ReasonOf(PolicyBody(json).Objects("it").status()), "POLICY_MALFORMED");
    EXPECT_EQ(ReasonOf(PolicyBody(json).Number("it", 0, 1).status()), "POLICY_MALFORMED");
  }
  for (const char* json : {R"({"food": 14})", R"({"food": 151})", R"({"food": 90, "hall": "150"})", R"({"food": null})",
                           "[90]", "{"}) {
    EXPECT_EQ(ReasonOf(PolicyBody(json).Ints(15, 150).status()), "POLICY_MALFORMED") << json;
  }
  EXPECT_EQ(ReasonOf(body.Number("hours", 0, 11.9).status()), "POLICY_MALFORMED");
  EXPECT_EQ(ReasonOf(body.Number("hours", 12.1, 13).status()), "POLICY_MALFORMED");
}

TEST(PolicyBody, NeverReplacesWhatItCannotReadByADefault) {
  const struct {
    const char* name;
    const char* json;
  } cases[] = {
      {"missing", R"({})"},          {"text", R"({"days": "28"})"},    {"fraction", R"({"days": 28.5})"},
      {"too small", R"({"days": 0})"}, {"too large", R"({"days": 91})"}, {"beyond 32 bits", R"({"days": 4294967324})"},
      {"null", R"({"days": null})"}, {"no object", R"([28])"},         {"no JSON", R"({"days": 28)"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(PolicyBody(c.json).Int("days", 1, 90).status()), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(PolicyBody(c.json).Int("days", 1, 90).status()), "days");
  }
  EXPECT_EQ(ReasonOf(PolicyBody(R"({"mail": 1})").Bool("mail").status()), "POLICY_MALFORMED");
  EXPECT_EQ(ReasonOf(PolicyBody(R"({"text": "abcd"})").Text("text", 3).status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::platform::postgres
