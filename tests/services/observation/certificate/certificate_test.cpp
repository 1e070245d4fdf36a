// SPDX-License-Identifier: Apache-2.0
#include "services/observation/certificate/certificate.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "services/observation/certificate/certificate_text.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "tests/support/read_back.hpp"

namespace mimamori::observation {
namespace {

constexpr char kUrl[] = "HTTPS://MIMAMORI.EXAMPLE.JP/C/00H248H0000000000000000ABC";

CertificatePage APage(const char* language = "en") {
  return {.number = "271004-2026-000123",
          .birth_year = 1986,
          .start = absl::CivilDay(2026, 11, 11),
          .end = absl::CivilDay(2026, 11, 21),
          .area_code = "271004",
          .issuer = "大阪市保健所",
          .issuer_en = "Osaka City Public Health Center",
          .issued_on = absl::CivilDay(2026, 11, 21),
          .code_url = kUrl,
          .typed_code = "00H24-8H000-00000-00000-000AB-C",
          .host = "mimamori.example.jp",
          .language = language};
}
std::string Printed(const CertificatePage& page) {
  std::string pdf;
  const absl::Status printed = PrintCertificate(page, [&pdf](std::string_view bytes) {
    pdf += bytes;
    return true;
  });
  EXPECT_TRUE(printed.ok()) << printed;
  return pdf;
}

TEST(Certificate, ItsSymbolIsReadInEveryLanguage) {
  for (const std::string_view language : platform::kLanguages) {
    SCOPED_TRACE(language);
    const std::string pdf = Printed(APage(std::string(language).c_str()));
    EXPECT_EQ(tests::ReadPages(pdf, 1), std::vector<std::string>{kUrl});
    EXPECT_LT(pdf.size(), 400u * 1024);
    if (const char* const folder = std::getenv("MIMAMORI_PICTURES")) {
      std::ofstream(std::string(folder) + "/certificate." + std::string(language) + ".pdf", std::ios::binary) << pdf;
    }
  }
}

TEST(Certificate, IsTheSameFileEachTime) {
  EXPECT_EQ(Printed(APage()), Printed(APage()));
  EXPECT_NE(Printed(APage()), Printed(APage("ko")));
}

TEST(Certificate, StandsWithoutABirthYearAndWithoutAnIssuer) {
  CertificatePage page = APage();
  page.birth_year = std::nullopt;
  page.issuer = page.issuer_en = "";
  EXPECT_EQ(tests::ReadPages(Printed(page), 1), std::vector<std::string>{kUrl});
}

TEST(Certificate, SaysWhatWentWrong) {
  CertificatePage page = APage();
  page.code_url = "https://mimamori.example.jp/c/1";
  EXPECT_EQ(platform::ReasonOf(PrintCertificate(page, [](std::string_view) { return true; })), "TEXT_NOT_ALPHANUMERIC");
  EXPECT_TRUE(absl::IsCancelled(PrintCertificate(APage(), [](std::string_view) { return false; })));
}

TEST(CertificateText, IsThereInEveryLanguage) {
  ASSERT_EQ(CertificateTexts().size(), platform::kLanguages.size());
  for (size_t i = 0; i < platform::kLanguages.size(); ++i) {
    const CertificateText& text = CertificateTexts()[i];
    EXPECT_EQ(text.language, platform::kLanguages[i]);
    EXPECT_NE(text.area.find("{}"), std::string_view::npos) << text.language;
    std::set<std::string_view> all{text.title,  text.statement, text.number, text.birth_year, text.period, text.released,
                                   text.issuer, text.area,      text.issued, text.no_name,    text.check};
    EXPECT_EQ(all.size(), 11u) << text.language;
    EXPECT_FALSE(all.contains("")) << text.language;
    EXPECT_EQ(text.japanese_counts.empty(), i == 0) << text.language;
  }
  EXPECT_EQ(CertificateTextIn("xx").language, std::string_view("ja"));
}

}  // namespace
}  // namespace mimamori::observation
