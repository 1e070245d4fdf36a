// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/duties.hpp"

#include <gtest/gtest.h>

namespace mimamori::capacity {
namespace {

absl::Time At(int day, int hour, int minute = 0) {
  absl::TimeZone tokyo;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  return absl::FromCivil(absl::CivilMinute(2026, 11, day, hour, minute), tokyo);
}
DutyRules Rules() {
  const KindDuty hospital{.duty = {.due_minutes = {900}, .window_minutes = 720, .grace_minutes = 240}, .remind_minutes = 30};
  return {.kinds = {{FacilityKind::kHospital, hospital}, {FacilityKind::kAccommodation, hospital},
                    {FacilityKind::kCareHome, {.duty = {{900}, 720, 1440}, .remind_minutes = 60}}}};
}
Facility Hospital(std::optional<absl::Time> reported) {
  return {.facts = {.time_zone = "Asia/Tokyo"}, .has_contact = true, .reported = reported};
}

TEST(StandingOfAFacility, GoesByItsKindOrItsOwnDeadlines) {
  Facility facility = Hospital(At(20, 14));
  EXPECT_EQ(StandingOf(Rules(), facility, At(21, 15))->freshness, Freshness::kOverdue);
  EXPECT_EQ(UnknownFrom(Rules(), facility, *StandingOf(Rules(), facility, At(21, 15))), At(21, 19));
  EXPECT_EQ(StandingOf(Rules(), facility, At(21, 19))->freshness, Freshness::kUnknown);
  facility.kind = FacilityKind::kCareHome;
  EXPECT_EQ(StandingOf(Rules(), facility, At(21, 19))->freshness, Freshness::kOverdue);
  facility.facts.due_minutes = {9 * 60};
  EXPECT_EQ(StandingOf(Rules(), facility, At(21, 9))->due, At(21, 9));
  facility.facts.time_zone = "Mars/Olympus";
  EXPECT_EQ(StandingOf(Rules(), facility, At(21, 9)).status().code(), absl::StatusCode::kInternal);
}

TEST(ReminderOf, IsOfTheLastDeadlineThatWasMissed) {
  const struct {
    const char* what;
    std::optional<absl::Time> reported;
    absl::Time now;
    std::optional<absl::Time> due;
  } cases[] = {
      {"reported in time", At(21, 14), At(21, 16), std::nullopt},
      {"reported late", At(21, 15, 20), At(21, 16), std::nullopt},
      {"a minute too early", At(20, 14), At(21, 15, 29), std::nullopt},
      {"half an hour late", At(20, 14), At(21, 15, 30), At(21, 15)},
      {"long unknown", At(20, 14), At(22, 15, 29), At(21, 15)},
      {"the next day again", At(20, 14), At(22, 15, 30), At(22, 15)},
      {"weeks later", At(1, 14), At(21, 20), At(21, 15)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(ReminderOf(Rules(), Hospital(c.reported), c.now).value(), c.due);
  }
}

TEST(ReminderOf, GoesToThoseWhoNeverReportedSinceTheyWereListed) {
  Facility facility = Hospital(std::nullopt);
  facility.listed = At(21, 14, 59);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 15, 29)).value(), std::nullopt);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 15, 30)).value(), At(21, 15));
  facility.listed = At(21, 15);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 23)).value(), std::nullopt) << "the deadline was over by then";
  EXPECT_EQ(ReminderOf(Rules(), facility, At(22, 15, 30)).value(), At(22, 15));
  facility.reported = At(22, 14);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(22, 15, 30)).value(), std::nullopt);
}

TEST(ReminderOf, GoesToThoseWhoCanBeWrittenTo) {
  Facility facility = Hospital(At(20, 14));
  facility.has_contact = false;
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 16)).value(), std::nullopt);
  facility.has_contact = true;
  facility.closed = At(21, 10);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 16)).value(), std::nullopt);
}

TEST(ReminderOf, KnowsSeveralDeadlinesADay) {
  Facility facility = Hospital(At(21, 8));
  facility.facts.due_minutes = {9 * 60, 15 * 60};
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 14)).value(), std::nullopt) << "it counted for nine o'clock";
  EXPECT_EQ(ReminderOf(Rules(), facility, At(22, 8)).value(), std::nullopt) << "and, of the morning, for three";
  facility.reported = At(20, 8);
  EXPECT_EQ(ReminderOf(Rules(), facility, At(21, 14)).value(), At(21, 9));
}

}  // namespace
}  // namespace mimamori::capacity
