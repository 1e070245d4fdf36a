// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/password_hasher.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

const HashingPolicy kCheap{.memory_kib = 64, .passes = 1};

class PasswordHasherTest : public testing::Test {
 protected:
  PasswordHasherTest() { platform::crypto::Initialise(); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  const platform::Secret right_{"correct horse battery"};
  const platform::Secret wrong_{"incorrect horse battery"};
};

TEST_F(PasswordHasherTest, KnowsTheRightPassword) {
  PasswordHasher hasher;
  const auto hash = hasher.Hash(right_, kCheap, Soon());
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << *hash;
  EXPECT_NE(*hash, *hasher.Hash(right_, kCheap, Soon())) << "salted";
  EXPECT_TRUE(*hasher.Verify(*hash, right_, kCheap, Soon()));
  EXPECT_FALSE(*hasher.Verify(*hash, wrong_, kCheap, Soon()));
  EXPECT_FALSE(*hasher.Verify(std::nullopt, right_, kCheap, Soon()));
}

TEST_F(PasswordHasherTest, TellsWhenAHashWasMadeAtAnotherCost) {
  const auto hash = PasswordHasher().Hash(right_, kCheap, Soon());
  EXPECT_FALSE(PasswordHasher::IsOutdated(*hash, kCheap));
  EXPECT_TRUE(PasswordHasher::IsOutdated(*hash, {.memory_kib = 128, .passes = 1}));
  EXPECT_TRUE(PasswordHasher::IsOutdated(*hash, {.memory_kib = 64, .passes = 2}));
}

TEST_F(PasswordHasherTest, TurnsPeopleAwayWhenAllPlacesAreTaken) {
  EXPECT_EQ(platform::ReasonOf(PasswordHasher(0, 0).Hash(right_, kCheap, absl::InfiniteFuture()).status()), "BUSY");
  EXPECT_EQ(platform::ReasonOf(PasswordHasher(0, 1).Hash(right_, kCheap, absl::Now()).status()), "BUSY")
      << "whoever waits, waits until the deadline";
}

TEST_F(PasswordHasherTest, ServesThoseWhoWait) {
  PasswordHasher hasher(1, 8);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < 8; ++i) {
      people.emplace_back([&] { served += hasher.Hash(right_, kCheap, Soon()).ok() ? 1 : 0; });
    }
  }
  EXPECT_EQ(served, 8);
}

}  // namespace
}  // namespace mimamori::identity
