// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/password.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

std::string Times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(CheckNewPassword, AsksForLengthAndNothingElse) {
  const struct {
    const char* name;
    std::string password;
    const char* reason;
  } cases[] = {
      {"eleven characters", "abcdefghijk", "PASSWORD_TOO_SHORT"},
      {"twelve letters of one kind", "aaaaaaaaaaaa", ""},
      {"twelve blanks in words", "to be or not to be", ""},
      {"twelve characters of Japanese", Times(12, "み"), ""},
      {"eleven characters of Japanese are 33 bytes", Times(11, "み"), "PASSWORD_TOO_SHORT"},
      {"256 characters", Times(256, "み"), ""},
      {"257 characters", Times(257, "a"), "PASSWORD_TOO_LONG"},
      {"not UTF-8", Times(12, "\xFF"), "PASSWORD_NOT_TEXT"},
      {"the user name", "hanako.yamada", "PASSWORD_IS_USER_NAME"},
      {"the user name in capitals", "Hanako.YAMADA ", "PASSWORD_IS_USER_NAME"},
      {"more than the user name", "hanako.yamada!", ""},
      {"empty", "", "PASSWORD_TOO_SHORT"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(platform::ReasonOf(CheckNewPassword(platform::Secret(c.password), "hanako.yamada")), c.reason);
  }
}

}  // namespace
}  // namespace mimamori::identity
