// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/text_book.hpp"
#include "services/platform/core/area_code.hpp"

namespace mimamori::mail {

// What an area's authority writes instead of a shipped text, as it stands in a policy.
struct AreaTextForm {
  std::string area_code;  // a municipality, a prefecture for all of them, or empty for the whole installation
  std::string language;   // one of platform::kLanguages
  std::string subject;
  std::string text;
  bool reviewed = false;  // else it is marked as a draft; ja and en are what counts and are always reviewed
};

// The texts of areas for one template.
class AreaTexts {
 public:
  // INVALID_ARGUMENT with the field "texts[2].text": those of WriteText, MALFORMED_AREA_CODE, NOT_OF_AN_AREA (an area's
  // text of a template whose mails know none), UNKNOWN_LANGUAGE, TEXT_REPEATED (one area and language twice), NOT_REVIEWED (ja or en), LINK_NOT_OURS (anything that a mail program
  // makes a link of, but addresses under own.public_url).
  static absl::StatusOr<AreaTexts> Write(const Template& mail, const std::vector<AreaTextForm>& forms,
                                         const std::map<std::string, HouseWords>& words, const OwnUrls& own);

  // That of the area, else of its prefecture, else of the whole installation; nullptr: the shipped one counts.
  const WrittenText* Find(std::string_view area_code, std::string_view language) const;
  // Those of `others` instead of the ones for the same areas and languages.
  void Replace(const AreaTexts& others) {
    for (const auto& [place, text] : others.texts_) texts_.insert_or_assign(place, text);
  }

 private:
  std::map<std::pair<std::string, std::string>, WrittenText> texts_;  // by area and language
};

// Nothing in a text becomes a link but the places and our own pages. INVALID_ARGUMENT: LINK_NOT_OURS, field text.
absl::Status CheckLinksAreOurs(std::string_view text, const OwnUrls& own);

}  // namespace mimamori::mail
