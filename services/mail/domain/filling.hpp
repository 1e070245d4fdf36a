// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::mail {

// The names in a text's places for values, "{{date}}": small letters and _. INVALID_ARGUMENT (PLACE_MALFORMED, field
// text) for braces that are no such place: a text has nothing else of a template.
absl::StatusOr<std::set<std::string>> PlacesOf(std::string_view text);

enum class Escape { kNone, kHtml };

// A text that PlacesOf accepted, with each of its places in `values`.
std::string Fill(std::string_view text, const std::map<std::string, std::string>& values, Escape escape);

// The body of an HTML part that says what the text says, places and all: paragraphs, lists ("- ", "・", "1. "), a
// button for a paragraph that is {{link}} alone, and after "----" the small print. `button`: what stands on it.
std::string HtmlOf(std::string_view text, std::string_view button);

// A whole HTML part.
std::string HtmlPage(std::string_view language, std::string_view title, std::string_view body);

std::string EscapeHtml(std::string_view text);

}  // namespace mimamori::mail
