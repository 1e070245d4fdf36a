// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mimamori::mail {

// A message as DKIM sees it (RFC 6376 §3.4, relaxed). Lines end in CRLF.
struct DkimText {
  std::vector<std::string> headers;  // "subject:words of it", in the message's order
  std::string body;
};
DkimText Relaxed(std::string_view message);

// A header with its folds, without its last CRLF: name in lower case, blanks in a row become one, none around the colon or
// at the end.
std::string RelaxedHeader(std::string_view header);

// The names of the headers that are signed, in the order of `h=`, and their text, each with CRLF. From is named once more than
// it is there.
struct SignedHeaders {
  std::string names;  // "from:to:subject:from"
  std::string text;
};
SignedHeaders ChooseHeaders(const DkimText& message);

}  // namespace mimamori::mail
