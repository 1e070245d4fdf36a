// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::venue {

// The numbers are the proto's and the tables'.
enum class VenueLinkKind : int16_t { kMenu = 1, kCoupon = 2, kOrder = 3, kPay = 4 };

// A link that a venue offers its visitors, on the page after a check-in and never in a mail.
struct VenueLink {
  VenueLinkKind kind = VenueLinkKind::kMenu;
  std::string label;  // 1–40 characters
  std::string url;    // https, ASCII
  friend bool operator==(const VenueLink&, const VenueLink&) = default;
};

constexpr size_t kMostLinks = 6;

// A link as it was typed.
struct VenueLinkForm {
  int kind = 0;
  std::string_view label;
  std::string_view url;
};

// INVALID_ARGUMENT, about "links" (TOO_MANY_LINKS: over six) or a part of one ("links[1].url"): MISSING_FIELD,
// UNKNOWN_LINK_KIND, TEXT_TOO_LONG, TEXT_NOT_PLAIN, BAD_LINK (not https; no host name with a dot; a user or a port in it;
// over 500 characters; characters that don't belong into a URL).
absl::StatusOr<std::vector<VenueLink>> ParseVenueLinks(const std::vector<VenueLinkForm>& forms);

}  // namespace mimamori::venue
