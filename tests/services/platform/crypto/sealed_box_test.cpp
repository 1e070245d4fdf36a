// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/sealed_box.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1795262400);
constexpr char kAddress[] = "taro.yamada@example.jp";

class SealedBox : public testing::Test {
 protected:
  std::string Seal(std::string_view subject = "stay-1", absl::Time now = kNow) {
    return sealer_.Seal(subject, kAddress, now).value();
  }
  static std::string EphemeralOf(const std::string& sealed) { return sealed.substr(2 + 16, 32); }

  const SealingKeyPair pair_ = NewSealingKeyPair();
  Sealer sealer_{"visit", "2026-11-21", pair_.public_key};
};

TEST_F(SealedBox, GivesBackTextAndContext) {
  const auto opened = OpenSealed(pair_.private_key.Reveal(), Seal());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->text.Reveal(), kAddress);
  EXPECT_EQ(opened->context, (SealContext{"visit", "2026-11-21", "stay-1"}));
}

TEST_F(SealedBox, OpensWithAPairThatWasKeptAsItsPrivateHalf) {
  const SealingKeyPair kept = SealingKeyPairOf(pair_.private_key.Clone());
  EXPECT_EQ(kept.public_key, pair_.public_key);
  EXPECT_TRUE(OpenSealed(kept.private_key.Reveal(), Seal()).ok());
}

TEST_F(SealedBox, NamesItsKeyWithoutBeingOpened) {
  const auto name = KeyNameOf(Seal());
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(*name, (SealedKeyName{"visit", "2026-11-21"}));
}

TEST_F(SealedBox, RefusesEveryChangedBit) {
  const std::string sealed = Seal();
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(OpenSealed(pair_.private_key.Reveal(), changed).ok()) << "bit " << bit;
  }
}

TEST_F(SealedBox, SaysWhyItDoesNotOpen) {
  const SealingKeyPair other = NewSealingKeyPair();
  const std::string sealed = Seal();
  std::string renamed = sealed;
  renamed.replace(2, 16, "visit/2026-11-22");
  const struct {
    const char* name;
    const Secret& key;
    std::string sealed;
    const char* reason;
  } cases[] = {
      {"another day's key", other.private_key, sealed, "NOT_AUTHENTIC"},
      {"names another day", pair_.private_key, renamed, "NOT_AUTHENTIC"},
      {"nothing", pair_.private_key, "", "MALFORMED_SEAL"},
      {"another version", pair_.private_key, "\x02" + sealed.substr(1), "MALFORMED_SEAL"},
      {"no key name", pair_.private_key, std::string("\x01\x00", 2) + sealed.substr(18), "MALFORMED_SEAL"},
      {"a name past the end", pair_.private_key, "\x01\xff" + std::string(20, 'x'), "MALFORMED_SEAL"},
      {"last byte missing", pair_.private_key, sealed.substr(0, sealed.size() - 1), "MALFORMED_SEAL"},
      {"a byte more", pair_.private_key, sealed + "x", "MALFORMED_SEAL"},
      {"only the header", pair_.private_key, sealed.substr(0, 58), "MALFORMED_SEAL"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(OpenSealed(c.key.Reveal(), c.sealed).status()), c.reason);
  }
}

TEST_F(SealedBox, IsNotOpenedByARingThatClaimsTheSameKey) {
  // The sealed name says "visit", but what was sealed says "operator": a text moved between rings that share a key.
  Sealer operators("opera", "2026-11-21", pair_.public_key);
  std::string moved = operators.Seal("stay-1", kAddress, kNow).value();
  moved.replace(2, 16, "visit/2026-11-21");
  EXPECT_EQ(ReasonOf(OpenSealed(pair_.private_key.Reveal(), moved).status()), "NOT_AUTHENTIC");
}

TEST_F(SealedBox, HidesTheLengthOfTheAddress) {
  EXPECT_EQ(sealer_.Seal("stay-1", "a@b.jp", kNow)->size(), sealer_.Seal("stay-1", std::string(60, 'x'), kNow)->size());
  std::set<size_t> sizes;
  for (size_t length = 0; length <= 400; ++length) {
    const auto sealed = sealer_.Seal("stay-1", std::string(length, 'x'), kNow);
    ASSERT_TRUE(sealed.ok());
    sizes.insert(sealed->size());
    const auto opened = OpenSealed(pair_.private_key.Reveal(), *sealed);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened->text.Reveal().size(), length);
  }
  EXPECT_EQ(sizes, (std::set<size_t>{202, 330, 586}));
}

TEST_F(SealedBox, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(sealer_.Seal(std::string(64, 's'), std::string(400, 'x'), kNow).ok());
  EXPECT_EQ(ReasonOf(sealer_.Seal("s", std::string(401, 'x'), kNow).status()), "TEXT_TOO_LONG");
  EXPECT_EQ(ReasonOf(sealer_.Seal(std::string(65, 's'), "x", kNow).status()), "TEXT_TOO_LONG");
  Sealer longest(std::string(30, 'r'), std::string(10, 'p'), pair_.public_key);
  EXPECT_TRUE(longest.Seal(std::string(64, 's'), std::string(400, 'x'), kNow).ok());
  Sealer too_long(std::string(31, 'r'), std::string(10, 'p'), pair_.public_key);
  EXPECT_EQ(ReasonOf(too_long.Seal("s", "x", kNow).status()), "TEXT_TOO_LONG");
}

TEST_F(SealedBox, RefusesARingKeyThatIsNone) {
  for (const std::string& key : {std::string(), std::string(31, 'x'), std::string(32, '\0')}) {
    Sealer sealer("visit", "2026-11-21", key);
    EXPECT_EQ(ReasonOf(sealer.Seal("s", "x", kNow).status()), "BAD_SEALING_KEY");
  }
}

TEST_F(SealedBox, TakesAFreshEphemeralKeyAfterItsLifetime) {
  const std::string first = EphemeralOf(Seal());
  EXPECT_EQ(EphemeralOf(Seal("stay-2", kNow + absl::Milliseconds(999))), first);
  const std::string second = EphemeralOf(Seal("stay-3", kNow + absl::Seconds(1)));
  EXPECT_NE(second, first);
  EXPECT_NE(EphemeralOf(Seal("stay-4", kNow)), second) << "a clock that went back must not keep a key alive";
}

TEST_F(SealedBox, WipesTheEphemeralKeyWithoutAFurtherSeal) {
  const std::string first = EphemeralOf(Seal());
  sealer_.WipeExpired(kNow + absl::Milliseconds(500));
  EXPECT_EQ(EphemeralOf(Seal()), first);
  sealer_.WipeExpired(kNow + absl::Seconds(1));
  EXPECT_NE(EphemeralOf(Seal()), first);
}

TEST_F(SealedBox, NeverRepeatsANonce) {
  std::set<std::string> counters;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) {
        const std::string counter = Seal().substr(2 + 16, 32 + 8);
        const std::lock_guard lock(mutex);
        counters.insert(counter);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counters.size(), 2000u);
}

TEST_F(SealedBox, OpensABatchOfSeveralSeconds) {
  Opener opener(pair_.private_key.Reveal());
  std::string damaged = Seal();
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  for (int i = 0; i < 50; ++i) {
    const std::string subject = "stay-" + std::to_string(i);
    const auto opened = opener.Open(Seal(subject, kNow + i * absl::Milliseconds(100)));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened->context.subject, subject);
    EXPECT_EQ(ReasonOf(opener.Open(damaged).status()), "NOT_AUTHENTIC");  // spoils nothing for the next
  }
}

}  // namespace
}  // namespace mimamori::platform::crypto
