// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/ascii.hpp"

#include <gtest/gtest.h>

namespace mimamori::platform {
namespace {

TEST(Ascii, LowersItsOwnLettersAndNoOtherByte) {
  EXPECT_EQ(LowerCased("Content-TYPE @[`{ AZaz09"), "content-type @[`{ azaz09");
  EXPECT_EQ(LowerCased("ÄÖ 見 Ａ"), "ÄÖ 見 Ａ");
  EXPECT_EQ(LowerCased(""), "");
}

TEST(Ascii, ComparesWithoutRegardToCase) {
  const struct {
    std::string_view left, right;
    bool equal;
  } cases[] = {
      {"", "", true},          {"Origin", "oRIGIN", true}, {"origin", "origins", false}, {"origins", "origin", false},
      {"[", "{", false},       {"@", "`", false},          {"Ä", "ä", false},            {"K", "\u212a", false},
  };
  for (const auto& [left, right, equal] : cases) {
    SCOPED_TRACE(left);
    EXPECT_EQ(EqualsIgnoringCase(left, right), equal);
  }
}

}  // namespace
}  // namespace mimamori::platform
