// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/policy_reader.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::exposure {
namespace {

constexpr char kGood[] = R"({"longest_window_minutes": 2880, "oldest_days": 28, "margin_minutes": 10,
  "tail_minutes": 30, "least_minutes": 1, "least_recipients": 5, "mail_unverified": true, "contact_text": "call us"})";

TEST(ReadAlertPolicy, ReadsEveryFigure) {
  const auto policy = ReadAlertPolicy(kGood);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->longest_window, absl::Hours(48));
  EXPECT_EQ(policy->oldest, absl::Hours(28 * 24));
  EXPECT_EQ(policy->margin, absl::Minutes(10));
  EXPECT_EQ(policy->tail, absl::Minutes(30));
  EXPECT_EQ(policy->least_minutes, 1);
  EXPECT_EQ(policy->least_recipients, 5);
  EXPECT_TRUE(policy->mail_unverified);
  EXPECT_EQ(policy->contact_text, "call us");
}

TEST(ReadAlertPolicy, NeverGuessesAFigure) {
  const struct {
    const char* figure;
    const char* instead;
  } cases[] = {
      {"\"longest_window_minutes\": 2880", "\"longest_window_minutes\": 0"},
      {"\"oldest_days\": 28", "\"oldest_days\": 91"},
      {"\"margin_minutes\": 10", "\"margin_minutes\": 241"},
      {"\"tail_minutes\": 30", "\"tail_minutes\": 61"},
      {"\"least_minutes\": 1", "\"least_minutes\": 0"},
      {"\"least_recipients\": 5", "\"least_recipients\": -1"},
      {"\"mail_unverified\": true", "\"mail_unverified\": 1"},
      {"\"contact_text\": \"call us\"", "\"contact_text\": 7"},
      {"\"margin_minutes\": 10", "\"marginal_minutes\": 10"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.instead);
    std::string body = kGood;
    body.replace(body.find(c.figure), std::string(c.figure).size(), c.instead);
    EXPECT_EQ(platform::ReasonOf(ReadAlertPolicy(body).status()), "POLICY_MALFORMED");
  }
  EXPECT_EQ(platform::ReasonOf(ReadAlertPolicy("[]").status()), "POLICY_MALFORMED");
}

TEST(ReadRetentionDays, NeverGuessesAFigure) {
  EXPECT_EQ(ReadRetentionDays(R"({"days": 28})").value(), 28);
  EXPECT_EQ(platform::ReasonOf(ReadRetentionDays(R"({"days": 0})").status()), "POLICY_MALFORMED");
  EXPECT_EQ(platform::ReasonOf(ReadRetentionDays("{}").status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::exposure
