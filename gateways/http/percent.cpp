// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/percent.hpp"

#include "gateways/http/message.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::http {
namespace {

constexpr size_t kMostPairs = 256;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool Unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text, Percent kind) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && kind == Percent::kForm) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexValue(text[i + 1]), low = HexValue(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      const char c = static_cast<char>(high * 16 + low);
      if (c == '/' && kind == Percent::kKeepSlash) {
        out += text.substr(i, 3);
      } else {
        out += c;
      }
      i += 2;
    }
  }
  return out;
}

std::string PercentEncode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (Unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

absl::StatusOr<Parameters> ParseParameters(std::string_view text) {
  Parameters out;
  while (!text.empty()) {
    const std::string_view pair = TakeItem(text, '&');
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    auto name = PercentDecode(pair.substr(0, equals), Percent::kForm);
    auto value = PercentDecode(pair.substr(std::min(equals + 1, pair.size())), Percent::kForm);
    if (!name || !value || !platform::IsUtf8(*name) || !platform::IsUtf8(*value)) {
      return platform::Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_QUERY",
                               "a parameter has a broken percent escape or is not UTF-8");
    }
    if (out.size() == kMostPairs) {
      return platform::Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_QUERY", "too many parameters");
    }
    out.emplace_back(*std::move(name), *std::move(value));
  }
  return out;
}

}  // namespace mimamori::http
