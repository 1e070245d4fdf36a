// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_links.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

TEST(VenueLinks, AreHttpsWithAHostNameThatAVisitorCanRead) {
  const std::string longest = "https://example.jp/" + std::string(481, 'a');
  const struct {
    std::string url;
    bool taken;
  } cases[] = {
      {"https://example.jp", true},
      {"https://menu.example.jp/a/b?c=d&e=%E3%81%82#top", true},
      {"https://xn--wgv71a.jp/", true},
      {longest, true},
      {longest + "a", false},
      {"", false},
      {"http://example.jp/", false},
      {"HTTPS://example.jp/", false},
      {"//example.jp/", false},
      {"javascript:alert(1)", false},
      {"data:text/html,x", false},
      {"https://", false},
      {"https:///menu", false},
      {"https://localhost/", false},
      {"https://192.0.2.1/", false},
      {"https://[2001:db8::1]/", false},
      {"https://example.jp:8443/", false},
      {"https://example.jp@evil.example/", false},
      {"https://user:word@example.jp/", false},
      {"https://example.jp\\@evil.example/", false},
      {"https://-example.jp/", false},
      {"https://example..jp/", false},
      {"https://example.jp./", false},
      {"https://日本.jp/", false},
      {"https://example.jp/メニュー", false},
      {"https://example.jp/a b", false},
      {"https://example.jp/\"onclick", false},
      {"https://example.jp/<b>", false},
      {"https://example.jp/\r\nX: y", false},
      {std::string("https://example.jp/\0x", 21), false},
      {" https://example.jp/", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.url);
    const auto links = ParseVenueLinks({{.kind = 1, .label = "Menu", .url = c.url}});
    EXPECT_EQ(links.ok(), c.taken);
    if (!c.taken) {
      EXPECT_EQ(platform::ReasonOf(links.status()), "BAD_LINK");
      EXPECT_EQ(platform::FieldOf(links.status()), "links[0].url");
    }
  }
}

TEST(VenueLinks, NameThePartThatIsWrong) {
  const VenueLinkForm good{.kind = 4, .label = " 支払い ", .url = "https://pay.example.jp"};
  const struct {
    std::vector<VenueLinkForm> forms;
    const char* reason;
    const char* field;
  } cases[] = {
      {{}, "", ""},
      {{good, good, good, good, good, good}, "", ""},
      {{good, good, good, good, good, good, good}, "TOO_MANY_LINKS", "links"},
      {{good, {.kind = 0, .label = "a", .url = good.url}}, "MISSING_FIELD", "links[1].kind"},
      {{{.kind = 5, .label = "a", .url = good.url}}, "UNKNOWN_LINK_KIND", "links[0].kind"},
      {{{.kind = -1, .label = "a", .url = good.url}}, "UNKNOWN_LINK_KIND", "links[0].kind"},
      {{{.kind = 1, .label = " ", .url = good.url}}, "MISSING_FIELD", "links[0].label"},
      {{{.kind = 1, .label = "12345678901234567890123456789012345678901", .url = good.url}}, "TEXT_TOO_LONG", "links[0].label"},
      {{{.kind = 1, .label = "a\nb", .url = good.url}}, "TEXT_NOT_PLAIN", "links[0].label"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    const auto links = ParseVenueLinks(c.forms);
    EXPECT_EQ(platform::ReasonOf(links.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(links.status()), c.field);
  }
  EXPECT_EQ(ParseVenueLinks({good})->front(), (VenueLink{VenueLinkKind::kPay, "支払い", "https://pay.example.jp"}));
}

}  // namespace
}  // namespace mimamori::venue
