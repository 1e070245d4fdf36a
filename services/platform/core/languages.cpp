// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/languages.hpp"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

// A script that is written says more than a region: "zh-Hans-TW" is written as in Singapore.
std::string_view Chinese(std::string_view subtags) {
  for (std::string_view rest = subtags; !rest.empty();) {
    const std::string_view subtag = rest.substr(0, rest.find('-'));
    if (subtag == "hans") return "zh-Hans";
    if (subtag == "hant" || subtag == "tw" || subtag == "hk" || subtag == "mo") return "zh-Hant";
    rest.remove_prefix(std::min(subtag.size() + 1, rest.size()));
  }
  return "zh-Hans";
}

}  // namespace

bool IsLanguage(std::string_view tag) { return std::ranges::find(kLanguages, tag) != kLanguages.end(); }

std::string_view LanguageFor(std::string_view tag) {
  const std::string lower = absl::AsciiStrToLower(absl::string_view(tag.data(), tag.size()));
  const std::string_view all = lower;
  const std::string_view primary = all.substr(0, all.find('-'));
  if (primary == "zh") return Chinese(all.substr(std::min(primary.size() + 1, all.size())));
  if (primary == "fil") return "tl";
  const auto* const found = std::ranges::find(kLanguages, primary);
  return found == kLanguages.end() ? std::string_view() : *found;
}

absl::StatusOr<std::string> ParseLanguage(std::string_view tag, std::string_view field) {
  if (tag.empty()) return std::string("ja");
  if (IsLanguage(tag)) return std::string(tag);
  return BadField(field, "UNKNOWN_LANGUAGE", fmt::format("{} is one of {}", field, fmt::join(kLanguages, ", ")));
}

}  // namespace mimamori::platform
