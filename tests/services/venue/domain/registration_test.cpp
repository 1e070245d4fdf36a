// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/registration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using testing::HasSubstr;
using testing::Not;

RegistrationForm AForm() {
  return {.display_name = "喫茶 こもれび",
          .address = "大阪市北区梅田1-1",
          .area_code = "271004",
          .kind = 1,
          .time_zone = "",
          .seat_count = 24,
          .floor_area_m2 = 0,
          .typical_stay_minutes = 0,
          .email_address = "owner@example.jp",
          .language = ""};
}

template <class T>
RegistrationForm With(T RegistrationForm::*field, T value) {
  RegistrationForm form = AForm();
  form.*field = value;
  return form;
}

TEST(ParseRegistration, FillsInWhatIsUsual) {
  const auto registration = ParseRegistration(AForm());
  ASSERT_TRUE(registration.ok()) << registration.status();
  EXPECT_EQ(registration->details.display_name, "喫茶 こもれび");
  EXPECT_EQ(registration->details.kind, VenueKind::kFood);
  EXPECT_EQ(registration->details.time_zone, "Asia/Tokyo");
  EXPECT_EQ(registration->details.typical_stay_minutes, 0);
  EXPECT_EQ(registration->language, "ja");
}

TEST(ParseRegistration, NamesTheFieldThatIsWrong) {
  const std::string long_name(101, 'x');
  const std::string long_address(201, 'x');
  const struct {
    const char* name;
    RegistrationForm form;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no name", With<std::string_view>(&RegistrationForm::display_name, "  "), "display_name", "MISSING_FIELD"},
      {"a long name", With<std::string_view>(&RegistrationForm::display_name, long_name), "display_name",
       "TEXT_TOO_LONG"},
      {"a name with a control character", With<std::string_view>(&RegistrationForm::display_name, "a\tb"),
       "display_name", "TEXT_NOT_PLAIN"},
      {"a name that isn't UTF-8", With<std::string_view>(&RegistrationForm::display_name, "a\xff"), "display_name",
       "TEXT_NOT_PLAIN"},
      {"no address", With<std::string_view>(&RegistrationForm::address, ""), "address", "MISSING_FIELD"},
      {"a long address", With<std::string_view>(&RegistrationForm::address, long_address), "address", "TEXT_TOO_LONG"},
      {"no area", With<std::string_view>(&RegistrationForm::area_code, ""), "area_code", "MISSING_FIELD"},
      {"a wrong check digit", With<std::string_view>(&RegistrationForm::area_code, "271005"), "area_code",
       "MALFORMED_AREA_CODE"},
      {"a whole prefecture", With<std::string_view>(&RegistrationForm::area_code, "270008"), "area_code",
       "MALFORMED_AREA_CODE"},
      {"no kind", With<int>(&RegistrationForm::kind, 0), "kind", "MISSING_FIELD"},
      {"a kind of tomorrow", With<int>(&RegistrationForm::kind, 6), "kind", "UNKNOWN_KIND"},
      {"a negative kind", With<int>(&RegistrationForm::kind, -1), "kind", "UNKNOWN_KIND"},
      {"an unknown zone", With<std::string_view>(&RegistrationForm::time_zone, "Asia/Osaka"), "time_zone",
       "UNKNOWN_TIME_ZONE"},
      {"a fixed offset", With<std::string_view>(&RegistrationForm::time_zone, "Fixed/UTC+09:00:00"), "time_zone",
       "UNKNOWN_TIME_ZONE"},
      {"a path", With<std::string_view>(&RegistrationForm::time_zone, "../../etc/passwd"), "time_zone",
       "UNKNOWN_TIME_ZONE"},
      {"negative seats", With<int32_t>(&RegistrationForm::seat_count, -1), "seat_count", "BAD_COUNT"},
      {"too many seats", With<int32_t>(&RegistrationForm::seat_count, 100'001), "seat_count", "BAD_COUNT"},
      {"too large", With<int32_t>(&RegistrationForm::floor_area_m2, 1'000'001), "floor_area_m2", "BAD_COUNT"},
      {"too short a stay", With<int32_t>(&RegistrationForm::typical_stay_minutes, 14), "typical_stay_minutes",
       "BAD_COUNT"},
      {"too long a stay", With<int32_t>(&RegistrationForm::typical_stay_minutes, 1'426), "typical_stay_minutes",
       "BAD_COUNT"},
      {"no mail address", With<std::string_view>(&RegistrationForm::email_address, ""), "email_address",
       "MISSING_FIELD"},
      {"half a mail address", With<std::string_view>(&RegistrationForm::email_address, "owner@"), "email_address",
       "MALFORMED_EMAIL_ADDRESS"},
      {"hours that are none",
       With<OpeningHoursForm>(&RegistrationForm::opening_hours, {.days = {}, .every_day = {"always"}}),
       "opening_hours.every_day[0]", "BAD_OPENING_HOURS"},
      {"a language without mails", With<std::string_view>(&RegistrationForm::language, "de"), "language",
       "UNKNOWN_LANGUAGE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = ParseRegistration(c.form).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(platform::FieldOf(status), c.field);
    EXPECT_EQ(platform::ReasonOf(status), c.reason);
  }
}

TEST(ParseRegistration, AcceptsTheLimits) {
  RegistrationForm form = AForm();
  std::string name;
  for (int i = 0; i < 100; ++i) name += "店";
  form.display_name = name;
  form.seat_count = 100'000;
  form.floor_area_m2 = 1'000'000;
  form.typical_stay_minutes = 1'425;
  form.language = "en";
  form.time_zone = "Europe/Paris";
  EXPECT_TRUE(ParseRegistration(form).ok());
  form.typical_stay_minutes = 15;
  EXPECT_TRUE(ParseRegistration(form).ok());
}

TEST(ParseRegistration, TellsAllProblemsAtOnceAndQuotesNothing) {
  RegistrationForm form = AForm();
  form.display_name = "";
  form.seat_count = -5;
  form.email_address = "secret-person@@example.jp";
  const absl::Status status = ParseRegistration(form).status();
  EXPECT_EQ(platform::FieldOf(status), "display_name");
  const std::string sentence(status.message());
  EXPECT_THAT(sentence, HasSubstr("display_name"));
  EXPECT_THAT(sentence, HasSubstr("seat_count"));
  EXPECT_THAT(sentence, HasSubstr("email_address"));
  EXPECT_THAT(sentence, Not(HasSubstr("secret")));
}

TEST(Canonical, TellsRegistrationsApartAndNotTheirBlanks) {
  const std::string base = Canonical(*ParseRegistration(AForm()));
  EXPECT_EQ(
      Canonical(*ParseRegistration(With<std::string_view>(&RegistrationForm::email_address, " Owner@example.jp "))),
      base);
  EXPECT_EQ(Canonical(*ParseRegistration(
                With<OpeningHoursForm>(&RegistrationForm::opening_hours, {.days = {}, .every_day = {""}}))),
            base);
  const RegistrationForm others[] = {
      With<std::string_view>(&RegistrationForm::display_name, "喫茶 こもれび2"),
      With<std::string_view>(&RegistrationForm::address, "大阪市北区梅田1-2"),
      With<std::string_view>(&RegistrationForm::area_code, "271403"),
      With<int>(&RegistrationForm::kind, 2),
      With<std::string_view>(&RegistrationForm::time_zone, "UTC"),
      With<int32_t>(&RegistrationForm::seat_count, 25),
      With<int32_t>(&RegistrationForm::floor_area_m2, 25),
      With<int32_t>(&RegistrationForm::typical_stay_minutes, 25),
      With<std::string_view>(&RegistrationForm::email_address, "other@example.jp"),
      With<std::string_view>(&RegistrationForm::language, "en"),
      With<OpeningHoursForm>(&RegistrationForm::opening_hours, {.days = {}, .every_day = {"9:00-17:00"}}),
  };
  for (const RegistrationForm& form : others) {
    const auto other = ParseRegistration(form);
    ASSERT_TRUE(other.ok()) << other.status();
    EXPECT_NE(Canonical(*other), base);
  }
}

}  // namespace
}  // namespace mimamori::venue
