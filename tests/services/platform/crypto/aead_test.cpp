// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/aead.hpp"

#include <gtest/gtest.h>

#include <set>

#include "services/platform/core/error.hpp"

namespace mimamori::platform::crypto {
namespace {

class Aead : public testing::Test {
 protected:
  void SetUp() override { Initialise(); }
  const Secret key_{RandomKey()};
};

TEST_F(Aead, OpensWhatItSealed) {
  for (const std::string& text : {std::string(), std::string("x"), std::string(5000, 'y'), std::string(3, '\0')}) {
    const std::string sealed = Encrypt(key_, text, "cookie");
    EXPECT_EQ(sealed.size(), 24 + text.size() + 16);
    const auto opened = Decrypt(key_, sealed, "cookie");
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(*opened, text);
  }
}

TEST_F(Aead, RefusesEveryChangedBit) {
  const std::string sealed = Encrypt(key_, "taro@example.jp", "cookie");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(ReasonOf(Decrypt(key_, changed, "cookie").status()), "NOT_AUTHENTIC") << "bit " << bit;
  }
}

TEST_F(Aead, RefusesAnotherKeyAnotherContextAndACutText) {
  const std::string sealed = Encrypt(key_, "text", "cookie");
  const Secret other = RandomKey();
  const struct {
    const char* name;
    const Secret& key;
    std::string sealed;
    const char* bound;
  } cases[] = {
      {"another key", other, sealed, "cookie"},
      {"another context", key_, sealed, "page"},
      {"no context", key_, sealed, ""},
      {"last byte missing", key_, sealed.substr(0, sealed.size() - 1), "cookie"},
      {"a byte more", key_, sealed + "x", "cookie"},
      {"only the nonce", key_, sealed.substr(0, 24), "cookie"},
      {"shorter than a nonce", key_, sealed.substr(0, 10), "cookie"},
      {"nothing", key_, "", "cookie"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto opened = Decrypt(c.key, c.sealed, c.bound);
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(opened.status()), "NOT_AUTHENTIC");
  }
}

TEST_F(Aead, NeverSealsTheSameTextToTheSameBytes) {
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(Encrypt(key_, "text", "").substr(0, 24));
  EXPECT_EQ(nonces.size(), 1000u);
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1: what we seal is the standard construction, readable by other libraries.
TEST_F(Aead, OpensThePublishedVector) {
  std::string key, nonce;
  for (int i = 0x80; i <= 0x9f; ++i) key.push_back(static_cast<char>(i));
  for (int i = 0x40; i <= 0x57; ++i) nonce.push_back(static_cast<char>(i));
  const std::string bound("\x50\x51\x52\x53\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 12);
  const std::string ciphertext =
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
      "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
      "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49";
  std::string bytes;
  for (size_t i = 0; i < ciphertext.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(ciphertext.substr(i, 2), nullptr, 16)));
  }
  const auto opened = Decrypt(Secret(key), nonce + bytes, bound);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*opened,
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
            "sunscreen would be it.");
}

// FIPS 180-4 examples.
TEST(Sha256, MatchesThePublishedDigests) {
  const struct {
    std::string text;
    const char* digest;
  } cases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : cases) EXPECT_EQ(ToHex(Sha256(c.text)), c.digest);
}

// RFC 4648 §10, in the alphabet of §5 and without padding.
TEST(Base64Url, MatchesThePublishedVectors) {
  const struct {
    std::string bytes;
    const char* text;
  } cases[] = {
      {"", ""},          {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbf", "-_-_"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(ToBase64Url(c.bytes), c.text);
    const auto bytes = FromBase64Url(c.text);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(*bytes, c.bytes);
  }
}

TEST(Base64Url, RefusesWhatIsNotItsCanonicalForm) {
  for (const char* text : {"Zg==", "Z", "Zm9v Zm9v", "+/+/", "Zh", "Zm9=", "Zm9v\n", "\xe3\x81\x82"}) {
    EXPECT_EQ(ReasonOf(FromBase64Url(text).status()), "MALFORMED_BASE64") << text;
  }
}

TEST(EqualInConstantTime, ComparesBytes) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abcd"));
}

}  // namespace
}  // namespace mimamori::platform::crypto
