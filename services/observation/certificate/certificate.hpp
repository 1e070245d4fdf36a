// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/platform/print/byte_sink.hpp"

namespace mimamori::observation {

// What stands on a certificate; no name.
struct CertificatePage {
  std::string number = {};  // "271004-2026-000123"
  std::optional<int> birth_year = std::nullopt;
  absl::CivilDay start = {};
  absl::CivilDay end = {};
  std::string area_code = {};
  std::string issuer = {};     // Japanese; empty: the area's code stands for it
  std::string issuer_en = {};
  absl::CivilDay issued_on = {};
  std::string code_url = {};    // what the symbol holds
  std::string typed_code = {};  // as shown: "0123A-4567B-…"
  std::string host = {};        // what the browser's address line must show
  std::string language = "ja";  // beside Japanese
};

// One A4 page as a PDF; equal certificates are equal files. INVALID_ARGUMENT: TEXT_NOT_ALPHANUMERIC (the symbol's URL).
// CANCELLED when the sink wanted no more.
absl::Status PrintCertificate(const CertificatePage& page, platform::print::ByteSink sink);

}  // namespace mimamori::observation
