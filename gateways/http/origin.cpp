// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/origin.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::http {

absl::StatusOr<DoorUrl> DoorUrl::Parse(std::string_view url) {
  const auto bad = [&] { return absl::InvalidArgumentError(fmt::format("{} is not like https://host:port", url)); };
  std::string text(url);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  DoorUrl out;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    out.secure = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return bad();
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const size_t bracket = rest.find(']');
  const size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = rest.substr(0, colon);
  std::string_view port = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  const bool host_plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '[' || c == ']' || c == ':';
  });
  const bool port_plain =
      colon == std::string_view::npos ||
      (!port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }));
  if (!host_plain || !port_plain) return bad();
  if (port == (out.secure ? "443" : "80")) port = {};
  out.domain = host;
  out.origin = fmt::format("{}://{}{}{}", out.secure ? "https" : "http", host, port.empty() ? "" : ":", port);
  return out;
}

absl::Status CheckOrigin(const Request& request, const DoorUrl& door) {
  if (request.method == "GET" || request.method == "HEAD") return absl::OkStatus();
  int count = 0;
  bool own = false;
  for (const auto& [name, value] : request.headers) {
    if (!platform::EqualsIgnoringCase(name, "origin")) continue;
    ++count;
    own = value == door.origin;
  }
  if (count == 1 && own) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kPermissionDenied, "ORIGIN_REFUSED",
                           "a request that changes anything must come from this site's own pages");
}

}  // namespace mimamori::http
