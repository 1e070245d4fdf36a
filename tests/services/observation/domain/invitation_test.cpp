// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/invitation.hpp"

#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

using platform::ReasonOf;

const absl::Time kNoon = At("2026-11-20 12:00:00");

Reporter AReporter() {
  return {.case_id = CaseId::Random(),
          .birth_year = 1961,
          .has_contact = true,
          .plans = {{.last = absl::CivilDay(2026, 11, 28), .zone = Zone("Asia/Tokyo")}}};
}

TEST(CheckInvitable, JudgesWhoIsToReport) {
  const struct {
    const char* name;
    void (*change)(Reporter&);
    bool by_mail;
    const char* reason;
  } cases[] = {
      {"as she is", [](Reporter&) {}, true, ""},
      {"reported by another", [](Reporter& r) { r.reporter = CaseId::Random(); }, true, "REPORTED_BY_ANOTHER"},
      {"no birth year", [](Reporter& r) { r.birth_year.reset(); }, false, "BIRTH_YEAR_UNKNOWN"},
      {"no address", [](Reporter& r) { r.has_contact = false; }, true, "CONTACT_MISSING"},
      {"no address, on paper", [](Reporter& r) { r.has_contact = false; }, false, ""},
      {"no plan", [](Reporter& r) { r.plans.clear(); }, true, "PLAN_ENDED"},
      {"the last day", [](Reporter& r) { r.plans[0].last = absl::CivilDay(2026, 11, 20); }, true, ""},
      {"the day after", [](Reporter& r) { r.plans[0].last = absl::CivilDay(2026, 11, 19); }, true, "PLAN_ENDED"},
      {"hers is over, her child's is not",
       [](Reporter& r) {
         r.plans[0].last = absl::CivilDay(2026, 11, 1);
         r.plans.push_back({.last = absl::CivilDay(2026, 11, 30), .zone = Zone("Asia/Tokyo")});
       },
       true, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Reporter reporter = AReporter();
    c.change(reporter);
    EXPECT_EQ(ReasonOf(CheckInvitable(reporter, c.by_mail, kNoon)), c.reason);
  }
}

// To the second, on the days on which clocks change: one has 25 hours, the other 23.
TEST(IsWatched, EndsWithTheLastDayWhereSheStays) {
  const struct {
    const char* zone;
    absl::CivilDay last;
    const char* over;  // in UTC
  } cases[] = {
      {"Asia/Tokyo", absl::CivilDay(2026, 11, 28), "2026-11-28 15:00:00"},
      {"Europe/Berlin", absl::CivilDay(2026, 10, 25), "2026-10-25 23:00:00"},
      {"Europe/Berlin", absl::CivilDay(2026, 3, 29), "2026-03-29 22:00:00"},
      {"America/New_York", absl::CivilDay(2026, 11, 1), "2026-11-02 05:00:00"},
      {"Pacific/Kiritimati", absl::CivilDay(2026, 11, 28), "2026-11-28 10:00:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.zone);
    Reporter reporter = AReporter();
    reporter.plans = {{.last = c.last, .zone = Zone(c.zone)}};
    const absl::Time over = At(c.over, absl::UTCTimeZone());
    EXPECT_TRUE(IsWatched(reporter, over - absl::Seconds(1)));
    EXPECT_FALSE(IsWatched(reporter, over));
  }
}

TEST(StateOf, TellsHowFarALinkIs) {
  const Invitation open{.created_at = kNoon, .expires_at = kNoon + absl::Hours(1)};
  EXPECT_EQ(StateOf(open, kNoon + absl::Hours(1) - absl::Nanoseconds(1)), InvitationState::kOpen);
  EXPECT_EQ(StateOf(open, kNoon + absl::Hours(1)), InvitationState::kExpired);
  Invitation revoked = open;
  revoked.revoked_at = kNoon;
  EXPECT_EQ(StateOf(revoked, kNoon), InvitationState::kRevoked);
  revoked.used = true;
  EXPECT_EQ(StateOf(revoked, kNoon + absl::Hours(2)), InvitationState::kUsed);
}

TEST(CheckBirthYear, TakesYearsInWhichSomebodyMayBeBorn) {
  const absl::Time eve = At("2026-12-31 11:00:00", absl::UTCTimeZone());  // the new year has begun on Kiritimati
  for (const int year : {1900, 1961, 2026, 2027}) EXPECT_TRUE(CheckBirthYear(year, eve).ok()) << year;
  for (const int year : {-1, 0, 61, 1899, 2028}) {
    EXPECT_EQ(ReasonOf(CheckBirthYear(year, eve)), "OUT_OF_RANGE") << year;
    EXPECT_EQ(platform::FieldOf(CheckBirthYear(year, eve)), "birth_year");
  }
  EXPECT_FALSE(CheckBirthYear(2027, eve - absl::Hours(2)).ok());
}

TEST(JudgeGuess, TellsWhatIsLeft) {
  Reporter reporter = AReporter();
  EXPECT_TRUE(JudgeGuess(reporter, 1961, 0, kNoon).ok()) << "the third guess may be right";
  EXPECT_EQ(ReasonOf(JudgeGuess(reporter, 1962, 2, kNoon)), "BIRTH_YEAR_WRONG");
  EXPECT_EQ(platform::FieldOf(JudgeGuess(reporter, 1962, 2, kNoon)), "birth_year");
  EXPECT_EQ(ReasonOf(JudgeGuess(reporter, 1962, 0, kNoon)), "LINK_SPOILED");
  const absl::Time later = kNoon + absl::Hours(24 * 30);
  EXPECT_EQ(ReasonOf(JudgeGuess(reporter, 1961, 2, later)), "DIARY_ENDED");
  EXPECT_EQ(ReasonOf(JudgeGuess(reporter, 1962, 2, later)), "BIRTH_YEAR_WRONG") << "who guesses wrong learns nothing else";
  reporter.birth_year.reset();
  EXPECT_EQ(ReasonOf(JudgeGuess(reporter, 1961, 2, kNoon)), "BIRTH_YEAR_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::observation
