// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/period.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::vault {
namespace {

constexpr int kDayStarts = 5;        // o'clock
constexpr int kFarthestOffset = 14;  // hours from UTC; the inhabited zones lie between −12 and +14
constexpr int kSlack = 1;            // days, both ways

absl::CivilDay ServiceDayOf(absl::CivilSecond wall_clock) {
  return absl::CivilDay(wall_clock - kDayStarts * 3600);
}

// The digits of text[from, from + count), or −1.
int Digits(std::string_view text, size_t from, size_t count) {
  int number = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::string WriteMonth(absl::CivilMonth month) { return fmt::format("{:04}-{:02}", month.year(), month.month()); }

absl::Status MalformedPeriod(std::string_view form) {
  return platform::BadField("period", "MALFORMED_PERIOD", fmt::format("period is not of the form {}", form));
}

absl::Status PeriodOutOfReach() {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "PERIOD_OUT_OF_REACH",
                           "nothing may be sealed for this period now");
}

}  // namespace

absl::CivilDay ServiceDayAt(absl::Time now, absl::TimeZone zone) {
  return ServiceDayOf(absl::ToCivilSecond(now, zone));
}

std::optional<absl::CivilMonth> ReadMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  if (year < 2000 || year > 2999 || month < 1 || month > 12) return std::nullopt;
  return absl::CivilMonth(year, month);
}

std::optional<absl::CivilDay> ReadDay(std::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const auto month = ReadMonth(text.substr(0, 7));
  const int number = Digits(text, 8, 2);
  if (!month || number < 1) return std::nullopt;
  const absl::CivilDay day(month->year(), month->month(), number);  // 31 April becomes 1 May
  if (day.day() != number) return std::nullopt;
  return day;
}

std::string WriteDay(absl::CivilDay day) {
  return fmt::format("{}-{:02}", WriteMonth(absl::CivilMonth(day)), day.day());
}

Reach DaysInReach(absl::Time now) {
  const absl::CivilSecond utc = absl::ToCivilSecond(now, absl::UTCTimeZone());
  return {.first = ServiceDayOf(utc - kFarthestOffset * 3600) - kSlack,
          .last = ServiceDayOf(utc + kFarthestOffset * 3600) + kSlack};
}

absl::StatusOr<absl::CivilDay> PseudonymDayToGive(std::string_view service_day, absl::Time now) {
  const auto day = ReadDay(service_day);
  if (!day) return platform::BadField("service_day", "MALFORMED_DAY", "service_day is not of the form 2026-11-21");
  if (!DaysInReach(now).Has(*day)) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "DAY_OUT_OF_REACH",
                             "no check-in may touch this service day now");
  }
  return *day;
}

absl::StatusOr<std::string> SealingPeriodToGive(Ring ring, std::string_view period, absl::Time now) {
  const Reach reach = DaysInReach(now);
  if (ring == Ring::kVisit) {
    const auto day = ReadDay(period);
    if (!day) return MalformedPeriod("2026-11-21");
    if (!reach.Has(*day)) return PeriodOutOfReach();
    return WriteDay(*day);
  }
  const auto month = ReadMonth(period);
  if (!month) return MalformedPeriod("2026-11");
  if (*month < absl::CivilMonth(reach.first) || *month > absl::CivilMonth(reach.last)) return PeriodOutOfReach();
  return WriteMonth(*month);
}

}  // namespace mimamori::vault
