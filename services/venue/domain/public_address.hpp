// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::venue {

// Where the public door is reached, as codes and posters print it.
class PublicAddress {
 public:
  // "https://mimamori.example.jp" or "http://127.0.0.1:8080": scheme, host and port, no path; only characters of QR's
  // alphanumeric mode once upper-cased (A–Z 0–9 - . and the colon), so that the symbol stays small.
  // INVALID_ARGUMENT (field public_url): MALFORMED_URL.
  static absl::StatusOr<PublicAddress> Parse(std::string_view url);

  // What a symbol holds: "HTTPS://MIMAMORI.EXAMPLE.JP/V/" and the code's 28 characters.
  std::string CodeUrl(std::string_view code) const;
  // "https://mimamori.example.jp/venues/confirm/…".
  std::string ConfirmUrl(std::string_view token) const;
  // "https://mimamori.example.jp/venues/log-in/…".
  std::string LogInUrl(std::string_view token) const;
  // "mimamori.example.jp", "127.0.0.1:8080": what a visitor compares with the browser's address line.
  std::string Host() const;

 private:
  explicit PublicAddress(std::string url) : url_(std::move(url)) {}
  std::string url_;  // lower case, no slash at the end
};

}  // namespace mimamori::venue
