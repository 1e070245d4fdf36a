// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/rendering.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

std::string DayInWords(std::string_view text, Language language) {
  constexpr std::string_view kWeekdays[][2] = {{"月", "Monday"},   {"火", "Tuesday"}, {"水", "Wednesday"},
                                               {"木", "Thursday"}, {"金", "Friday"},  {"土", "Saturday"},
                                               {"日", "Sunday"}};
  constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
  absl::CivilDay day;
  if (!absl::ParseCivilTime(absl::string_view(text.data(), text.size()), &day)) return std::string(text);
  const auto& weekday = kWeekdays[static_cast<size_t>(absl::GetWeekday(day))];
  if (language == Language::kJapanese) {
    return fmt::format("{}年{}月{}日（{}）", day.year(), day.month(), day.day(), weekday[0]);
  }
  return fmt::format("{}, {} {} {}", weekday[1], day.day(), kMonths[day.month() - 1], day.year());
}

// Mail programs make links of what looks like one. A name that a venue chose must never become one, so an invisible
// word joiner breaks up addresses and host names; the name still reads, and wraps, as it is.
std::string WithoutLinks(std::string_view text) {
  constexpr std::string_view kWordJoiner = "\u2060";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    const bool joins = text[i] == '.' || text[i] == ':' || text[i] == '/' || text[i] == '@';
    if (joins && i + 1 < text.size() && text[i + 1] != ' ') out += kWordJoiner;
  }
  return out;
}

std::string Unescaped(const std::string& text) { return text; }

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

absl::StatusOr<mustache> Compile(const std::vector<platform::EmbeddedFile>& files, const std::string& name) {
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& each) { return each.name == name; });
  if (file == files.end()) return absl::InternalError(fmt::format("template {} is missing", name));
  mustache compiled{std::string(file->content)};
  if (!compiled.is_valid()) return absl::InternalError(fmt::format("{}: {}", name, compiled.error_message()));
  if (!name.ends_with(".html")) compiled.set_custom_escape(&Unescaped);
  return compiled;
}

struct Parts {
  mustache subject;
  mustache text;
  mustache html;
};

}  // namespace

struct Renderer::Compiled {
  std::map<std::pair<std::string_view, Language>, Parts> parts;
};

Language LanguageOf(std::string_view tag) {
  const bool japanese = tag.empty() || tag == "ja" || tag.starts_with("ja-");
  return japanese ? Language::kJapanese : Language::kEnglish;
}

std::string_view TagOf(Language language) { return language == Language::kJapanese ? "ja" : "en"; }

std::string ForReading(ParameterKind kind, std::string_view value, Language language) {
  switch (kind) {
    case ParameterKind::kDay: return DayInWords(value, language);
    case ParameterKind::kName: return WithoutLinks(value);
    case ParameterKind::kText:
    case ParameterKind::kLink:
    case ParameterKind::kStaffLink:
    case ParameterKind::kTime: break;
  }
  return std::string(value);
}

Renderer::Renderer(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

absl::StatusOr<Renderer> Renderer::Create(const std::vector<platform::EmbeddedFile>& files) {
  auto compiled = std::make_unique<Compiled>();
  for (const Template& mail : Templates()) {
    for (const Language language : {Language::kJapanese, Language::kEnglish}) {
      const std::string stem = fmt::format("{}.{}", mail.name, TagOf(language));
      ASSIGN_OR_RETURN(mustache subject, Compile(files, stem + ".subject"));
      ASSIGN_OR_RETURN(mustache text, Compile(files, stem + ".txt"));
      ASSIGN_OR_RETURN(mustache html, Compile(files, stem + ".html"));
      compiled->parts.emplace(std::pair(mail.name, language),
                              Parts{std::move(subject), std::move(text), std::move(html)});
    }
  }
  return Renderer(std::move(compiled));
}

Texts Renderer::Render(const Template& mail, Language language, const Parameters& parameters) {
  data values{data::type::object};
  for (const Parameter& parameter : mail.parameters) {
    const std::string name(parameter.name);
    values.set(name, ForReading(parameter.kind, parameters.at(name), language));
  }
  Parts& parts = compiled_->parts.at(std::pair(mail.name, language));
  return {WithoutLineEnd(parts.subject.render(values)), parts.text.render(values), parts.html.render(values)};
}

}  // namespace mimamori::mail
