// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/policy_reader.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::vault {
namespace {

constexpr char kRetention[] = R"({"zone": "Asia/Tokyo", "pseudonym_days": 28, "seal_visit_days": 27,
  "seal_patient_days": 180, "seal_operator_days": 730, "seal_staff_days": 31, "seal_desk_days": 3650, "event_days": 60})";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(RetentionPolicy, IsRead) {
  const auto retention = ReadRetention(kRetention);
  ASSERT_TRUE(retention.ok());
  EXPECT_EQ(retention->zone.name(), "Asia/Tokyo");
  EXPECT_EQ(retention->pseudonym_days, 28);
  EXPECT_EQ(retention->seal_visit_days, 27);
  EXPECT_EQ(retention->seal_patient_days, 180);
  EXPECT_EQ(retention->seal_operator_days, 730);
  EXPECT_EQ(retention->seal_staff_days, 31);
  EXPECT_EQ(retention->seal_desk_days, 3650);
  EXPECT_EQ(retention->event_days, 60);
}

TEST(RetentionPolicy, IsNeverGuessed) {
  const std::string cases[] = {
      "",
      "not JSON",
      "[]",
      "28",
      Replaced(kRetention, "\"pseudonym_days\": 28, ", ""),
      Replaced(kRetention, ": 28", ": \"28\""),
      Replaced(kRetention, ": 28", ": 28.5"),
      Replaced(kRetention, ": 28", ": 0"),
      Replaced(kRetention, ": 28", ": 3"),
      Replaced(kRetention, ": 28", ": -28"),
      Replaced(kRetention, ": 28", ": 3651"),
      Replaced(kRetention, ": 28", ": 18446744073709551615"),
      Replaced(kRetention, ": 28", ": null"),
      Replaced(kRetention, "Asia/Tokyo", "Asia/Edo"),
      Replaced(kRetention, "\"zone\": \"Asia/Tokyo\", ", ""),
  };
  for (const std::string& body : cases) {
    EXPECT_EQ(platform::ReasonOf(ReadRetention(body).status()), "POLICY_MALFORMED") << body;
  }
}

TEST(PermitPolicy, IsRead) {
  const auto policy = ReadPermitPolicy(R"({"longest_days": 31, "rules": [
    {"issuer": "exposure", "ring": "visit", "templates": ["alert-caution", "alert-cluster"]},
    {"issuer": "venue", "ring": "operator", "templates": ["venue-registration"]}]})");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->longest, absl::Hours(31 * 24));
  ASSERT_EQ(policy->rules.size(), 3u);
  EXPECT_EQ(policy->rules[1].issuer, "exposure");
  EXPECT_EQ(policy->rules[1].template_name, "alert-cluster");
  EXPECT_EQ(policy->rules[2].ring, Ring::kOperator);
}

TEST(PermitPolicy, IsNeverGuessed) {
  const char* cases[] = {
      "{}",
      R"({"longest_days": 31})",
      R"({"rules": []})",
      R"({"longest_days": 31, "rules": {}})",
      R"({"longest_days": 31, "rules": ["visit"]})",
      R"({"longest_days": 31, "rules": [{"issuer": "visit", "ring": "prize", "templates": ["x"]}]})",
      R"({"longest_days": 31, "rules": [{"issuer": "", "ring": "visit", "templates": ["x"]}]})",
      R"({"longest_days": 31, "rules": [{"issuer": "visit", "ring": "visit"}]})",
      R"({"longest_days": 31, "rules": [{"issuer": "visit", "ring": "visit", "templates": [1]}]})",
  };
  for (const char* body : cases) {
    EXPECT_EQ(platform::ReasonOf(ReadPermitPolicy(body).status()), "POLICY_MALFORMED") << body;
  }
}

TEST(PermitPolicy, InForceLeavesOutTheRingsOfANewerReleaseAndNothingElse) {
  const auto policy = ReadPermitPolicyInForce(R"({"longest_days": 31, "rules": [
    {"issuer": "visit", "ring": "prize", "templates": ["won"]},
    {"issuer": "venue", "ring": "operator", "templates": ["venue-registration"]}]})");
  ASSERT_TRUE(policy.ok()) << policy.status();
  ASSERT_EQ(policy->rules.size(), 1u);
  EXPECT_EQ(policy->rules[0].ring, Ring::kOperator);
  for (const char* body : {R"({"longest_days": 31, "rules": [{"issuer": "", "ring": "prize", "templates": ["x"]}]})",
                           R"({"longest_days": 31, "rules": [{"issuer": "visit", "ring": "prize"}]})"}) {
    EXPECT_EQ(platform::ReasonOf(ReadPermitPolicyInForce(body).status()), "POLICY_MALFORMED") << body;
  }
}

}  // namespace
}  // namespace mimamori::vault
