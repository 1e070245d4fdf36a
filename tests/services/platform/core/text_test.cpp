// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/text.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

using namespace std::string_literals;

TEST(Utf8, WellFormedTextIsTold) {
  for (const std::string& text : {""s, "abc"s, "\u00e9"s, "喫茶みまもり"s, "\U0001f375"s, "\uffff"s, "\U0010ffff"s}) {
    SCOPED_TRACE(text);
    EXPECT_TRUE(IsUtf8(text));
  }
  for (const std::string& text : {"\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "\xe0\x80\x80"s, "\xe0\x9f\xbf"s, "\xed\xa0\x80"s,
                                  "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xe3\x81"s, "\xff"s,
                                  "a\xe3\x81"s
                                  "b"s}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(Utf8, IsToldWhereverItStandsInALongerText) {
  for (size_t before = 0; before < 20; ++before) {
    SCOPED_TRACE(before);
    const std::string ascii(before, 'a');
    EXPECT_TRUE(IsUtf8(ascii + "見" + ascii));
    EXPECT_FALSE(IsUtf8(ascii + "\xff" + ascii));
    EXPECT_FALSE(IsUtf8(ascii + "\xe3\x81"));
  }
}

TEST(Text, IsTrimmedAndCountedInCodePoints) {
  struct Case {
    const char* name;
    std::string text;
    std::string kept;
    Lines lines;
  };
  const Case cases[] = {
      {"as it is", "喫茶みまもり", "喫茶みまもり", Lines::kOne},
      {"blanks of every kind around", " \u3000喫茶\u3000\u00a0\t ", "喫茶", Lines::kOne},
      {"blanks inside stay", "喫茶\u3000みまも", "喫茶\u3000みまも", Lines::kOne},
      {"a form's line ends", "a\r\nb\n", "a\nb", Lines::kMany},
      {"at the limit", "１２３４５６", "１２３４５６", Lines::kOne},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto text = ParseText("display_name", c.text, 1, 6, c.lines);
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(*text, c.kept);
  }
  EXPECT_EQ(*ParseText("remark", "  ", 0, 10), "");
}

TEST(Text, IsRefusedWithAReason) {
  struct Case {
    const char* name;
    std::string text;
    const char* reason;
    Lines lines = Lines::kOne;
  };
  const Case cases[] = {
      {"empty", "", "MISSING_FIELD"},
      {"blank", " \u3000 ", "MISSING_FIELD"},
      {"short", "a", "TEXT_TOO_SHORT"},
      {"long", "１２３４５６７", "TEXT_TOO_LONG"},
      {"two lines", "a\nb", "TEXT_NOT_PLAIN"},
      {"tab", "a\tb", "TEXT_NOT_PLAIN"},
      {"NUL", "a\0b"s, "TEXT_NOT_PLAIN"},
      {"carriage return alone", "a\rb", "TEXT_NOT_PLAIN", Lines::kMany},
      {"escape", "a\x1b[1m", "TEXT_NOT_PLAIN", Lines::kMany},
      {"C1 control", "a\u0085b", "TEXT_NOT_PLAIN"},
      {"turned writing", "a\u202eb", "TEXT_NOT_PLAIN"},
      {"line separator", "a\u2028b", "TEXT_NOT_PLAIN"},
      {"not UTF-8", "a\xff", "TEXT_NOT_PLAIN"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto text = ParseText("display_name", c.text, 2, 6, c.lines);
    EXPECT_EQ(ReasonOf(text.status()), c.reason);
    EXPECT_EQ(FieldOf(text.status()), "display_name");
  }
}

}  // namespace
}  // namespace mimamori::platform
