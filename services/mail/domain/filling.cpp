// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/filling.hpp"

#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kLink = "{{link}}";

absl::Status Malformed() {
  return platform::BadField("text", "PLACE_MALFORMED",
                            "places for values are written as {{name}}, and stand for nothing else");
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What stands before a list's item; 0: the line is none.
size_t MarkOf(std::string_view line, bool numbered) {
  if (!numbered) return line.starts_with("- ") ? 2 : line.starts_with("・") ? std::string_view("・").size() : 0;
  const size_t dot = line.find(". ");
  const bool number = dot != std::string_view::npos && dot > 0 && dot < 3 &&
                      std::all_of(line.begin(), line.begin() + static_cast<ptrdiff_t>(dot),
                                  [](char c) { return c >= '0' && c <= '9'; });
  return number ? dot + 2 : 0;
}

using Block = std::vector<std::string_view>;

std::string Joined(const Block& lines, size_t first = 0) {
  std::string out;
  for (size_t i = first; i < lines.size(); ++i) {
    if (i > first) out += "<br>\n";
    out += EscapeHtml(lines[i]);
  }
  return out;
}

bool IsList(const Block& block, bool numbered) {
  return std::all_of(block.begin(), block.end(), [&](std::string_view line) { return MarkOf(line, numbered) > 0; });
}

std::string ListOf(const Block& block, bool numbered) {
  const char* const tag = numbered ? "ol" : "ul";
  std::string out = fmt::format("<{} style=\"padding-left:24px\">\n", tag);
  for (const std::string_view line : block) {
    out += fmt::format("<li>{}</li>\n", EscapeHtml(line.substr(MarkOf(line, numbered))));
  }
  return out + fmt::format("</{}>\n", tag);
}

std::string ButtonOf(std::string_view label) {
  return fmt::format(
      "<p style=\"margin:24px 0\"><a href=\"{0}\" style=\"display:inline-block;padding:12px 24px;background:#005a9c;"
      "color:#ffffff;text-decoration:none;border-radius:6px\">{1}</a></p>\n"
      "<p style=\"font-size:13px;word-break:break-all\">{0}</p>\n",
      kLink, EscapeHtml(label));
}

std::string BlockOf(const Block& block, std::string_view button) {
  if (block.size() == 1 && block[0] == kLink) return ButtonOf(button);
  if (block[0] == "----") {
    return fmt::format(
        "<hr style=\"margin:32px 0 16px;border:0;border-top:1px solid #999\">\n<p style=\"font-size:13px\">{}</p>\n",
        Joined(block, 1));
  }
  for (const bool numbered : {false, true}) {
    if (IsList(block, numbered)) return ListOf(block, numbered);
  }
  // A health centre's text has lines of its own.
  if (block.back() == "{{contact_text}}") {
    const Block heading(block.begin(), block.end() - 1);
    const std::string above = heading.empty() ? "" : fmt::format("<p><strong>{}</strong></p>\n", Joined(heading));
    return above +
           "<p style=\"margin:16px 0;padding:12px 16px;border-left:4px solid #005a9c;white-space:pre-line\">"
           "{{contact_text}}</p>\n";
  }
  return fmt::format("<p>{}</p>\n", Joined(block));
}

}  // namespace

absl::StatusOr<std::set<std::string>> PlacesOf(std::string_view text) {
  std::set<std::string> places;
  while (true) {
    const size_t brace = text.find_first_of("{}");
    if (brace == std::string_view::npos) return places;
    text.remove_prefix(brace);
    if (!text.starts_with(kOpen)) return Malformed();
    text.remove_prefix(kOpen.size());
    const size_t end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), text.size());
    if (end == 0 || !text.substr(end).starts_with(kClose)) return Malformed();
    places.emplace(text.substr(0, end));
    text.remove_prefix(end + kClose.size());
  }
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string Fill(std::string_view text, const std::map<std::string, std::string>& values, Escape escape) {
  std::string out;
  out.reserve(text.size() + 256);
  while (true) {
    const size_t open = text.find(kOpen);
    const size_t close = open == std::string_view::npos ? open : text.find(kClose, open);
    if (close == std::string_view::npos) return out += text;
    out += text.substr(0, open);
    const auto value = values.find(std::string(text.substr(open + kOpen.size(), close - open - kOpen.size())));
    if (value != values.end()) out += escape == Escape::kHtml ? EscapeHtml(value->second) : value->second;
    text.remove_prefix(close + kClose.size());
  }
}

std::string HtmlOf(std::string_view text, std::string_view button) {
  std::string out;
  Block block;
  for (const std::string_view line : SplitLines(text)) {
    if (!line.empty()) {
      block.push_back(line);
    } else if (!block.empty()) {
      out += BlockOf(block, button);
      block.clear();
    }
  }
  if (!block.empty()) out += BlockOf(block, button);
  return out;
}

std::string HtmlPage(std::string_view language, std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n"
      "<body style=\"margin:0;padding:16px;font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;"
      "font-size:16px;line-height:1.6\">\n<div style=\"max-width:600px;margin:0 auto\">\n{}</div>\n</body>\n</html>\n",
      language, EscapeHtml(title), body);
}

}  // namespace mimamori::mail
