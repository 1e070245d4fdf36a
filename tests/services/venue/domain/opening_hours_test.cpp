// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/opening_hours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using testing::HasSubstr;
using testing::Not;

enum Day { kMon, kTue, kWed, kThu, kFri, kSat, kSun };

OpeningHoursForm On(int day, OpeningHoursForm::Elements elements, OpeningHoursForm form = {}) {
  form.days[static_cast<size_t>(day)] = std::move(elements);
  return form;
}

// "monday 11:00-14:00; …"
std::string Told(const OpeningHours& hours) {
  std::string text;
  for (const OpenSpan& span : hours.spans) {
    text += std::string(text.empty() ? "" : "; ") + kDayNames[static_cast<size_t>(span.day)] + " " + Format(span);
  }
  return text;
}

TEST(ParseOpeningHours, ReadsWhatPeopleType) {
  const struct {
    const char* name;
    OpeningHoursForm::Elements elements;
    const char* told;  // of Friday
  } cases[] = {
      {"nothing", {}, ""},
      {"blanks", {"", "  ", "　"}, ""},
      {"one time", {"11:00-23:00"}, "friday 11:00-23:00"},
      {"a short hour", {"9:30-17:05"}, "friday 09:30-17:05"},
      {"past midnight, as izakaya write it", {"18:00-29:00"}, "friday 18:00-29:00"},
      {"to the last", {"23:59-30:00"}, "friday 23:59-30:00"},
      {"past midnight, as others do", {"18:00-2:00"}, "friday 18:00-26:00"},
      {"around the clock", {"00:00-24:00"}, "friday 00:00-24:00"},
      {"from midnight to midnight", {"0:00-0:00"}, "friday 00:00-24:00"},
      {"several elements", {"17:00-23:00", "11:00-14:00"}, "friday 11:00-14:00; friday 17:00-23:00"},
      {"several in one", {"11:00-14:00, 17:00-23:00"}, "friday 11:00-14:00; friday 17:00-23:00"},
      {"with blanks alone", {" 11:00 - 14:00  17:00 - 23:00 "}, "friday 11:00-14:00; friday 17:00-23:00"},
      {"in full-width characters", {"１１：００〜１４：００、１７：００～２３：００"},
       "friday 11:00-14:00; friday 17:00-23:00"},
      {"with a dash of any length", {"1:00–2:00, 3:00—4:00, 5:00ー6:00, 7:00~8:00"},
       "friday 01:00-02:00; friday 03:00-04:00; friday 05:00-06:00; friday 07:00-08:00"},
      {"touching", {"06:00-12:00", "12:00-18:00"}, "friday 06:00-12:00; friday 12:00-18:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto hours = ParseOpeningHours(On(kFri, c.elements));
    ASSERT_TRUE(hours.ok()) << hours.status();
    EXPECT_EQ(Told(*hours), c.told);
  }
}

TEST(ParseOpeningHours, ClosesTheDaysThatSaySo) {
  for (const char* closed : {"closed", "Closed", "休み", "定休日", "休"}) {
    SCOPED_TRACE(closed);
    OpeningHoursForm form{.days = {}, .every_day = {"10:00-20:00"}};
    for (const int day : {kTue, kWed, kThu, kFri, kSun}) form = On(day, {closed}, form);
    form = On(kSat, {"", "12:00-18:00"}, form);
    EXPECT_EQ(Told(*ParseOpeningHours(form)), "monday 10:00-20:00; saturday 12:00-18:00");
  }
}

TEST(ParseOpeningHours, GivesEveryDaysHoursToDaysThatSayNothing) {
  const auto hours = ParseOpeningHours(On(kSun, {"　"}, {.days = {}, .every_day = {"00:00-24:00"}}));
  ASSERT_TRUE(hours.ok()) << hours.status();
  ASSERT_EQ(hours->spans.size(), 7u);
  for (int day = 0; day < kDaysOfWeek; ++day) {
    EXPECT_EQ(hours->spans[static_cast<size_t>(day)], (OpenSpan{.day = day, .opens = 0, .closes = 1440}));
  }
}

TEST(ParseOpeningHours, NamesWhatIsWrong) {
  const std::string long_one(201, ' ');
  const OpeningHoursForm closed{.days = {}, .every_day = {"closed"}};
  const struct {
    const char* name;
    OpeningHoursForm form;
    const char* field;
    const char* reason;
  } cases[] = {
      {"words", On(kMon, {"from noon"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"half a time", On(kMon, {"11:00"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"no end", On(kMon, {"11:00-"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"no minutes", On(kMon, {"11-23"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"too many minutes", On(kMon, {"11:60-23:00"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"too many digits", On(kMon, {"011:00-23:00"}), "opening_hours.monday[0]", "BAD_OPENING_HOURS"},
      {"two that run into each other", On(kMon, {"11:00-14:0017:00-23:00"}), "opening_hours.monday[0]",
       "BAD_OPENING_HOURS"},
      {"the second", On(kTue, {"11:00-14:00", "?"}), "opening_hours.tuesday[1]", "BAD_OPENING_HOURS"},
      {"opens tomorrow", On(kWed, {"24:00-26:00"}), "opening_hours.wednesday[0]", "BAD_OPENING_HOURS"},
      {"a minute too late", On(kThu, {"18:00-30:01"}), "opening_hours.thursday[0]", "BAD_OPENING_HOURS"},
      {"too late on the next day", On(kThu, {"18:00-6:01"}), "opening_hours.thursday[0]", "BAD_OPENING_HOURS"},
      {"not UTF-8", On(kFri, {"11:00-14:00\xff"}), "opening_hours.friday[0]", "BAD_OPENING_HOURS"},
      {"half a character", On(kFri, {"\xEF\xBC"}), "opening_hours.friday[0]", "BAD_OPENING_HOURS"},
      {"too long", On(kFri, {long_one}), "", ""},
      {"too long and not blank", On(kFri, {std::string_view(long_one), "11:00-12:00"}), "opening_hours.friday[0]",
       "BAD_OPENING_HOURS"},
      {"of every day", {.days = {}, .every_day = {"9-5"}}, "opening_hours.every_day[0]", "BAD_OPENING_HOURS"},
      {"five a day", On(kSat, {"1:00-2:00", "3:00-4:00", "5:00-6:00", "7:00-8:00", "9:00-10:00"}),
       "opening_hours.saturday", "TOO_MANY_OPENING_HOURS"},
      {"five in one", On(kSat, {"1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00 9:00-10:00"}), "opening_hours.saturday",
       "TOO_MANY_OPENING_HOURS"},
      {"overlapping", On(kMon, {"11:00-14:00", "13:59-20:00"}), "opening_hours.monday", "OPENING_HOURS_OVERLAP"},
      {"the same twice", On(kMon, {"11:00-14:00", "11:00-14:00"}), "opening_hours.monday", "OPENING_HOURS_OVERLAP"},
      {"into the next morning", On(kSat, {"18:00-29:00"}, On(kSun, {"04:00-12:00"})), "opening_hours.sunday",
       "OPENING_HOURS_OVERLAP"},
      {"Sunday night into Monday", On(kSun, {"18:00-25:00"}, On(kMon, {"00:30-12:00"})), "opening_hours.monday",
       "OPENING_HOURS_OVERLAP"},
      {"never open", closed, "opening_hours", "BAD_OPENING_HOURS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = ParseOpeningHours(c.form).status();
    EXPECT_EQ(platform::ReasonOf(status), c.reason);
    EXPECT_EQ(platform::FieldOf(status), c.field);
  }
}

TEST(ParseOpeningHours, LetsOneNightEndWhereTheNextDayBegins) {
  EXPECT_TRUE(ParseOpeningHours(On(kSun, {"18:00-30:00"}, On(kMon, {"06:00-12:00"}))).ok());
}

TEST(ParseOpeningHours, QuotesNothing) {
  const absl::Status status = ParseOpeningHours(On(kMon, {"call 090-1234-5678"})).status();
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("090")));
}

}  // namespace
}  // namespace mimamori::venue
