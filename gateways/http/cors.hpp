// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// Which other sites' scripts may read this door (https://fetch.spec.whatwg.org/#http-cors-protocol). They read what anyone
// may: cookies are never allowed along, and whatever changes anything stays with the door's own pages (CheckOrigin).
class Cors {
 public:
  // Origins, by commas; empty: nobody. INVALID_ARGUMENT names what is no origin.
  static absl::StatusOr<Cors> Parse(std::string_view origins);

  // The answer to a browser that asks first; nullopt when this is no such question, or nobody may.
  std::optional<Response> Preflight(const Request& request) const;
  // Whether Allow has something to add to the answer of this request.
  bool Concerns(const Request& request) const;
  void Allow(const Request& request, Response& response) const;

 private:
  std::set<std::string, std::less<>> origins_;
};

}  // namespace mimamori::http
