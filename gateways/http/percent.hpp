// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::http {

// Decodes %XX. `kForm` also turns + into a blank; `kKeepSlash` leaves %2F as it stands. nullopt: a broken escape.
enum class Percent { kPath, kKeepSlash, kForm };
std::optional<std::string> PercentDecode(std::string_view text, Percent kind);

// Encodes everything but the unreserved characters of RFC 3986: safe in a path segment and in a query.
std::string PercentEncode(std::string_view text);

// The pairs of a query or of an application/x-www-form-urlencoded body, in order, decoded.
// INVALID_ARGUMENT (MALFORMED_QUERY): a broken escape, bytes that are not UTF-8, or more than 256 pairs.
using Parameters = std::vector<std::pair<std::string, std::string>>;
absl::StatusOr<Parameters> ParseParameters(std::string_view text);

}  // namespace mimamori::http
