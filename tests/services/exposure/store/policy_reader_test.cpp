// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/policy_reader.hpp"

#include <fmt/format.h>
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

TEST(ReadAreaContacts, ReadsEachArea) {
  const auto contacts = ReadAreaContacts(
      R"({"areas": [{"area": "271004", "text": "市の窓口\n06-0000-0000", "link": "https://city.example.jp/pcr"},
                    {"area": "270008", "text": "府の窓口", "link": ""}]})");
  ASSERT_TRUE(contacts.ok()) << contacts.status();
  ASSERT_EQ(contacts->size(), 2u);
  EXPECT_EQ(contacts->front().area.ToString(), "271004");
  EXPECT_EQ(contacts->front().text, "市の窓口\n06-0000-0000");
  EXPECT_EQ(contacts->front().link, "https://city.example.jp/pcr");
  EXPECT_TRUE(ReadAreaContacts(R"({"areas": []})")->empty());
}

TEST(ReadAreaContacts, RefusesWhatNoMailCouldSay) {
  for (const char* area : {R"({"area": "27100", "text": "x", "link": ""})", R"({"area": "271004", "text": "", "link": ""})",
                           R"({"area": "271004", "text": "a\u0007", "link": ""})", R"({"area": "271004", "text": "x"})",
                           R"({"area": "271004", "text": "x", "link": "http://a.example"})",
                           R"({"area": "271004", "text": "x", "link": "https://a@b.example"})"}) {
    EXPECT_EQ(platform::ReasonOf(ReadAreaContacts(fmt::format(R"({{"areas": [{}]}})", area)).status()),
              "POLICY_MALFORMED") << area;
  }
  const std::string twice = R"({"area": "271004", "text": "x", "link": ""})";
  EXPECT_EQ(platform::ReasonOf(ReadAreaContacts(fmt::format(R"({{"areas": [{0}, {0}]}})", twice)).status()),
            "POLICY_MALFORMED");
  EXPECT_EQ(platform::ReasonOf(ReadAreaContacts("{}").status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::exposure
