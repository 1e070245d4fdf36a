// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/proxies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <optional>

#include "services/platform/core/ascii.hpp"

namespace mimamori::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> ReadAddress(std::string_view text) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
  }
  return address;
}

// Some proxies add the port: "192.0.2.7:4711", "[2001:db8::1]:4711".
std::string_view WithoutPort(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  return std::count(text.begin(), text.end(), ':') == 1 ? text.substr(0, text.find(':')) : text;
}

template <class Network, class Address>
bool Holds(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).network() == network.network();
}

}  // namespace

std::string TruncatedNetwork(std::string_view text) {
  const auto address = ReadAddress(text);
  if (!address) return "";
  if (address->is_v4()) {
    const auto bytes = address->to_v4().to_bytes();
    return fmt::format("{}.{}.{}.0/24", bytes[0], bytes[1], bytes[2]);
  }
  auto bytes = address->to_v6().to_bytes();
  std::fill(bytes.begin() + 6, bytes.end(), uint8_t{0});
  return fmt::format("{}/48", ip::address_v6(bytes).to_string());
}

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(std::string_view list) {
  TrustedProxies proxies;
  while (!list.empty()) {
    const std::string item(TakeItem(list, ','));
    boost::system::error_code error;
    const bool network = item.find('/') != std::string::npos;
    if (item.find(':') == std::string::npos) {
      const auto parsed = ip::make_network_v4(network ? item : item + "/32", error);
      if (!error) proxies.v4_.push_back(parsed);
    } else {
      const auto parsed = ip::make_network_v6(network ? item : item + "/128", error);
      if (!error) proxies.v6_.push_back(parsed);
    }
    if (error) return absl::InvalidArgumentError(fmt::format("\"{}\" is neither an address nor a network", item));
  }
  return proxies;
}

bool TrustedProxies::Covers(std::string_view text) const {
  const auto address = ReadAddress(text);
  if (!address) return false;
  if (address->is_v4()) {
    return std::any_of(v4_.begin(), v4_.end(), [&](const auto& each) { return Holds(each, address->to_v4()); });
  }
  return std::any_of(v6_.begin(), v6_.end(), [&](const auto& each) { return Holds(each, address->to_v6()); });
}

std::string TrustedProxies::SenderOf(std::string_view peer, const Request& request) const {
  std::string sender(peer);
  if (!Covers(peer)) return sender;
  std::vector<std::string_view> passed;  // oldest first, as headers add up
  for (const auto& [name, value] : request.headers) {
    if (!platform::EqualsIgnoringCase(name, "x-forwarded-for")) continue;
    for (std::string_view rest = value; !rest.empty();) passed.push_back(WithoutPort(TakeItem(rest, ',')));
  }
  for (auto address = passed.rbegin(); address != passed.rend() && Covers(sender); ++address) {
    if (!ReadAddress(*address)) break;
    sender = *address;
  }
  return sender;
}

}  // namespace mimamori::http
