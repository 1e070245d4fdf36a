// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/text_book.hpp"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "services/mail/domain/filling.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::mail {
namespace {

using Files = std::vector<platform::EmbeddedFile>;
using Sections = std::map<std::string, std::string>;

absl::StatusOr<std::string_view> ContentOf(const Files& files, const std::string& name) {
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& each) { return each.name == name; });
  if (file == files.end()) return absl::InternalError(fmt::format("{} is missing", name));
  return file->content;
}

std::string_view WithoutEmptyEnds(std::string_view text) {
  while (text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// What is before the first section has the name "".
Sections SectionsOf(std::string_view content) {
  Sections sections;
  std::string name;
  while (!content.empty()) {
    const std::string_view line = TakeLine(content);
    if (line.starts_with('[') && line.ends_with(']')) {
      name = line.substr(1, line.size() - 2);
      sections[name];
    } else {
      (sections[name] += line) += '\n';
    }
  }
  for (auto& [each, text] : sections) text = std::string(WithoutEmptyEnds(text));
  return sections;
}

absl::StatusOr<std::string> SectionOf(const Sections& sections, const std::string& name) {
  const auto section = sections.find(name);
  if (section != sections.end() && !section->second.empty()) return section->second;
  return absl::InternalError(fmt::format("section [{}] is missing", name));
}

// With the sections that "@once" names.
absl::StatusOr<std::string> Complete(const Sections& sections, std::string_view text) {
  std::string out;
  while (true) {
    const size_t at = text.find('@');
    if (at == std::string_view::npos) return out += text;
    out += text.substr(0, at);
    text.remove_prefix(at + 1);
    const size_t end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
    ASSIGN_OR_RETURN(const std::string named, SectionOf(sections, std::string(text.substr(0, end))));
    out += named;
    text.remove_prefix(end);
  }
}

absl::Status CheckPlaces(const Template& mail, std::string_view subject, std::string_view text) {
  ASSIGN_OR_RETURN(const std::set<std::string> places, PlacesOf(text));
  const auto in_subject = PlacesOf(subject);
  if (!in_subject.ok()) return platform::BadField("subject", "PLACE_MALFORMED", "places are written as {{name}}");
  std::set<std::string> known;
  std::set<std::string> short_ones;
  for (const Parameter& parameter : mail.parameters) {
    known.emplace(parameter.name);
    const bool fits = parameter.kind == ParameterKind::kDay || parameter.kind == ParameterKind::kTime;
    if (fits) short_ones.emplace(parameter.name);
  }
  const auto unknown = [](const char* field, const std::string& name) {
    return platform::BadField(field, "PLACE_UNKNOWN", fmt::format("{{{{{}}}}} has no value there", name));
  };
  for (const std::string& name : *in_subject) {
    if (!short_ones.contains(name)) return unknown("subject", name);
  }
  for (const std::string& name : places) {
    if (!known.contains(name)) return unknown("text", name);
  }
  for (const std::string& name : known) {
    if (places.contains(name)) continue;
    return platform::BadField("text", "PLACE_MISSING", fmt::format("{{{{{}}}}} is missing", name));
  }
  return absl::OkStatus();
}

absl::Status ReadTranslations(const std::string& language, std::string_view content, TextBook& book) {
  const Sections sections = SectionsOf(content);
  ASSIGN_OR_RETURN(const std::string head, SectionOf(sections, ""));
  if (head != "reviewed: yes" && head != "reviewed: no") {
    return absl::InternalError("a file of texts begins with reviewed: yes or no");
  }
  HouseWords& words = book.words[language];
  ASSIGN_OR_RETURN(words.button, SectionOf(sections, "button"));
  ASSIGN_OR_RETURN(words.notice, SectionOf(sections, "notice"));
  for (const Template& mail : Templates()) {
    const std::string name(mail.name);
    ASSIGN_OR_RETURN(const std::string section, SectionOf(sections, name));
    std::string_view rest = section;
    const std::string_view subject = TakeLine(rest);
    ASSIGN_OR_RETURN(const std::string text, Complete(sections, WithoutEmptyEnds(rest)));
    auto written = WriteText(mail, language, subject, text, words, head == "reviewed: yes");
    if (!written.ok()) {
      return absl::InternalError(fmt::format("[{}]: {}", name, std::string(written.status().message())));
    }
    book.texts.emplace(std::pair(name, language), *std::move(written));
  }
  return absl::OkStatus();
}

absl::Status ReadHouseTexts(const Files& files, const std::string& language, TextBook& book) {
  const HouseWords& words = book.words[language];
  for (const Template& mail : Templates()) {
    const std::string stem = fmt::format("{}.{}", mail.name, language);
    ASSIGN_OR_RETURN(const std::string_view subject, ContentOf(files, stem + ".subject"));
    ASSIGN_OR_RETURN(const std::string_view text, ContentOf(files, stem + ".txt"));
    ASSIGN_OR_RETURN(const std::string_view html, ContentOf(files, stem + ".html"));
    auto written = WriteText(mail, language, WithoutEmptyEnds(subject), text, words, true);
    const auto in_text = PlacesOf(text);
    const auto in_html = PlacesOf(html.substr(std::min(html.find("<body"), html.size())));
    if (!written.ok() || !in_html.ok() || *in_html != *in_text) {
      return absl::InternalError(fmt::format("{} is no text of its template", stem));
    }
    written->html = std::string(html);
    book.texts.emplace(std::pair(std::string(mail.name), language), *std::move(written));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WrittenText> WriteText(const Template& mail, std::string_view language, std::string_view subject,
                                      std::string_view text, const HouseWords& words, bool reviewed) {
  WrittenText written;
  ASSIGN_OR_RETURN(written.subject, platform::ParseText("subject", subject, 1, kLongestSubject));
  ASSIGN_OR_RETURN(written.text, platform::ParseText("text", text, 1, kLongestText, platform::Lines::kMany));
  written.text += '\n';
  RETURN_IF_ERROR(CheckPlaces(mail, written.subject, written.text));
  written.html_body = HtmlOf(written.text, words.button);
  written.html = HtmlPage(language, written.subject, written.html_body);
  written.reviewed = reviewed;
  return written;
}

absl::StatusOr<TextBook> ReadTextBook(const Files& files) {
  TextBook book;
  for (const std::string_view tag : platform::kLanguages) {
    const std::string language(tag);
    if (language == "ja" || language == "en") {
      RETURN_IF_ERROR(ReadHouseTexts(files, language, book));
      continue;
    }
    ASSIGN_OR_RETURN(const std::string_view content, ContentOf(files, language + ".texts"));
    const absl::Status read = ReadTranslations(language, content, book);
    if (!read.ok()) return absl::InternalError(fmt::format("{}.texts: {}", language, std::string(read.message())));
  }
  book.words["ja"].button = "開く";
  return book;
}

}  // namespace mimamori::mail
