// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/base32.hpp"

#include <gtest/gtest.h>

namespace mimamori::platform {
namespace {

using namespace std::string_literals;

TEST(Base32, EncodesMostSignificantBitsFirst) {
  struct Case {
    std::string bytes;
    const char* text;
  };
  const Case cases[] = {
      {"", ""},
      {"\x00"s, "00"},
      {"\xff", "ZW"},
      {"\x08", "10"},
      {"foobar", "CSQPYRK1E8"},
      {"\xff\xff\xff\xff\xff", "ZZZZZZZZ"},
      {"\x00\x00\x00\x00\x01"s, "00000001"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(EncodeBase32(c.bytes), c.text);
    EXPECT_EQ(DecodeBase32(c.text, c.bytes.size()), c.bytes);
  }
}

TEST(Base32, ForgivesWhatPeopleMisread) {
  EXPECT_EQ(DecodeBase32("csqp-yrk1-e8", 6), "foobar");
  EXPECT_EQ(DecodeBase32("CSQPYRKIE8", 6), "foobar");
  EXPECT_EQ(DecodeBase32("CSQPYRKlE8", 6), "foobar");
  EXPECT_EQ(DecodeBase32("oO", 1), "\x00"s);
}

TEST(Base32, RefusesEverythingElse) {
  struct Case {
    const char* name;
    std::string text;
    size_t size;
  };
  const Case cases[] = {
      {"u is not a digit", "U0", 1},
      {"nor is a blank", "0 0", 1},
      {"too short", "0", 1},
      {"too long", "000", 1},
      {"padding not zero", "01", 1},
      {"another size", "CSQPYRK1E8", 5},
      {"a character without a bit", "000000000", 5},
      {"a byte above ASCII", "\xe3\x81\x82", 1},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(DecodeBase32(c.text, c.size), std::nullopt);
  }
}

}  // namespace
}  // namespace mimamori::platform
