// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/cookies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mimamori::http {
namespace {

constexpr int kDay = 86'400;
constexpr std::string_view kLanguage = "language";

std::string_view WordOf(rpc::v1::CookieName cookie) {
  switch (cookie) {
    case rpc::v1::COOKIE_NAME_VISITOR: return "visitor";
    case rpc::v1::COOKIE_NAME_STAY: return "stay";
    case rpc::v1::COOKIE_NAME_STAFF_SESSION: return "staff";
    case rpc::v1::COOKIE_NAME_OPERATOR_SESSION: return "operator";
    case rpc::v1::COOKIE_NAME_RECORD: return "record";
    case rpc::v1::COOKIE_NAME_DIARY_SESSION: return "diary";
    default: return "unnamed";
  }
}

// Seconds; 0: until the browser ends. From the comments of CookieName.
int LifetimeOf(rpc::v1::CookieName cookie) {
  switch (cookie) {
    case rpc::v1::COOKIE_NAME_VISITOR: return 90 * kDay;
    case rpc::v1::COOKIE_NAME_STAY: return 2 * kDay;
    case rpc::v1::COOKIE_NAME_OPERATOR_SESSION: return 90 * kDay;
    case rpc::v1::COOKIE_NAME_DIARY_SESSION: return 90 * kDay;
    default: return 0;
  }
}

bool CookieOctet(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

}  // namespace

std::string CookieJar::NameOf(rpc::v1::CookieName cookie) const {
  return Named(WordOf(cookie));
}

std::string_view CookieJar::Read(const Request& request, rpc::v1::CookieName cookie) const {
  return request.Cookie(NameOf(cookie));
}

std::string CookieJar::Write(rpc::v1::CookieName cookie, std::string_view value) const {
  return Text(WordOf(cookie), value, LifetimeOf(cookie));
}

std::string_view CookieJar::ReadLanguage(const Request& request) const { return request.Cookie(Named(kLanguage)); }

std::string CookieJar::WriteLanguage(std::string_view tag) const { return Text(kLanguage, tag, 90 * kDay); }

std::string CookieJar::Named(std::string_view word) const { return fmt::format("{}{}", secure_ ? "__Host-" : "", word); }

std::string CookieJar::Text(std::string_view word, std::string_view value, int lifetime) const {
  if (!std::all_of(value.begin(), value.end(), CookieOctet)) value = {};
  return fmt::format("{}={}; Path=/{}{}; HttpOnly; SameSite=Lax", Named(word), value,
                     value.empty()  ? std::string("; Max-Age=0")
                     : lifetime > 0 ? fmt::format("; Max-Age={}", lifetime)
                                    : std::string(),
                     secure_ ? "; Secure" : "");
}

}  // namespace mimamori::http
