// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/certificate_code.hpp"

#include <gtest/gtest.h>

namespace mimamori::observation {
namespace {

const std::string kBytes("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);

TEST(CertificateCode, ReadsWhatItWrote) {
  const std::string code = WriteCertificateCode(kBytes);
  EXPECT_EQ(code.size(), 26u);
  EXPECT_EQ(ReadCertificateCode(code), kBytes);
  EXPECT_EQ(ReadCertificateCode(ShowCertificateCode(kBytes)), kBytes) << "as a person types it";
  EXPECT_EQ(ShowCertificateCode(kBytes).size(), 31u);
  for (const char* other : {"", "0", "U0000000000000000000000000"}) EXPECT_FALSE(ReadCertificateCode(other)) << other;
  EXPECT_FALSE(ReadCertificateCode(code + "0"));
}

TEST(CertificateCode, MakesAnAddressForASmallSymbol) {
  const std::string url = CertificateUrl("https://mimamori.example.jp/", kBytes);
  EXPECT_EQ(url, "HTTPS://MIMAMORI.EXAMPLE.JP/C/" + WriteCertificateCode(kBytes));
}

}  // namespace
}  // namespace mimamori::observation
