// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/proxies.hpp"

#include <gtest/gtest.h>

namespace mimamori::http {
namespace {

TEST(TrustedProxies, TellsWhoSentARequest) {
  const auto proxies = TrustedProxies::Parse("10.0.0.0/8, 192.0.2.7,2001:db8:ff::/48");
  ASSERT_TRUE(proxies.ok()) << proxies.status();
  using Headers = std::vector<std::pair<std::string_view, std::string_view>>;
  struct Case {
    const char* name;
    std::string_view peer;
    Headers headers;
    std::string_view sender;
  };
  const Case cases[] = {
      {"no proxy says nothing", "203.0.113.9", {}, "203.0.113.9"},
      {"no proxy is not believed", "203.0.113.9", {{"X-Forwarded-For", "198.51.100.1"}}, "203.0.113.9"},
      {"a proxy that says nothing", "10.1.2.3", {}, "10.1.2.3"},
      {"a proxy tells", "10.1.2.3", {{"x-forwarded-for", "198.51.100.1"}}, "198.51.100.1"},
      {"what the sender made up is left of it", "10.1.2.3", {{"X-Forwarded-For", "8.8.8.8, 198.51.100.1"}}, "198.51.100.1"},
      {"two proxies", "10.1.2.3", {{"X-Forwarded-For", "8.8.8.8, 198.51.100.1, 192.0.2.7"}}, "198.51.100.1"},
      {"two headers are one list", "10.1.2.3", {{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "192.0.2.7"}},
       "198.51.100.1"},
      {"only proxies", "10.1.2.3", {{"X-Forwarded-For", "10.0.0.1, 192.0.2.7"}}, "10.0.0.1"},
      {"nonsense ends it", "10.1.2.3", {{"X-Forwarded-For", "198.51.100.1, unknown, 192.0.2.7"}}, "192.0.2.7"},
      {"an empty entry ends it", "10.1.2.3", {{"X-Forwarded-For", "198.51.100.1,,"}}, "10.1.2.3"},
      {"with a port", "10.1.2.3", {{"X-Forwarded-For", "198.51.100.1:4711"}}, "198.51.100.1"},
      {"IPv6", "2001:db8:ff::1", {{"X-Forwarded-For", "2001:db8:1::5"}}, "2001:db8:1::5"},
      {"IPv6 with a port", "2001:db8:ff::1", {{"X-Forwarded-For", "[2001:db8:1::5]:4711"}}, "2001:db8:1::5"},
      {"an IPv4 proxy in IPv6 clothes", "::ffff:10.1.2.3", {{"X-Forwarded-For", "198.51.100.1"}}, "198.51.100.1"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Request request;
    request.headers = c.headers;
    EXPECT_EQ(proxies->SenderOf(c.peer, request), c.sender);
  }
  EXPECT_EQ(TrustedProxies().SenderOf("10.1.2.3", {.headers = {{"X-Forwarded-For", "8.8.8.8"}}}), "10.1.2.3");
}

TEST(TrustedProxies, RefusesWhatIsNoNetwork) {
  for (const char* list : {"proxy", "10.0.0.0/33", "10.0.0", "10.0.0.1,,::1", "2001:db8::/129", "10.0.0.0/"}) {
    SCOPED_TRACE(list);
    EXPECT_EQ(TrustedProxies::Parse(list).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(Network, IsTruncated) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"203.0.113.77", "203.0.113.0/24"},
      {"::ffff:203.0.113.77", "203.0.113.0/24"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"},
      {"::1", "::/48"},
      {"not an address", ""},
  };
  for (const auto& [address, network] : cases) {
    SCOPED_TRACE(address);
    EXPECT_EQ(TruncatedNetwork(address), network);
  }
}

}  // namespace
}  // namespace mimamori::http
