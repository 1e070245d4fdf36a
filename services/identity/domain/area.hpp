// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::identity {

struct Area {
  std::string code;  // official six digits
  std::string display_name;
  std::string prefecture;  // empty for a prefecture
  friend bool operator==(const Area&, const Area&) = default;
};

// The prefectures that are known, by the first two digits of their codes.
using Prefectures = std::map<std::string, std::string>;

// The areas of a table as the Ministry publishes it (全国地方公共団体コード): a heading with 団体コード, 都道府県名（漢字）
// and 市区町村名（漢字） (or code, prefecture, name), in any order and among others; then a row an area, without a name for a
// prefecture. Each code with its check digit, none twice, each municipality with the name of its code's prefecture, which
// is known or stands in the table. At most 5,000 rows. All of it or nothing: INVALID_ARGUMENT (field content) with every
// problem by line and column: MALFORMED_CSV, MISSING_COLUMN, MISSING_FIELD, MALFORMED_AREA_CODE, DUPLICATE_AREA_CODE,
// PREFECTURE_MISMATCH, TEXT_TOO_LONG, TEXT_NOT_PLAIN, TOO_MANY_ROWS, NO_ROWS, TEXT_NOT_DECODABLE.
absl::StatusOr<std::vector<Area>> ReadAreaTable(std::string_view bytes, Prefectures known);

}  // namespace mimamori::identity
