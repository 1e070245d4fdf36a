// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// A door's own address.
struct DoorUrl {
  std::string origin;  // "https://mimamori.example.jp", as browsers write it: lower case, no default port, no path
  std::string domain;  // "mimamori.example.jp"
  bool secure = false;

  // INVALID_ARGUMENT for anything but http(s)://host[:port] with at most a slash behind.
  static absl::StatusOr<DoorUrl> Parse(std::string_view url);
};

// Every request that is not GET or HEAD must name the door's own origin, exactly (privacy.md, 18): a missing Origin, `null`
// and a second one are refused, and there is no exception for requests without cookies, so that nobody has to prove
// which requests come from browsers. A program that calls the API sends the header like a browser.
// PERMISSION_DENIED: ORIGIN_REFUSED.
absl::Status CheckOrigin(const Request& request, const DoorUrl& door);

}  // namespace mimamori::http
