// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/template_table.hpp"
#include "services/platform/core/embedded_file.hpp"

namespace mimamori::mail {

enum class Language { kJapanese, kEnglish };

// From a BCP 47 tag as the contact carries it. Japanese for "ja", "ja-JP" and for none; English for every other one.
Language LanguageOf(std::string_view tag);
std::string_view TagOf(Language language);  // "ja", "en"

// What a template makes of its parameters.
struct Texts {
  std::string subject;  // one line
  std::string text;
  std::string html;
};

// A value as people read it: a day in words, a name that no mail program turns into a link.
std::string ForReading(ParameterKind kind, std::string_view value, Language language);

// The compiled templates, "<name>.<language>.{subject,txt,html}". Values are escaped in the HTML part and nowhere else.
// Not thread-safe: one for each thread.
class Renderer {
 public:
  // INTERNAL when a file is missing or is no mustache template.
  static absl::StatusOr<Renderer> Create(const std::vector<platform::EmbeddedFile>& files);
  ~Renderer();
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;

  // Parameters as CheckParameters accepted them.
  Texts Render(const Template& mail, Language language, const Parameters& parameters);

 private:
  struct Compiled;
  explicit Renderer(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace mimamori::mail
