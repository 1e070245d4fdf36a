// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/typed_code.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mimamori::venue {
namespace {

TEST(TypedCode, IsTenCharactersThatReadBack) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string code = NewTypedCode();
    EXPECT_EQ(code.size(), kTypedCodeLength);
    EXPECT_EQ(NormaliseTypedCode(DisplayTypedCode(code)), code);
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), 200u);
}

TEST(TypedCode, IsShownInTwoHalves) { EXPECT_EQ(DisplayTypedCode("K7QP2M9XD4"), "K7QP2-M9XD4"); }

TEST(TypedCode, IsReadAsPeopleTypeIt) {
  const struct {
    const char* name;
    const char* typed;
    std::optional<std::string> canonical;
  } cases[] = {
      {"as printed", "K7QP2-M9XD4", "K7QP2M9XD4"},
      {"lower case", "k7qp2m9xd4", "K7QP2M9XD4"},
      {"blanks around and between", "  K7QP2 M9XD4 ", "K7QP2M9XD4"},
      {"look-alikes", "oO0iIlL111", "0001111111"},
      {"full width", "Ｋ７ＱＰ２－Ｍ９ＸＤ４", "K7QP2M9XD4"},
      {"full width, small", "ｋ７ｑｐ２ーｍ９ｘｄ４", "K7QP2M9XD4"},
      {"an ideographic blank", "K7QP2\u3000M9XD4", "K7QP2M9XD4"},
      {"nothing", "", std::nullopt},
      {"nine characters", "K7QP2-M9XD", std::nullopt},
      {"eleven characters", "K7QP2-M9XD45", std::nullopt},
      {"a letter outside the alphabet", "U7QP2-M9XD4", std::nullopt},
      {"punctuation", "K7QP2_M9XD4", std::nullopt},
      {"full-width punctuation", "K7QP2！M9XD4", std::nullopt},
      {"half a character", "K7QP2M9XD4\xef\xbc", std::nullopt},
      {"a flood of hyphens", "K7QP2M9XD4------------------------------------------------------------", std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(NormaliseTypedCode(c.typed), c.canonical);
  }
}

TEST(CodeWithin, FindsTheCodeInWhatAScannerReads) {
  const struct {
    const char* scanned;
    const char* code;
  } cases[] = {
      {"HTTPS://MIMAMORI.EXAMPLE.JP/V/1ABCDEFG", "1ABCDEFG"},
      {"https://mimamori.example.jp/v/1abcdefg/", "1abcdefg"},
      {"https://mimamori.example.jp/V/1ABCDEFG?lang=en#top", "1ABCDEFG"},
      {"  HTTP://127.0.0.1:8080/V/1ABCDEFG\r\n", "1ABCDEFG"},
      {"https://mimamori.example.jp/town/V/1ABCDEFG", "1ABCDEFG"},
      {"https://mimamori.example.jp/V/", ""},
      {"https://mimamori.example.jp/", "https://mimamori.example.jp/"},
      {" 1ABCDEFG ", "1ABCDEFG"},
      {"K7QP2-M9XD4", "K7QP2-M9XD4"},
      {" \n", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(CodeWithin(c.scanned), c.code) << c.scanned;
}

}  // namespace
}  // namespace mimamori::venue
