// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace mimamori::observation {

// What a certificate says in one language.
struct CertificateText {
  const char* language;  // BCP 47
  bool reviewed;         // by somebody who writes the language; else a draft
  std::string_view title;
  std::string_view statement;
  std::string_view number;
  std::string_view birth_year;
  std::string_view period;
  std::string_view released;
  std::string_view issuer;
  std::string_view area;  // `{}` is its code, where no health centre was named
  std::string_view issued;
  std::string_view no_name;
  std::string_view check;
  std::string_view japanese_counts;  // empty in Japanese
};

// As platform::kLanguages.
std::span<const CertificateText> CertificateTexts();
// Japanese for one that there is not.
const CertificateText& CertificateTextIn(std::string_view language);

}  // namespace mimamori::observation
