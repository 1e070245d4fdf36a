// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/mac.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

// RFC 4231 gives HMAC-SHA-256 without a label; ours is the same over label ‖ 0 ‖ message. This computes the published
// function from SHA-256 alone (RFC 2104 §2), is held to the vectors, and then stands as the oracle.
std::string PlainHmac(std::string key, const std::string& message) {
  if (key.size() > 64) key = Sha256(key);
  key.resize(64, '\0');
  std::string inner, outer;
  for (const char c : key) {
    inner.push_back(static_cast<char>(c ^ 0x36));
    outer.push_back(static_cast<char>(c ^ 0x5c));
  }
  return Sha256(outer + Sha256(inner + message));
}

struct Vector {
  std::string key;
  std::string message;
  const char* mac;
};
std::vector<Vector> Rfc4231() {
  return {
      {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST(Mac, IsThePublishedHmacOverLabelAndMessage) {
  for (const auto& vector : Rfc4231()) {
    EXPECT_EQ(ToHex(PlainHmac(vector.key, vector.message)), vector.mac);
    for (const std::string& label : {std::string(), std::string("code"), std::string(100, 'l')}) {
      const Mac mac(Secret(vector.key), label);
      EXPECT_EQ(mac.Of(vector.message), PlainHmac(vector.key, label + '\0' + vector.message)) << label;
    }
  }
}

TEST(Mac, CutsToTheAskedLength) {
  const Mac mac(RandomKey(), "code");
  const std::string whole = mac.Of("venue");
  EXPECT_EQ(whole.size(), 32u);
  for (const size_t bytes : {8u, 10u, 16u, 32u}) EXPECT_EQ(mac.Of("venue", bytes), whole.substr(0, bytes));
}

TEST(Mac, KeepsLabelsAndKeysApart) {
  const Secret key = RandomKey();
  EXPECT_NE(Mac(key, "code").Of("x"), Mac(key, "proof").Of("x"));
  EXPECT_NE(Mac(key, "code").Of("x"), Mac(RandomKey(), "code").Of("x"));
  EXPECT_NE(Mac(key, "ab").Of("c"), Mac(key, "a").Of("bc"));
}

TEST(Mac, MatchesOnlyItsOwn) {
  const Mac mac(RandomKey(), "code");
  const std::string whole = mac.Of("venue");
  EXPECT_TRUE(mac.Matches("venue", whole));
  EXPECT_TRUE(mac.Matches("venue", whole.substr(0, 8)));
  EXPECT_FALSE(mac.Matches("venue2", whole));
  EXPECT_FALSE(mac.Matches("venue", whole.substr(0, 7)));  // too short to mean anything
  EXPECT_FALSE(mac.Matches("venue", ""));
  EXPECT_FALSE(mac.Matches("venue", whole + "x"));
  for (size_t i = 0; i < 8; ++i) {
    std::string changed = whole.substr(0, 8);
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(mac.Matches("venue", changed)) << i;
  }
}

TEST(Mac, StaysTheSameWhenMoved) {
  Mac first(RandomKey(), "code");
  const std::string before = first.Of("venue");
  const Mac second(std::move(first));
  EXPECT_EQ(second.Of("venue"), before);
}

TEST(Mac, IsSharedByThreads) {
  const Mac mac(RandomKey(), "code");
  const std::string expected = mac.Of("venue");
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 2000; ++n) wrong += mac.Of("venue") != expected;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(DeriveKey, DependsOnKeyAndLabel) {
  const Secret key(std::string(32, 'k'));
  const Secret same(std::string(32, 'k'));
  EXPECT_EQ(DeriveKey(key, "cookie").Reveal(), DeriveKey(same, "cookie").Reveal());
  EXPECT_EQ(DeriveKey(key, "cookie").Reveal(), PlainHmac(std::string(32, 'k'), std::string("derive\0cookie", 13)));
  EXPECT_NE(DeriveKey(key, "cookie").Reveal(), DeriveKey(key, "proof").Reveal());
  EXPECT_NE(DeriveKey(key, "cookie").Reveal(), DeriveKey(RandomKey(), "cookie").Reveal());
}

}  // namespace
}  // namespace mimamori::platform::crypto
