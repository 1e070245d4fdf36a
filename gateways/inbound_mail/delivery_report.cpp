// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/delivery_report.hpp"

#include <algorithm>
#include <vector>

#include "gateways/inbound_mail/header_section.hpp"
#include "services/platform/core/ascii.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::EqualsIgnoringCase;
using platform::LowerCased;
using Fields = std::vector<HeaderField>;

constexpr size_t kMostParts = 20;
constexpr size_t kLongestBoundary = 70;  // RFC 2046, section 5.1.1

// The field's value; nullptr when it is missing or there are several.
const std::string* Only(const Fields& fields, std::string_view name) {
  const std::string* value = nullptr;
  for (const HeaderField& field : fields) {
    if (field.name != name) continue;
    if (value != nullptr) return nullptr;
    value = &field.value;
  }
  return value;
}

struct MediaType {
  std::string name;  // "multipart/report"
  std::vector<Word> words;
  // "" when it is missing or written otherwise.
  std::string Parameter(std::string_view wanted) const {
    for (size_t i = 1; i + 3 < words.size(); ++i) {
      if (!words[i].Is(';') || !EqualsIgnoringCase(words[i + 1].text, wanted) || !words[i + 2].Is('=')) continue;
      if (words[i + 3].kind != Word::Kind::kSign) return words[i + 3].text;
    }
    return "";
  }
};

MediaType MediaTypeOf(const Fields& fields) {
  const std::string* const value = Only(fields, "content-type");
  if (value == nullptr) return {};
  auto words = SplitIntoWords(*value, ";=");
  if (!words || words->empty()) return {};
  std::string name = LowerCased(words->front().text);
  return {.name = std::move(name), .words = *std::move(words)};
}

// What stands between the lines of the boundary; the last part may be cut off.
std::vector<std::string_view> PartsOf(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  if (boundary.empty() || boundary.size() > kLongestBoundary) return parts;
  const std::string delimiter = "--" + boundary;
  std::optional<size_t> start;
  std::string_view rest = body;
  while (!rest.empty() && parts.size() < kMostParts) {
    const size_t at = body.size() - rest.size();
    std::string_view line = TakeLine(rest);
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (line != delimiter && line != delimiter + "--") continue;
    if (start) parts.push_back(body.substr(*start, at - *start));
    if (line != delimiter) return parts;
    start = body.size() - rest.size();
  }
  if (start && parts.size() < kMostParts) parts.push_back(body.substr(*start));
  return parts;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The first word in lower case; "" when there is none.
std::string FirstWord(const std::string* value) {
  if (value == nullptr) return "";
  const auto words = SplitIntoWords(*value, "");
  return !words || words->empty() ? "" : LowerCased(words->front().text);
}

// "5.1.1" (RFC 3463, section 2); "" for anything else.
std::string StatusIn(const Fields& fields) {
  const std::string status = FirstWord(Only(fields, "status"));
  const size_t first = status.find('.');
  const size_t second = status.find('.', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos || first != 1) return "";
  if (std::string_view("245").find(status[0]) == std::string_view::npos) return "";
  const bool numbers = IsNumber(std::string_view(status).substr(2, second - 2)) &&
                       IsNumber(std::string_view(status).substr(second + 1));
  return numbers ? status : "";
}

// "smtp; 550 5.1.1 no such user": 550; 0 for anything else.
int CodeIn(const Fields& fields) {
  const std::string* const value = Only(fields, "diagnostic-code");
  if (value == nullptr || !EqualsIgnoringCase(std::string_view(*value).substr(0, 5), "smtp;")) return 0;
  const std::string_view said = std::string_view(*value).substr(5);
  const size_t start = said.find_first_not_of(' ');
  if (start == std::string_view::npos) return 0;
  const std::string_view code = said.substr(start, std::min(said.find_first_of(" -", start), said.size()) - start);
  const bool is_refusal = code.size() == 3 && IsNumber(code) && (code[0] == '4' || code[0] == '5');
  return is_refusal ? std::stoi(std::string(code)) : 0;
}

std::optional<DeliveryReport> ReadRecipient(const Fields& fields) {
  const std::string action = FirstWord(Only(fields, "action"));
  const DeliveryReport report{.outcome = DeliveryReport::Outcome::kFailed, .status = StatusIn(fields),
                              .smtp_code = CodeIn(fields)};
  const auto with = [&](DeliveryReport::Outcome outcome) {
    DeliveryReport other = report;
    other.outcome = outcome;
    return other;
  };
  if (action == "delayed") return with(DeliveryReport::Outcome::kDelayed);
  if (action == "delivered" || action == "relayed" || action == "expanded") {
    return with(DeliveryReport::Outcome::kDelivered);
  }
  if (action != "failed" || report.status.empty() || report.status.starts_with('2')) return std::nullopt;
  return report;
}

// Groups of fields, of which the first is about the mail and each other one about a recipient (RFC 3464, section 2.1).
std::optional<DeliveryReport> ReadDeliveryStatus(std::string_view part) {
  std::vector<Fields> recipients;
  while (!part.empty()) {
    const auto group = ReadHeaderSection(part);
    if (!group) return std::nullopt;
    part = AfterHeaderSection(part);
    if (Only(*group, "final-recipient") != nullptr) recipients.push_back(*group);
  }
  if (recipients.size() != 1) return std::nullopt;  // ours have one
  return ReadRecipient(recipients.front());
}

}  // namespace

std::optional<DeliveryReport> ReadDeliveryReport(std::string_view mail) {
  const auto fields = ReadHeaderSection(mail);
  if (!fields) return std::nullopt;
  const MediaType type = MediaTypeOf(*fields);
  if (type.name != "multipart/report" || !EqualsIgnoringCase(type.Parameter("report-type"), "delivery-status")) {
    return std::nullopt;
  }
  for (const std::string_view part : PartsOf(AfterHeaderSection(mail), type.Parameter("boundary"))) {
    const auto own = ReadHeaderSection(part);
    if (!own) continue;
    const std::string name = MediaTypeOf(*own).name;
    if (name == "message/delivery-status" || name == "message/global-delivery-status") {  // RFC 6533
      return ReadDeliveryStatus(AfterHeaderSection(part));
    }
  }
  return std::nullopt;
}

}  // namespace mimamori::inbound_mail
