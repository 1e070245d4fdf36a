// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace mimamori::visit {
namespace {

constexpr ProofPolicy kPolicy{.renew_after = absl::Hours(24 * 7), .confirm_again = absl::Hours(24 * 365)};
const absl::Time kStart = absl::FromUnixSeconds(1'795'237'200);
absl::Time Day(int days) { return kStart + days * absl::Hours(24); }

TEST(Proof, AgesByItsIssueAndRenewsByItsConfirmation) {
  const struct {
    const char* name;
    bool verified;
    int issued, confirmed, now;
    bool expired, due;
  } cases[] = {
      {"fresh", true, 0, 0, 6, false, false},
      {"a week old", true, 0, 0, 7, false, true},
      {"old, not confirmed", false, 0, 0, 60, false, false},
      {"its last day", true, 0, 0, 90, false, true},
      {"expired", true, 0, 0, 91, true, true},
      {"renewed lately", true, 360, 0, 364, false, false},
      {"renewed, confirmed long ago", true, 350, 0, 365, false, false},
      {"renewed, confirmed almost a year ago", true, 350, 0, 364, false, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const ProofAges proof{.verified = c.verified, .issued_at = Day(c.issued), .confirmed_at = Day(c.confirmed)};
    EXPECT_EQ(IsExpired(proof, Day(c.now)), c.expired);
    EXPECT_EQ(IsDueForRenewal(proof, Day(c.now), kPolicy), c.due);
  }
}

TEST(HandOverNumbers, AreNineDifferentOnesWithTheRightOneAmongThem) {
  std::set<int> seen;
  for (int round = 0; round < 500; ++round) {
    std::string random(32, '\0');
    for (size_t i = 0; i < random.size(); ++i) random[i] = static_cast<char>((round * 131 + static_cast<int>(i) * 29) % 256);
    const HandOverNumbers numbers = NumbersFrom(random);
    ASSERT_EQ(numbers.numbers.size(), 9u);
    EXPECT_TRUE(std::is_sorted(numbers.numbers.begin(), numbers.numbers.end()));
    EXPECT_EQ(std::set<int>(numbers.numbers.begin(), numbers.numbers.end()).size(), 9u);
    EXPECT_TRUE(std::binary_search(numbers.numbers.begin(), numbers.numbers.end(), numbers.number));
    EXPECT_GE(numbers.numbers.front(), 10);
    EXPECT_LE(numbers.numbers.back(), 99);
    seen.insert(numbers.number);
  }
  EXPECT_GT(seen.size(), 40u);
}

TEST(HandOverNumbers, DifferAlsoWhereTheirBytesAreAllAlike) {
  for (const char byte : {'\0', '\x59', '\xff'}) {
    EXPECT_EQ(NumbersFrom(std::string(32, byte)).numbers.size(), 9u);
  }
}

}  // namespace
}  // namespace mimamori::visit
