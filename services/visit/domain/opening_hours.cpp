// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/opening_hours.hpp"

#include <optional>

#include "absl/time/civil_time.h"
#include "services/platform/core/error.hpp"

namespace mimamori::visit {
namespace {

constexpr int kDay = 24 * 60;
constexpr int kLatestClosing = 30 * 60;

// "18:00" as minutes.
std::optional<int> TimeOf(std::string_view text) {
  for (const size_t at : {0, 1, 3, 4}) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  }
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (text[2] != ':' || minutes > 59) return std::nullopt;
  return ((text[0] - '0') * 10 + (text[1] - '0')) * 60 + minutes;
}

absl::TimeZone::TimeInfo At(absl::CivilDay day, int minutes, const absl::TimeZone& zone) {
  return zone.At(absl::CivilSecond(day.year(), day.month(), day.day(), 0, minutes));
}

absl::Time OpeningOf(absl::CivilDay day, int minutes, const absl::TimeZone& zone) {
  const auto wall = At(day, minutes, zone);
  return wall.kind == absl::TimeZone::TimeInfo::SKIPPED ? wall.trans : wall.pre;
}

absl::Time ClosingOf(absl::CivilDay day, int minutes, const absl::TimeZone& zone) {
  const auto wall = At(day, minutes, zone);
  return wall.kind == absl::TimeZone::TimeInfo::SKIPPED ? wall.trans : wall.post;
}

}  // namespace

absl::StatusOr<OpenSpan> ParseOpenSpan(int day, std::string_view text) {
  if (text.size() == 11 && text[5] == '-') {
    const auto opens = TimeOf(text.substr(0, 5)), closes = TimeOf(text.substr(6));
    if (opens && closes && *opens < kDay && *opens < *closes && *closes <= kLatestClosing) {
      return OpenSpan{.day = static_cast<int16_t>(day), .opens = static_cast<int16_t>(*opens),
                      .closes = static_cast<int16_t>(*closes)};
    }
  }
  return platform::BadField("opening_hours", "BAD_OPENING_HOURS", "opening hours are written 18:00-26:00");
}

bool IsWithinHours(std::span<const OpenSpan> hours, absl::Time moment, const absl::TimeZone& zone,
                   const HoursTolerance& tolerance) {
  if (hours.empty()) return true;
  const absl::CivilDay today = absl::ToCivilDay(moment, zone);
  // Last night's hours go on until 06:00 and the tolerance; tomorrow's may begin with it today.
  for (const absl::CivilDay day : {today - 1, today, today + 1}) {
    const auto weekday = static_cast<int16_t>(absl::GetWeekday(day));  // 0: Monday
    for (const OpenSpan& span : hours) {
      if (span.day == weekday && moment >= OpeningOf(day, span.opens, zone) - tolerance.early &&
          moment < ClosingOf(day, span.closes, zone) + tolerance.late) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace mimamori::visit
