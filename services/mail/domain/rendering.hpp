// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/area_texts.hpp"
#include "services/mail/domain/template_table.hpp"
#include "services/mail/domain/text_book.hpp"
#include "services/platform/core/embedded_file.hpp"

namespace mimamori::mail {

// The place in platform::kLanguages.
enum class Language : size_t { kJapanese = 0, kEnglish = 1 };

// From a BCP 47 tag as the contact carries it. Japanese for none; English for a language that we do not write.
Language LanguageOf(std::string_view tag);
std::string_view TagOf(Language language);  // "ja", "zh-Hant"

// What a template makes of its parameters.
struct Texts {
  std::string subject;  // one line
  std::string text;
  std::string html;
  bool reviewed = true;   // else it says that it is a draft, and the English text follows
  bool own_text = false;  // of the area, or of one around it
};

// A value as people read it: a day in words, a name that no mail program turns into a link.
std::string ForReading(ParameterKind kind, std::string_view value, Language language);

// Writes mails. Values are escaped in the HTML part and nowhere else. A text that nobody reviewed comes with a line
// above it that says so, and with the English one below it: nobody shall act on a wrong word alone. Thread-safe.
class Renderer {
 public:
  // As ReadTextBook.
  static absl::StatusOr<Renderer> Create(const std::vector<platform::EmbeddedFile>& files);

  // Parameters as CheckParameters accepted them. With the area's texts of this template, where it has some.
  Texts Render(const Template& mail, Language language, const Parameters& parameters,
               const AreaTexts* area_texts = nullptr, std::string_view area_code = {}) const;
  const std::map<std::string, HouseWords>& words() const { return book_.words; }

 private:
  explicit Renderer(TextBook book) : book_(std::move(book)) {}
  TextBook book_;
};

}  // namespace mimamori::mail
