// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

// Japan's official six-digit code of a prefecture or municipality (全国地方公共団体コード, JIS X 0401/0402 and a check
// digit). A code whose third to fifth digits are 000 is a prefecture and covers every municipality in it.
class AreaCode {
 public:
  AreaCode() = default;
  // MALFORMED_AREA_CODE when it is not six digits or the check digit is wrong: 11 − (6a+5b+4c+3d+2e mod 11), last digit.
  static absl::StatusOr<AreaCode> Parse(std::string_view text, std::string_view field = "area_code");
  const std::string& ToString() const { return code_; }
  bool IsPrefecture() const;
  bool Covers(const AreaCode& other) const;
  friend auto operator<=>(const AreaCode&, const AreaCode&) = default;

 private:
  explicit AreaCode(std::string code) : code_(std::move(code)) {}
  std::string code_;
};

}  // namespace mimamori::platform
