// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/symbol.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/support/read_back.hpp"

namespace mimamori::platform::print {
namespace {

using tests::ReadPng;
using tests::ReadSvg;

const std::string kCode = "3ZZZZZZZY000041ABCDEFGHJKMNP";
const std::string kLocal = "HTTP://127.0.0.1:8080/V/" + kCode;
const std::string kCity = "HTTPS://CHECK-IN.MIMAMORI.PREF.OSAKA.LG.JP/V/" + kCode;

// In bytes, these 52 and 73 characters would need versions 4 and 5 at level M (62 and 84 bytes).
TEST(Symbol, IsSmallBecauseItIsAlphanumeric) {
  EXPECT_EQ(Symbol::Of(kLocal)->version(), 3);
  EXPECT_EQ(Symbol::Of(kLocal)->width(), 29);
  EXPECT_EQ(Symbol::Of(kCity)->version(), 4);
}

TEST(Symbol, RefusesWhatIsNotAlphanumeric) {
  for (const char* text : {"", "http://127.0.0.1:8080/V/1", "HTTP://A_B/", "HTTP://見守り/"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ReasonOf(Symbol::Of(text).status()), "TEXT_NOT_ALPHANUMERIC");
  }
  EXPECT_EQ(ReasonOf(Symbol::Of(std::string(5'000, 'A')).status()), "TEXT_TOO_LONG");
}

TEST(Symbol, TakesSmallLettersAsBytes) {
  const std::string link = "https://mimamori.example/diary/aZ09-_aZ09-_aZ09-_aZ0";
  EXPECT_EQ(ReadSvg(ToSvg(*Symbol::OfBytes(link), 10)), link);
  EXPECT_EQ(ReasonOf(Symbol::OfBytes("").status()), "TEXT_TOO_LONG");
  EXPECT_EQ(ReasonOf(Symbol::OfBytes(std::string(2'332, 'a')).status()), "TEXT_TOO_LONG");
  EXPECT_TRUE(Symbol::OfBytes(std::string(2'331, 'a')).ok());
}

TEST(Symbol, ReadsBackFromPngInEverySize) {
  const auto symbol = Symbol::Of(kLocal);
  ASSERT_TRUE(symbol.ok());
  for (const int size : {128, 300, 1'024, 4'096}) {
    SCOPED_TRACE(size);
    const auto png = ToPng(*symbol, size);
    ASSERT_TRUE(png.ok());
    EXPECT_EQ(ReadPng(*png), kLocal);
    EXPECT_LT(png->size(), 64u * 1024);
  }
}

TEST(Symbol, RefusesOtherSizes) {
  const auto symbol = Symbol::Of(kLocal);
  for (const int size : {-1, 0, 127, 4'097}) {
    EXPECT_EQ(ReasonOf(ToPng(*symbol, size).status()), "BAD_SIZE");
    EXPECT_EQ(FieldOf(ToPng(*symbol, size).status()), "size_px");
  }
}

TEST(Symbol, ReadsBackFromSvg) {
  for (const std::string& text : {kLocal, kCity}) {
    const std::string svg = ToSvg(*Symbol::Of(text));
    EXPECT_EQ(ReadSvg(svg), text);
    EXPECT_EQ(svg.find_first_of("#%"), std::string::npos) << "a page puts it into a data URL";
  }
}

}  // namespace
}  // namespace mimamori::platform::print
