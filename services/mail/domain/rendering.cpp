// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/rendering.hpp"

#include <algorithm>
#include <map>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "services/mail/domain/filling.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

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
  if (TagOf(language).starts_with("zh")) return fmt::format("{}年{}月{}日", day.year(), day.month(), day.day());
  if (TagOf(language) == "ko") return fmt::format("{}년 {}월 {}일", day.year(), day.month(), day.day());
  // Read alike everywhere; which of 04/05 is the month is not.
  if (language != Language::kEnglish) return std::string(text);
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

using Values = std::map<std::string, std::string>;

Values ValuesFor(const Template& mail, Language language, const Parameters& parameters) {
  Values values;
  for (const Parameter& parameter : mail.parameters) {
    const std::string name(parameter.name);
    values[name] = ForReading(parameter.kind, parameters.at(name), language);
  }
  return values;
}

constexpr std::string_view kLine = "====================";

// A draft, what it is, and the English text.
std::string DraftText(std::string_view notice, std::string_view draft, std::string_view english) {
  return fmt::format("{0}\n\n{1}\n{2}\n\n{3}", notice, draft, kLine, english);
}

std::string DraftBody(std::string_view notice, std::string_view draft, std::string_view english) {
  return fmt::format(
      "<p style=\"margin:0 0 24px;padding:12px 16px;border:1px solid #999;font-size:13px\">{}</p>\n{}"
      "<div lang=\"en\" style=\"margin-top:32px;padding-top:16px;border-top:4px double #999\">\n{}</div>\n",
      EscapeHtml(notice), draft, english);
}

}  // namespace

Language LanguageOf(std::string_view tag) {
  if (tag.empty()) return Language::kJapanese;
  const auto* const found = std::ranges::find(platform::kLanguages, platform::LanguageFor(tag));
  if (found == platform::kLanguages.end()) return Language::kEnglish;
  return static_cast<Language>(found - platform::kLanguages.begin());
}

std::string_view TagOf(Language language) { return platform::kLanguages.at(static_cast<size_t>(language)); }

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

absl::StatusOr<Renderer> Renderer::Create(const std::vector<platform::EmbeddedFile>& files) {
  ASSIGN_OR_RETURN(TextBook book, ReadTextBook(files));
  return Renderer(std::move(book));
}

Texts Renderer::Render(const Template& mail, Language language, const Parameters& parameters,
                       const AreaTexts* area_texts, std::string_view area_code) const {
  const auto own = [&](Language in) { return area_texts == nullptr ? nullptr : area_texts->Find(area_code, TagOf(in)); };
  const auto written = [&](Language in) -> const WrittenText& {
    const WrittenText* const found = own(in);
    return found != nullptr ? *found : book_.texts.at({std::string(mail.name), std::string(TagOf(in))});
  };
  const WrittenText& text = written(language);
  const Values values = ValuesFor(mail, language, parameters);
  Texts texts{.subject = Fill(text.subject, values, Escape::kNone),
              .text = Fill(text.text, values, Escape::kNone),
              .html = "",
              .reviewed = text.reviewed,
              .own_text = own(language) != nullptr};
  if (text.reviewed) {
    texts.html = Fill(text.html, values, Escape::kHtml);
    return texts;
  }
  const WrittenText& english = written(Language::kEnglish);
  const Values in_english = ValuesFor(mail, Language::kEnglish, parameters);
  const std::string& notice = book_.words.at(std::string(TagOf(language))).notice;
  texts.text = DraftText(notice, texts.text, Fill(english.text, in_english, Escape::kNone));
  texts.html = HtmlPage(TagOf(language), texts.subject,
                        DraftBody(notice, Fill(text.html_body, values, Escape::kHtml),
                                  Fill(english.html_body, in_english, Escape::kHtml)));
  return texts;
}

}  // namespace mimamori::mail
