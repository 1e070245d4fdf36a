// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/quota_keys.hpp"

#include <gtest/gtest.h>

namespace mimamori::platform::crypto {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000) - absl::Seconds(1'795'000'000 % 3600);

TEST(QuotaKeys, AreTheSameForWhoeverHasTheKeyAndSayNothingToOthers) {
  const Secret key(std::string(32, 'k'));
  const EmailAddress hanako = EmailAddress::Parse("Hanako@Example.jp").value();
  const EmailAddress folded = EmailAddress::Parse("hanako@example.jp").value();
  EXPECT_EQ(QuotaKeys(key).OfAddress(hanako), QuotaKeys(key).OfAddress(folded));
  EXPECT_EQ(QuotaKeys(key).OfAddress(hanako).size(), 16u);
  EXPECT_NE(QuotaKeys(key).OfAddress(hanako), QuotaKeys(Secret(std::string(32, 'l'))).OfAddress(hanako));
  EXPECT_NE(QuotaKeys(key).OfAddress(hanako), QuotaKeys(key).OfDomain(hanako));
}

TEST(QuotaKeys, KnowANetworkForItsHourOnly) {
  const QuotaKeys quotas(Secret(std::string(32, 'k')));
  const std::string now = quotas.OfNetwork("192.0.2.0/24", kNow);
  EXPECT_EQ(now.size(), 16u);
  EXPECT_EQ(quotas.OfNetwork("192.0.2.0/24", kNow + absl::Minutes(59)), now);
  EXPECT_NE(quotas.OfNetwork("192.0.2.0/24", kNow + absl::Minutes(60)), now);
  EXPECT_NE(quotas.OfNetwork("192.0.3.0/24", kNow), now);
  EXPECT_EQ(quotas.OfNetwork("", kNow), "");
}

}  // namespace
}  // namespace mimamori::platform::crypto
