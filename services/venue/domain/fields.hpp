// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/time_zone.hpp"
#include "services/venue/domain/venue.hpp"

// The fields that a registration, an edit and an imported line have in common.
namespace mimamori::venue {

constexpr int32_t kMostSeats = 100'000;
constexpr int32_t kMostPeople = 100'000;
constexpr int32_t kMostSquareMetres = 1'000'000;
constexpr int32_t kShortestStay = 15;
// A quarter of an hour less than the longest stay, so that closing a stay automatically never meets that limit.
constexpr int32_t kLongestStay = 1'425;

// Collects every problem, so that a person corrects the form once.
class Problems {
 public:
  template <class T>
  std::optional<T> Take(absl::StatusOr<T> value) {
    if (value.ok()) return *std::move(value);
    problems_.push_back(std::move(value).status());
    return std::nullopt;
  }
  // Field and reason of the first one, the sentences of all.
  absl::Status All() const;

 private:
  std::vector<absl::Status> problems_;
};

// Each INVALID_ARGUMENT about its field: MISSING_FIELD, MALFORMED_AREA_CODE (also a prefecture's), UNKNOWN_KIND,
// UNKNOWN_TIME_ZONE, BAD_COUNT (0 is none), MALFORMED_EMAIL_ADDRESS, UNKNOWN_LANGUAGE.
absl::StatusOr<platform::AreaCode> ParseArea(std::string_view text);
absl::StatusOr<VenueKind> ParseKind(int kind);
using platform::ParseTimeZone;  // empty: Asia/Tokyo
absl::StatusOr<int32_t> ParseCount(std::string_view field, int32_t value, int32_t least, int32_t most);
absl::StatusOr<platform::EmailAddress> ParseEmail(std::string_view text);
absl::StatusOr<std::string> ParseLanguage(std::string_view language);  // empty: ja

}  // namespace mimamori::venue
