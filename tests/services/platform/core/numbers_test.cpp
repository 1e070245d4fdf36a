// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/numbers.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace mimamori::platform {
namespace {

TEST(NumberIn, ReadsWhatTheTypeHolds) {
  EXPECT_EQ(NumberIn<int64_t>("0"), 0);
  EXPECT_EQ(NumberIn<int64_t>("1795237200000000"), 1'795'237'200'000'000);
  EXPECT_EQ(NumberIn<int64_t>("-9223372036854775808"), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(NumberIn<int>("007"), 7);
}

TEST(NumberIn, ReadsNothingElse) {
  struct Case {
    const char* name;
    const char* text;
  };
  const Case cases[] = {{"empty", ""},      {"a word", "x"},       {"something behind", "7 "}, {"something before", " 7"},
                        {"a plus", "+7"},   {"hexadecimal", "0x7"}, {"a fraction", "7.0"},      {"a sign alone", "-"},
                        {"too large", "2147483648"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(NumberIn<int32_t>(c.text), std::nullopt);
  }
  EXPECT_EQ(NumberIn<uint32_t>("-1"), std::nullopt);
}

}  // namespace
}  // namespace mimamori::platform
