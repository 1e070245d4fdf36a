// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/template_table.hpp"
#include "services/platform/core/embedded_file.hpp"
#include "services/platform/core/languages.hpp"

namespace mimamori::mail {

inline constexpr size_t kLongestSubject = 100;  // code points, with its places
inline constexpr size_t kLongestText = 5000;

// What one template says in one language, with its places for values.
struct WrittenText {
  std::string subject;
  std::string text;
  std::string html;      // a whole page
  std::string html_body;  // the same without what is around it, to stand under another language's
  // By somebody who writes the language. One that nobody reviewed is marked, and the English one follows it.
  bool reviewed = false;
};

// A language's words that belong to no template.
struct HouseWords {
  std::string button = "Open";
  std::string notice;  // that this is a draft; empty where nothing is
};

// A text as the renderer takes it, from its subject and its text. INVALID_ARGUMENT: PLACE_MALFORMED, PLACE_UNKNOWN,
// PLACE_MISSING (it has exactly the template's parameters; a subject may have some, but no link and no text of several
// lines), TEXT_TOO_LONG, MISSING_FIELD, TEXT_NOT_PLAIN; field subject or text.
absl::StatusOr<WrittenText> WriteText(const Template& mail, std::string_view language, std::string_view subject,
                                      std::string_view text, const HouseWords& words, bool reviewed);

// The texts that are shipped: for Japanese and English "<template>.<language>.{subject,txt,html}", for every other
// language one file "<language>.texts" that a translator has before her as a whole:
//   reviewed: no
//   [notice]           that it is a draft
//   [button]           what stands on a link's button
//   [once]             a text of its own, put wherever "@once" stands
//   [verification]     a template: its subject, an empty line, its text
struct TextBook {
  std::map<std::pair<std::string, std::string>, WrittenText> texts;  // by template and language
  std::map<std::string, HouseWords> words;                           // by language
};

// INTERNAL when a file, a text or a part of one is missing, or one is refused by WriteText.
absl::StatusOr<TextBook> ReadTextBook(const std::vector<platform::EmbeddedFile>& files);

}  // namespace mimamori::mail
