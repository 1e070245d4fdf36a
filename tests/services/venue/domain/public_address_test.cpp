// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/public_address.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

TEST(PublicAddress, PrintsCodesLinksAndTheHost) {
  const auto address = PublicAddress::Parse("https://Mimamori.Example.jp/");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->CodeUrl("3ABC"), "HTTPS://MIMAMORI.EXAMPLE.JP/V/3ABC");
  EXPECT_EQ(address->LogInUrl("aB_c-9"), "https://mimamori.example.jp/venues/log-in/aB_c-9");
  EXPECT_EQ(address->ConfirmUrl("aB_c-9"), "https://mimamori.example.jp/venues/confirm/aB_c-9");
  EXPECT_EQ(address->Host(), "mimamori.example.jp");
}

TEST(PublicAddress, KeepsThePort) {
  const auto address = PublicAddress::Parse("http://127.0.0.1:8080");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->CodeUrl("3ABC"), "HTTP://127.0.0.1:8080/V/3ABC");
  EXPECT_EQ(address->Host(), "127.0.0.1:8080");
}

TEST(PublicAddress, RefusesWhatASymbolCouldNotHoldSmall) {
  for (const char* url : {"", "mimamori.example.jp", "ftp://example.jp", "https://", "https://:80", "https://a_b.jp",
                          "https://example.jp/path", "https://example.jp?x=1", "https://見守り.jp", "https://u@h.jp"}) {
    SCOPED_TRACE(url);
    EXPECT_EQ(platform::ReasonOf(PublicAddress::Parse(url).status()), "MALFORMED_URL");
  }
}

}  // namespace
}  // namespace mimamori::venue
