// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/platform/core/base32.hpp"

namespace mimamori::observation {

// A certificate's code: 128 random bits, so that nobody finds one, as 26 characters that a person may also type.
inline constexpr size_t kCertificateCodeBytes = 16;

inline std::string WriteCertificateCode(std::string_view bytes) { return platform::EncodeBase32(bytes); }
// Nullopt: it is none.
inline std::optional<std::string> ReadCertificateCode(std::string_view text) {
  return platform::DecodeBase32(text, kCertificateCodeBytes);
}

// In groups, to be typed: "0123A-4567B-…".
std::string ShowCertificateCode(std::string_view bytes);

// What the symbol holds, in capitals: QR's alphanumeric mode makes it small.
std::string CertificateUrl(std::string_view public_url, std::string_view bytes);

}  // namespace mimamori::observation
