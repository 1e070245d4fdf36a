// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/area_texts.hpp"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

absl::Status At(size_t index, const absl::Status& status) {
  return platform::BadField(fmt::format("texts[{}].{}", index, platform::FieldOf(status)), platform::ReasonOf(status),
                            std::string(status.message()));
}

// Host names have letters of every script.
bool IsLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || absl::ascii_isalpha(byte);
}

// What may stand before the dot in a host name; a place's value is as good as a letter.
bool EndsALabel(char c) { return IsLetter(c) || absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '}'; }

// "city.example" is made a link of, and so is "a@b"; "at 19.30" and "Co. Ltd" are not.
bool JoinsAHost(std::string_view text, size_t at) {
  if (text[at] == '@') return true;
  if (text[at] != '.' || at == 0 || at + 2 >= text.size()) return false;
  return EndsALabel(text[at - 1]) && IsLetter(text[at + 1]) && IsLetter(text[at + 2]);
}

size_t LengthOfUrl(std::string_view text) {
  const auto goes_on = [](char c) { return c > ' ' && c <= '~' && std::string_view("<>\"'").find(c) == std::string_view::npos; };
  return static_cast<size_t>(std::ranges::find_if_not(text, goes_on) - text.begin());
}

absl::Status CheckForm(const Template& mail, const AreaTextForm& form) {
  if (!form.area_code.empty()) RETURN_IF_ERROR(platform::AreaCode::Parse(form.area_code).status());
  if (!form.area_code.empty() && !mail.of_area) {
    return platform::BadField("area_code", "NOT_OF_AN_AREA", "these mails have the same text in the whole installation");
  }
  if (!platform::IsLanguage(form.language)) {
    return platform::BadField("language", "UNKNOWN_LANGUAGE", "mails are not written in this language");
  }
  const bool counts = form.language == "ja" || form.language == "en";
  if (!counts || form.reviewed) return absl::OkStatus();
  return platform::BadField("reviewed", "NOT_REVIEWED", "the Japanese and the English text are what counts");
}

}  // namespace

absl::Status CheckLinksAreOurs(std::string_view text, const OwnUrls& own) {
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(own.public_url) && rest.substr(own.public_url.size()).starts_with('/')) {
      at += LengthOfUrl(rest) - 1;
      continue;
    }
    if (!rest.starts_with("://") && !JoinsAHost(text, at)) continue;
    return platform::BadField("text", "LINK_NOT_OURS",
                              "a text leads to our own pages only; other addresses stand in contact_text");
  }
  return absl::OkStatus();
}

absl::StatusOr<AreaTexts> AreaTexts::Write(const Template& mail, const std::vector<AreaTextForm>& forms,
                                           const std::map<std::string, HouseWords>& words, const OwnUrls& own) {
  AreaTexts out;
  for (size_t i = 0; i < forms.size(); ++i) {
    const AreaTextForm& form = forms[i];
    if (const absl::Status checked = CheckForm(mail, form); !checked.ok()) return At(i, checked);
    auto written = WriteText(mail, form.language, form.subject, form.text, words.at(form.language), form.reviewed);
    if (!written.ok()) return At(i, written.status());
    for (const std::string& part : {written->subject, written->text}) {
      if (const absl::Status ours = CheckLinksAreOurs(part, own); !ours.ok()) return At(i, ours);
    }
    if (!out.texts_.emplace(std::pair(form.area_code, form.language), *std::move(written)).second) {
      return At(i, platform::BadField("area_code", "TEXT_REPEATED", "this area has a text in this language already"));
    }
  }
  return out;
}

const WrittenText* AreaTexts::Find(std::string_view area_code, std::string_view language) const {
  const auto of = [&](const std::string& code) -> const WrittenText* {
    const auto text = texts_.find({code, std::string(language)});
    return text == texts_.end() ? nullptr : &text->second;
  };
  if (const WrittenText* own = of(std::string(area_code))) return own;
  if (const auto area = platform::AreaCode::Parse(area_code); area.ok()) {
    for (const auto& [place, text] : texts_) {
      if (place.second != language || place.first.empty()) continue;
      const auto wider = platform::AreaCode::Parse(place.first);
      if (wider.ok() && wider->IsPrefecture() && wider->Covers(*area)) return &text;
    }
  }
  return of("");
}

}  // namespace mimamori::mail
