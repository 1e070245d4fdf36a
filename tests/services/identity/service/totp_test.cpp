// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/totp.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

const char kRfcSecret[] = "12345678901234567890";  // RFC 6238, appendix B

TEST(Totp, GivesTheCodesOfRfc6238) {
  const platform::Secret secret(kRfcSecret);
  const struct {
    int64_t unix_seconds;
    const char* code;
  } cases[] = {{59, "94287082"},         {1111111109, "07081804"},  {1111111111, "14050471"},
               {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.unix_seconds);
    EXPECT_EQ(TotpCodeAt(secret, absl::FromUnixSeconds(c.unix_seconds), 8), c.code);
  }
}

TEST(Totp, AllowsOneStepOfSkew) {
  const platform::Secret secret(kRfcSecret);
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const int64_t step = 60'000'000;
  const struct {
    const char* name;
    std::string code;
    std::optional<int64_t> matched;
  } cases[] = {
      {"now", TotpCodeAt(secret, now), step},
      {"a clock that is slow", TotpCodeAt(secret, now - kTotpStep), step - 1},
      {"a clock that is fast", TotpCodeAt(secret, now + kTotpStep), step + 1},
      {"two steps ago", TotpCodeAt(secret, now - 2 * kTotpStep), std::nullopt},
      {"two steps ahead", TotpCodeAt(secret, now + 2 * kTotpStep), std::nullopt},
      {"eight digits", TotpCodeAt(secret, now, 8), std::nullopt},
      {"none", "", std::nullopt},
      {"letters", "abcdef", std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(MatchTotp(secret, c.code, now), c.matched);
  }
}

TEST(Totp, IsWrittenAsAuthenticatorsReadIt) {
  const platform::Secret secret(kRfcSecret);
  EXPECT_EQ(TotpSecretText(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(TotpUri(secret, "hanako"),
            "otpauth://totp/Mimamori:hanako?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mimamori&algorithm=SHA1&"
            "digits=6&period=30");
}

TEST(TotpVault, OpensASecretOnlyForItsAccount) {
  platform::crypto::Initialise();
  const TotpVault totp_vault(platform::crypto::RandomKey());
  const AccountId hanako = AccountId::Random();
  const std::string closed = totp_vault.Close(platform::Secret(kRfcSecret), hanako);
  EXPECT_EQ(closed.find(kRfcSecret), std::string::npos);
  EXPECT_EQ(totp_vault.Open(closed, hanako)->Reveal(), kRfcSecret);
  EXPECT_EQ(platform::ReasonOf(totp_vault.Open(closed, AccountId::Random()).status()), "NOT_AUTHENTIC");
}

}  // namespace
}  // namespace mimamori::identity
