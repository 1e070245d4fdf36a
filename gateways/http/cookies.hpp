// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gateways/http/message.hpp"
#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::http {

// The cookies of annotations.proto as browsers know them. Over https: `__Host-visitor`, Secure; over plain http (a demo on
// a LAN): `visitor`. Always HttpOnly, SameSite=Lax, Path=/.
class CookieJar {
 public:
  explicit CookieJar(bool secure) : secure_(secure) {}

  std::string NameOf(rpc::v1::CookieName cookie) const;  // "__Host-visitor"
  std::string_view Read(const Request& request, rpc::v1::CookieName cookie) const;
  // The value of a Set-Cookie header. An empty value deletes the cookie. A value that can't stand in a cookie (RFC 6265
  // cookie-octets) deletes it too, rather than let it write attributes of its own.
  std::string Write(rpc::v1::CookieName cookie, std::string_view value) const;

  // The language that somebody chose by hand, for the pages only: no service sees it. 90 days.
  std::string_view ReadLanguage(const Request& request) const;
  std::string WriteLanguage(std::string_view tag) const;

 private:
  std::string Named(std::string_view word) const;
  std::string Text(std::string_view word, std::string_view value, int lifetime) const;

  bool secure_;
};

}  // namespace mimamori::http
