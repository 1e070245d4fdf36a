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
  }
  EXPECT_EQ(ReasonOf(PolicyBody(R"({"mail": 1})").Bool("mail").status()), "POLICY_MALFORMED");
  EXPECT_EQ(ReasonOf(PolicyBody(R"({"text": "abcd"})").Text("text", 3).status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::platform::postgres
