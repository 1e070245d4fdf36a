// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/signature.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/platform/crypto/files.hpp"

namespace mimamori::platform::crypto {
namespace {

Signer SignerOf(const tests::TempFolder& folder, const std::string& name) {
  return Signer::FromFile(folder.File(name + ".key")).value();
}

void WriteFile(const std::string& path, const std::string& text, int mode) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  ASSERT_EQ(::chmod(path.c_str(), static_cast<mode_t>(mode)), 0);
}

class Signature : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(WriteSigningKey(folder_.path(), "visit").ok()); }
  std::string Reason(const std::string& issuer, std::string_view label, std::string_view message,
                     std::string_view signature) const {
    return ReasonOf(verifier_.Verify(issuer, label, message, signature));
  }
  const tests::TempFolder folder_;
  const Verifier verifier_{folder_.path()};
};

TEST_F(Signature, IsAcceptedFromItsIssuerAlone) {
  ASSERT_TRUE(WriteSigningKey(folder_.path(), "exposure").ok());
  const std::string signature = SignerOf(folder_, "visit").Sign("permit", "message");
  ASSERT_EQ(signature.size(), 64u);
  const struct {
    const char* name;
    const char* issuer;
    const char* label;
    const char* message;
    std::string signature;
    const char* reason;
  } cases[] = {
      {"as it was signed", "visit", "permit", "message", signature, ""},
      {"another issuer", "exposure", "permit", "message", signature, "BAD_SIGNATURE"},
      {"nobody", "mail", "permit", "message", signature, "UNKNOWN_ISSUER"},
      {"a path", "../visit", "permit", "message", signature, "UNKNOWN_ISSUER"},
      {"no name", "", "permit", "message", signature, "UNKNOWN_ISSUER"},
      {"another label", "visit", "caller", "message", signature, "BAD_SIGNATURE"},
      {"a moved boundary", "visit", "permi", "tmessage", signature, "BAD_SIGNATURE"},
      {"another message", "visit", "permit", "massage", signature, "BAD_SIGNATURE"},
      {"a cut signature", "visit", "permit", "message", signature.substr(0, 63), "BAD_SIGNATURE"},
      {"a longer signature", "visit", "permit", "message", signature + "x", "BAD_SIGNATURE"},
      {"no signature", "visit", "permit", "message", "", "BAD_SIGNATURE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Reason(c.issuer, c.label, c.message, c.signature), c.reason);
  }
}

TEST_F(Signature, RefusesEveryChangedBit) {
  const std::string signature = SignerOf(folder_, "visit").Sign("permit", "message");
  for (size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string changed = signature;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(Reason("visit", "permit", "message", changed), "BAD_SIGNATURE") << "bit " << bit;
  }
}

// RFC 8032 §7.1, TEST 1: its key signs "label ‖ 0 ‖ message" to what libsodium's plain Ed25519 gives, and its published
// signature of the empty message comes out of the same key.
TEST_F(Signature, IsEd25519WithThePublishedKey) {
  std::string seed;
  const std::string hex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  for (size_t i = 0; i < hex.size(); i += 2) {
    seed.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  unsigned char public_key[32], secret_key[64], published[64];
  crypto_sign_seed_keypair(public_key, secret_key, reinterpret_cast<const unsigned char*>(seed.data()));
  EXPECT_EQ(ToHex({reinterpret_cast<char*>(public_key), 32}),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  crypto_sign_detached(published, nullptr, nullptr, 0, secret_key);
  EXPECT_EQ(ToHex({reinterpret_cast<char*>(published), 64}),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b");

  WriteFile(folder_.File("rfc.key"), ToBase64Url({reinterpret_cast<char*>(secret_key), 64}), 0600);
  WriteFile(folder_.File("rfc.pub"), ToBase64Url({reinterpret_cast<char*>(public_key), 32}) + "\n", 0644);
  const std::string signature = SignerOf(folder_, "rfc").Sign("label", "message");
  EXPECT_TRUE(verifier_.Verify("rfc", "label", "message", signature).ok());
  EXPECT_EQ(crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                        reinterpret_cast<const unsigned char*>("label\0message"), 13, public_key),
            0);
}

TEST_F(Signature, FollowsARotatedKeyAndForgetsARemovedOne) {
  const std::string before = SignerOf(folder_, "visit").Sign("permit", "message");
  EXPECT_EQ(Reason("visit", "permit", "message", before), "");
  std::filesystem::remove(folder_.File("visit.key"));
  std::filesystem::remove(folder_.File("visit.pub"));
  EXPECT_EQ(Reason("visit", "permit", "message", before), "UNKNOWN_ISSUER");
  ASSERT_TRUE(WriteSigningKey(folder_.path(), "visit").ok());
  EXPECT_EQ(Reason("visit", "permit", "message", before), "BAD_SIGNATURE");
  EXPECT_EQ(Reason("visit", "permit", "message", SignerOf(folder_, "visit").Sign("permit", "message")), "");
}

TEST_F(Signature, KeepsAKeyThatIsThere) {
  const std::string kept = folder_.Read("visit.key");
  EXPECT_TRUE(absl::IsAlreadyExists(WriteSigningKey(folder_.path(), "visit")));
  EXPECT_EQ(folder_.Read("visit.key"), kept);
  const std::string public_key = folder_.Read("visit.pub");
  std::filesystem::remove(folder_.File("visit.pub"));
  EXPECT_TRUE(absl::IsAlreadyExists(WriteSigningKey(folder_.path(), "visit")));
  EXPECT_EQ(folder_.Read("visit.pub"), public_key);
}

TEST_F(Signature, HasAKeyFileThatOnlyItsOwnerReads) {
  EXPECT_EQ(ModeOf(folder_.File("visit.key")), 0600);
  for (const int mode : {0640, 0604, 0660, 0666}) {
    ASSERT_EQ(::chmod(folder_.File("visit.key").c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(Signer::FromFile(folder_.File("visit.key")).status())) << mode;
  }
}

TEST_F(Signature, RefusesAFileThatHoldsNoKey) {
  for (const std::string& text : {std::string("x"), std::string("not base64!"), ToBase64Url(std::string(32, 'k'))}) {
    WriteFile(folder_.File("bad.key"), text, 0600);
    EXPECT_EQ(ReasonOf(Signer::FromFile(folder_.File("bad.key")).status()), "MALFORMED_SIGNING_KEY");
    WriteFile(folder_.File("bad.pub"), text.substr(0, 20), 0644);
    EXPECT_EQ(Reason("bad", "permit", "message", std::string(64, 's')), "UNKNOWN_ISSUER");
  }
  EXPECT_TRUE(absl::IsNotFound(Signer::FromFile(folder_.File("none.key")).status()));
  for (const char* name : {"", "../x", "a/b", "Visit", "a.b"}) {
    EXPECT_EQ(ReasonOf(WriteSigningKey(folder_.path(), name)), "MALFORMED_KEY_NAME") << name;
  }
}

}  // namespace
}  // namespace mimamori::platform::crypto
