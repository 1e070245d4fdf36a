// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mimamori::mail {

// A header's text: as it is when it is short printable ASCII, else RFC 2047 encoded words (UTF-8, B encoding), each at
// most 75 characters and whole code points, folded by CRLF SP. `used`: columns that the name takes on the first line.
std::string EncodeHeaderText(std::string_view text, size_t used);
// The same, always as encoded words.
std::string EncodeWords(std::string_view text, size_t used);

// A body part in the transfer encoding that makes it shorter; both keep lines at 76 characters and nothing but ASCII.
struct EncodedBody {
  std::string_view encoding;  // "quoted-printable" or "base64"
  std::string content;        // CRLF line ends, the last one included
};
EncodedBody EncodeBody(std::string_view text);

std::string EncodeQuotedPrintable(std::string_view text);  // RFC 2045 §6.7; LF becomes a CRLF line end
std::string EncodeBase64(std::string_view bytes);           // RFC 4648 §4, padded, one line

}  // namespace mimamori::mail
