// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/contacts.hpp"

#include <gtest/gtest.h>

namespace mimamori::exposure {
namespace {

platform::AreaCode Area(const char* code) { return platform::AreaCode::Parse(code).value(); }

const std::vector<AreaContact> kContacts{
    {Area("270008"), "府の窓口", "https://www.pref.example.jp/test"},
    {Area("271004"), "市の窓口", ""},
    {Area("272019"), "堺の窓口", "https://yoyaku.city.example.jp/pcr?from=mail"},
};
const std::set<std::string, std::less<>> kHosts{"www.pref.example.jp"};

TEST(ContactTextFor, GivesTheWordsOfTheNearestAuthority) {
  EXPECT_EQ(ContactTextFor(Area("271004"), kContacts, "else", kHosts), "市の窓口");
  EXPECT_EQ(ContactTextFor(Area("272035"), kContacts, "else", kHosts),
            "府の窓口\n検査の予約 / Book a test: https://www.pref.example.jp/test");
  EXPECT_EQ(ContactTextFor(Area("131016"), kContacts, "else", kHosts), "else");
  EXPECT_EQ(ContactTextFor(Area("271004"), {}, "else", kHosts), "else");
  const std::vector<AreaContact> otherwise{kContacts.rbegin(), kContacts.rend()};
  EXPECT_EQ(ContactTextFor(Area("271004"), otherwise, "else", kHosts), "市の窓口") << "in whatever order they stand";
}

TEST(ContactTextFor, ShowsNoLinkToAHostThatIsNotTheAuthoritys) {
  EXPECT_EQ(ContactTextFor(Area("272019"), kContacts, "else", kHosts), "堺の窓口");
  EXPECT_EQ(ContactTextFor(Area("272035"), kContacts, "else", {}), "府の窓口");
}

TEST(HostOfLink, LetsNothingPassForAnotherHost) {
  const struct {
    const char* link;
    const char* host;
  } cases[] = {
      {"https://www.pref.example.jp", "www.pref.example.jp"},
      {"https://www.pref.example.jp/a?b#c", "www.pref.example.jp"},
      {"https://www.pref.example.jp?x", "www.pref.example.jp"},
      {"http://www.pref.example.jp/", ""},
      {"https://", ""},
      {"https:///www.pref.example.jp", ""},
      {"https://www.pref.example.jp@evil.example/", ""},
      {"https://www.pref.example.jp:8443/", ""},
      {"https://evil.example\\@www.pref.example.jp/", ""},
      {"https://WWW.pref.example.jp/", ""},
      {"https://www.pref.example.jp/ x", ""},
      {"https://www.pref.example.jp/\n", ""},
      {"https://www.pref.example.jp/<b>", ""},
      {"https://ｗｗｗ.pref.example.jp/", ""},
      {"javascript:alert(1)", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(HostOfLink(c.link), c.host) << c.link;
}

}  // namespace
}  // namespace mimamori::exposure
