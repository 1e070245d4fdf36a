// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_links.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;

constexpr size_t kLongestLabel = 40;
constexpr size_t kLongestUrl = 500;
constexpr size_t kLongestHost = 253;
constexpr std::string_view kScheme = "https://";

bool IsAlphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A label of RFC 1123.
bool IsHostLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return IsAlphanumeric(c) || c == '-'; });
}

// A name, not a number: a visitor must be able to see whose page it is. A user or a port hides that.
bool IsHostName(std::string_view host) {
  if (host.size() > kLongestHost || host.find('.') == std::string_view::npos) return false;
  while (true) {
    const size_t dot = host.find('.');
    if (!IsHostLabel(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return !std::ranges::all_of(host, [](char c) { return c >= '0' && c <= '9'; });
    host.remove_prefix(dot + 1);
  }
}

// What RFC 3986 lets stand in path, query and fragment.
bool IsUrlCharacter(char c) {
  return IsAlphanumeric(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool IsLink(std::string_view url) {
  if (url.size() > kLongestUrl || !url.starts_with(kScheme)) return false;
  url.remove_prefix(kScheme.size());
  const size_t end = std::min(url.find_first_of("/?#"), url.size());
  return IsHostName(url.substr(0, end)) && std::ranges::all_of(url.substr(end), IsUrlCharacter);
}

absl::StatusOr<VenueLinkKind> ParseKind(const std::string& field, int kind) {
  if (kind == 0) return BadField(field, "MISSING_FIELD", field + " is required");
  if (kind < 0 || kind > static_cast<int>(VenueLinkKind::kPay)) {
    return BadField(field, "UNKNOWN_LINK_KIND", field + " is not one of those that there are");
  }
  return static_cast<VenueLinkKind>(kind);
}

}  // namespace

absl::StatusOr<std::vector<VenueLink>> ParseVenueLinks(const std::vector<VenueLinkForm>& forms) {
  if (forms.size() > kMostLinks) {
    return BadField("links", "TOO_MANY_LINKS", fmt::format("links are at most {}", kMostLinks));
  }
  std::vector<VenueLink> links;
  for (size_t i = 0; i < forms.size(); ++i) {
    const std::string field = fmt::format("links[{}]", i);
    ASSIGN_OR_RETURN(const VenueLinkKind kind, ParseKind(field + ".kind", forms[i].kind));
    ASSIGN_OR_RETURN(std::string label, platform::ParseText(field + ".label", forms[i].label, 1, kLongestLabel));
    if (!IsLink(forms[i].url)) {
      return BadField(field + ".url", "BAD_LINK",
                      fmt::format("{}.url is not an https address with a host name, like https://example.jp/menu", field));
    }
    links.push_back({.kind = kind, .label = std::move(label), .url = std::string(forms[i].url)});
  }
  return links;
}

}  // namespace mimamori::venue
