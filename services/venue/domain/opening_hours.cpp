// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/opening_hours.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;

constexpr size_t kMostADay = 4;
constexpr size_t kLongestElement = 200;  // bytes: four times in full-width characters, and room
constexpr int kDay = 24 * 60;
constexpr int kLatestClosing = 30 * 60;
constexpr int kWeek = kDaysOfWeek * kDay;

constexpr char kClosed = 'x';
constexpr std::string_view kNoise = " ,";

struct Spelling {
  std::string_view typed;
  char read;
};
// Longer ones before what they begin with.
constexpr Spelling kSpellings[] = {
    {"〜", '-'}, {"～", '-'}, {"–", '-'}, {"—", '-'}, {"−", '-'}, {"ー", '-'}, {"－", '-'}, {"~", '-'},
    {"：", ':'}, {"、", ','}, {"，", ','}, {"・", ','}, {"/", ','}, {";", ','}, {"　", ' '}, {"\t", ' '},
    {"closed", kClosed}, {"Closed", kClosed}, {"定休日", kClosed}, {"休み", kClosed}, {"休", kClosed},
};

// Every way to write a thing becomes one character; nothing when there is one that says nothing here.
std::optional<std::string> Plain(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto spelling = std::ranges::find_if(kSpellings, [&](const Spelling& s) { return text.starts_with(s.typed); });
    if (spelling != std::end(kSpellings)) {
      plain += spelling->read;
      text.remove_prefix(spelling->typed.size());
    } else if (text.size() >= 3 && text.starts_with("\xEF\xBC") && text[2] >= '\x90' && text[2] <= '\x99') {
      plain += static_cast<char>('0' + (text[2] - '\x90'));  // a full-width digit
      text.remove_prefix(3);
    } else if (std::string_view("0123456789:-, ").find(text.front()) != std::string_view::npos) {
      plain += text.front();
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return plain;
}

void Skip(std::string_view& text, std::string_view noise) {
  text.remove_prefix(std::min(text.find_first_not_of(noise), text.size()));
}

bool Take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> TakeDigits(std::string_view& text, size_t least, size_t most) {
  const size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
  if (length < least || length > most) return std::nullopt;
  int number = 0;
  for (const char digit : text.substr(0, length)) number = number * 10 + (digit - '0');
  text.remove_prefix(length);
  return number;
}

// "9:00", "26:30".
std::optional<int> TakeTime(std::string_view& text) {
  const auto hours = TakeDigits(text, 1, 2);
  if (!hours || !Take(text, ':')) return std::nullopt;
  const auto minutes = TakeDigits(text, 2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return *hours * 60 + *minutes;
}

std::optional<OpenSpan> TakeSpan(std::string_view& text, int day) {
  const auto opens = TakeTime(text);
  Skip(text, " ");
  if (!opens || !Take(text, '-')) return std::nullopt;
  Skip(text, " ");
  auto closes = TakeTime(text);
  if (!closes || *opens >= kDay) return std::nullopt;
  if (*closes <= *opens) *closes += kDay;  // of the next day
  if (*closes > kLatestClosing) return std::nullopt;
  return OpenSpan{.day = day, .opens = *opens, .closes = *closes};
}

// Adds what one element tells; false when it can't be read.
bool ReadElement(std::string_view element, int day, std::vector<OpenSpan>& spans, bool& told) {
  if (element.size() > kLongestElement) return false;
  const auto plain = Plain(element);
  if (!plain) return false;
  std::string_view rest = *plain;
  for (Skip(rest, kNoise); !rest.empty(); Skip(rest, kNoise)) {
    told = true;
    if (Take(rest, kClosed)) continue;
    const auto span = TakeSpan(rest, day);
    if (!span || (!rest.empty() && kNoise.find(rest.front()) == std::string_view::npos)) return false;
    spans.push_back(*span);
  }
  return true;
}

bool SaysNothing(const OpeningHoursForm::Elements& elements) {
  return std::ranges::all_of(elements, [](std::string_view element) {
    const auto plain = Plain(element);
    return plain && plain->find_first_not_of(kNoise) == std::string::npos;
  });
}

// Reads one day's elements; `field` is what they are called.
absl::Status ReadDay(const std::string& field, const OpeningHoursForm::Elements& elements, int day,
                     std::vector<OpenSpan>& spans, bool& told) {
  const size_t before = spans.size();
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!ReadElement(elements[i], day, spans, told)) {
      const std::string element = fmt::format("{}[{}]", field, i);
      return BadField(element, "BAD_OPENING_HOURS",
                      element + " is not like 11:00-14:00 or 18:00-26:00 (30:00 at the latest) or closed");
    }
    if (spans.size() - before > kMostADay) {
      return BadField(field, "TOO_MANY_OPENING_HOURS", fmt::format("{} has more than {} times", field, kMostADay));
    }
  }
  return absl::OkStatus();
}

// Of the later one, when two times share a minute; Monday's come after Sunday's night, too.
absl::Status CheckOverlaps(const std::vector<OpenSpan>& spans) {
  for (size_t i = 0; i < spans.size(); ++i) {
    const OpenSpan& one = spans[i];
    const OpenSpan& next = spans[(i + 1) % spans.size()];
    const int week = i + 1 == spans.size() ? kWeek : 0;
    if (one.day * kDay + one.closes > next.day * kDay + next.opens + week) {
      const std::string field = fmt::format("opening_hours.{}", kDayNames[static_cast<size_t>(next.day)]);
      return BadField(field, "OPENING_HOURS_OVERLAP", field + " has a time that begins before another one is over");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OpeningHours> ParseOpeningHours(const OpeningHoursForm& form) {
  OpeningHours hours;
  bool told = false;
  for (int day = 0; day < kDaysOfWeek; ++day) {
    const auto index = static_cast<size_t>(day);
    const bool own = !SaysNothing(form.days[index]);
    const std::string field = own ? fmt::format("opening_hours.{}", kDayNames[index]) : "opening_hours.every_day";
    RETURN_IF_ERROR(ReadDay(field, own ? form.days[index] : form.every_day, day, hours.spans, told));
  }
  if (told && hours.spans.empty()) {
    return BadField("opening_hours", "BAD_OPENING_HOURS", "opening_hours closes every day; tell nothing if not known");
  }
  std::ranges::sort(hours.spans);
  RETURN_IF_ERROR(CheckOverlaps(hours.spans));
  return hours;
}

std::string Format(const OpenSpan& span) {
  return fmt::format("{:02}:{:02}-{:02}:{:02}", span.opens / 60, span.opens % 60, span.closes / 60, span.closes % 60);
}

}  // namespace mimamori::venue
