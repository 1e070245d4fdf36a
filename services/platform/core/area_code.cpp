// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/area_code.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

bool IsWellFormed(std::string_view text) {
  if (text.size() != 6) return false;
  int sum = 0;
  for (size_t i = 0; i < 6; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    if (i < 5) sum += static_cast<int>(6 - i) * (text[i] - '0');
  }
  return (11 - sum % 11) % 10 == text[5] - '0';
}

}  // namespace

absl::StatusOr<AreaCode> AreaCode::Parse(std::string_view text, std::string_view field) {
  if (!IsWellFormed(text)) {
    return BadField(field, "MALFORMED_AREA_CODE", "an area is given by its official code of six digits");
  }
  return AreaCode(std::string(text));
}

bool AreaCode::IsPrefecture() const { return code_.size() == 6 && code_.compare(2, 3, "000") == 0; }

bool AreaCode::Covers(const AreaCode& other) const {
  if (code_.empty() || other.code_.empty()) return false;
  return *this == other || (IsPrefecture() && code_.compare(0, 2, other.code_, 0, 2) == 0);
}

}  // namespace mimamori::platform
