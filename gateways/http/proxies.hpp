// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// "203.0.113.0/24", "2001:db8:1::/48"; an IPv4 address in IPv6 clothes counts as IPv4. Empty for what is no address.
std::string TruncatedNetwork(std::string_view address);

// The reverse proxies in front of this door, whose X-Forwarded-For is believed. Nobody else's is.
class TrustedProxies {
 public:
  // "10.0.0.0/8, 192.0.2.7, 2001:db8::/32"; empty: none. INVALID_ARGUMENT names what is no address and no network.
  static absl::StatusOr<TrustedProxies> Parse(std::string_view list);

  bool Covers(std::string_view address) const;
  // Who sent a request that came from `peer`: the last address in X-Forwarded-For that is not one of the proxies' own. The
  // peer itself when it is no proxy. What a proxy says and we can't read ends the search at the proxy that said it.
  std::string SenderOf(std::string_view peer, const Request& request) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace mimamori::http
