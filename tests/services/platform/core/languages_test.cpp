// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/languages.hpp"

#include <gtest/gtest.h>

#include <set>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

TEST(Languages, AreFourteenEachOnce) {
  EXPECT_EQ(std::set<std::string_view>(kLanguages.begin(), kLanguages.end()).size(), 14u);
  for (const std::string_view tag : kLanguages) {
    SCOPED_TRACE(tag);
    EXPECT_TRUE(IsLanguage(tag));
    EXPECT_EQ(LanguageFor(tag), tag) << "each is understood as itself";
    EXPECT_EQ(ParseLanguage(tag).value(), tag);
  }
}

TEST(Languages, AreFoundForWhatABrowserNames) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"ko-KR", "ko"},      {"KO", "ko"},      {"zh", "zh-Hans"},         {"zh-CN", "zh-Hans"},
      {"zh-SG", "zh-Hans"}, {"fil", "tl"},     {"zh-TW", "zh-Hant"},      {"zh-Hans-TW", "zh-Hans"},
      {"fil-PH", "tl"},     {"pt-BR", "pt"},   {"zh-hk", "zh-Hant"},      {"zh-Hant-CN", "zh-Hant"},
      {"es-419", "es"},     {"en-GB", "en"},   {"zh-Hant", "zh-Hant"},    {"de", ""},
      {"jam", ""},          {"", ""},          {"-", ""},                 {"*", ""},
      {"zhx", ""},
  };
  for (const auto& [tag, language] : cases) {
    SCOPED_TRACE(tag);
    EXPECT_EQ(LanguageFor(tag), language);
  }
}

TEST(Languages, OfRequestsAreWrittenExactlyAsInTheList) {
  EXPECT_EQ(ParseLanguage("").value(), "ja");
  for (const char* tag : {"de", "KO", "zh", "zh-hant", "ja-JP", " ja"}) {
    SCOPED_TRACE(tag);
    const auto language = ParseLanguage(tag, "spoken");
    EXPECT_EQ(ReasonOf(language.status()), "UNKNOWN_LANGUAGE");
    EXPECT_EQ(FieldOf(language.status()), "spoken");
  }
}

}  // namespace
}  // namespace mimamori::platform
