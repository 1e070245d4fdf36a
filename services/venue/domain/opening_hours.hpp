// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::venue {

constexpr int kDaysOfWeek = 7;
// In the order of kDayNames; as the fields of the message OpeningHours.
constexpr std::array<const char*, kDaysOfWeek> kDayNames = {"monday", "tuesday",  "wednesday", "thursday",
                                                            "friday", "saturday", "sunday"};

// One time that a venue is open, by the clock on its wall.
struct OpenSpan {
  int day = 0;     // of the opening; 0: Monday
  int opens = 0;   // minutes after midnight, 0–1,439
  int closes = 0;  // minutes after the same midnight, later than `opens`, at most 1,800: 30:00 is 06:00 of the next day
  friend auto operator<=>(const OpenSpan&, const OpenSpan&) = default;
};

// A usual week: ordered, at most four spans a day, none of which overlap. Empty: not known, which never means closed.
struct OpeningHours {
  std::vector<OpenSpan> spans;
  friend bool operator==(const OpeningHours&, const OpeningHours&) = default;
};

// What was typed, element by element. A day without an element of its own has those of `every_day`.
struct OpeningHoursForm {
  using Elements = std::vector<std::string_view>;
  std::array<Elements, kDaysOfWeek> days = {};
  Elements every_day = {};
};

// Elements as people type them: "11:00-14:00, 17:00-23:00", "１８：００〜２６：００", "18:00-2:00" (closes on the next day),
// "closed", "休み"; blank elements say nothing.
//
// INVALID_ARGUMENT: BAD_OPENING_HOURS (not read as times or "closed"; beyond 30:00; every day closed), about the element
// ("opening_hours.friday[1]"); TOO_MANY_OPENING_HOURS (over four on one day), OPENING_HOURS_OVERLAP, about the day
// ("opening_hours.friday"; of the later opening).
absl::StatusOr<OpeningHours> ParseOpeningHours(const OpeningHoursForm& form);

// "18:00-26:00".
std::string Format(const OpenSpan& span);

}  // namespace mimamori::venue
