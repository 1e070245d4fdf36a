// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/public_address.hpp"

#include <algorithm>

#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

std::string_view HostOf(std::string_view url) { return url.substr(url.find("//") + 2); }

}  // namespace

absl::StatusOr<PublicAddress> PublicAddress::Parse(std::string_view url) {
  std::string lower = platform::LowerCased(url);
  if (lower.ends_with('/')) lower.pop_back();
  const bool scheme = lower.starts_with("https://") || lower.starts_with("http://");
  const std::string_view host = scheme ? HostOf(lower) : std::string_view();
  if (host.empty() || host.size() > 200 || host.front() == ':' || !std::ranges::all_of(host, IsHostCharacter)) {
    return platform::BadField("public_url", "MALFORMED_URL",
                              "public_url is http:// or https:// with a host and perhaps a port, and no path");
  }
  return PublicAddress(lower);
}

std::string PublicAddress::CodeUrl(std::string_view code) const {
  std::string text = url_ + "/v/" + std::string(code);
  std::ranges::transform(text, text.begin(), Upper);
  return text;
}

std::string PublicAddress::ConfirmUrl(std::string_view token) const {
  return url_ + "/venues/confirm/" + std::string(token);
}

std::string PublicAddress::LogInUrl(std::string_view token) const {
  return url_ + "/venues/log-in/" + std::string(token);
}

std::string PublicAddress::Host() const { return std::string(HostOf(url_)); }

}  // namespace mimamori::venue
