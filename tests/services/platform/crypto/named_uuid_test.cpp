// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/named_uuid.hpp"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace mimamori::platform::crypto {
namespace {

TEST(NamedUuid, IsTheNamesDigestWithVersionAndVariantWrittenOverIt) {
  // sha256sum of the name: 04634827 1342 4af3 ed1c 5f6e4566bfd0 …
  EXPECT_EQ(FormatUuid(NamedUuid("mimamori.reminder")), "04634827-1342-8af3-ad1c-5f6e4566bfd0");
}

TEST(NamedUuid, SaysThatItIsMadeOfAName) {
  for (int n = 0; n < 100; ++n) {
    const std::string text = FormatUuid(NamedUuid("name " + std::to_string(n)));
    SCOPED_TRACE(text);
    EXPECT_EQ(text[14], '8');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
  }
}

TEST(NamedUuid, DiffersFromNameToName) {
  std::set<std::string> seen;
  for (const std::string name : {"", "a", "b", "ab", "a b"}) EXPECT_TRUE(seen.insert(FormatUuid(NamedUuid(name))).second);
}

}  // namespace
}  // namespace mimamori::platform::crypto
