// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/place.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);
const PlacePolicy kPolicy{.longest = absl::Hours(48), .oldest = absl::Hours(28 * 24), .most = 3,
                          .kept = absl::Hours(60 * 24)};

Whereabouts At(absl::Duration ago, absl::Duration length, int participants = 0) {
  return {.venue = VenueId(7), .start = kNow - ago, .end = kNow - ago + length, .participants = participants};
}

TEST(CheckWhereabouts, JudgesEachEdge) {
  const absl::Duration tick = absl::Microseconds(1);
  const struct {
    const char* name;
    Whereabouts where;
    const char* field;
    const char* reason;
  } cases[] = {
      {"until now", At(absl::Hours(1), absl::Hours(1)), "", ""},
      {"not over yet", At(absl::Hours(1), absl::Hours(1) + tick), "end_time", "WINDOW_IN_FUTURE"},
      {"no time at all", At(absl::Hours(1), absl::ZeroDuration()), "end_time", "EMPTY_WINDOW"},
      {"backwards", At(absl::Hours(1), -tick), "end_time", "EMPTY_WINDOW"},
      {"as long as may be", At(absl::Hours(48), absl::Hours(48)), "", ""},
      {"longer", At(absl::Hours(49), absl::Hours(48) + tick), "end_time", "WINDOW_TOO_LONG"},
      {"as old as may be", At(absl::Hours(28 * 24), absl::Hours(1)), "", ""},
      {"older", At(absl::Hours(28 * 24) + tick, absl::Hours(1)), "start_time", "WINDOW_TOO_OLD"},
      {"an event", At(absl::Hours(2), absl::Hours(1), 100'000), "", ""},
      {"too many people", At(absl::Hours(2), absl::Hours(1), 100'001), "participants", "BAD_COUNT"},
      {"fewer than none", At(absl::Hours(2), absl::Hours(1), -1), "participants", "BAD_COUNT"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status checked = CheckWhereabouts(c.where, kNow, kPolicy);
    EXPECT_EQ(ReasonOf(checked), c.reason);
    EXPECT_EQ(FieldOf(checked), c.field);
  }
}

TEST(CheckAddition, RefusesTheFourthOfThreeAndAnyOfAWithdrawnCase) {
  Case patient{.id = CaseId::Random()};
  EXPECT_TRUE(CheckAddition(patient, 2, kPolicy).ok());
  EXPECT_EQ(ReasonOf(CheckAddition(patient, 3, kPolicy)), "TOO_MANY_PLACES");
  patient.withdrawn_at = kNow;
  EXPECT_EQ(ReasonOf(CheckAddition(patient, 0, kPolicy)), "CASE_WITHDRAWN");
}

TEST(CorrectPlace, TakesWhatWasSeenAndKnowsARetry) {
  Case patient{.id = CaseId::Random()};
  const Whereabouts before = At(absl::Hours(5), absl::Hours(1)), after = At(absl::Hours(4), absl::Hours(1));
  const Place kept{.id = PlaceId::Random(), .case_id = patient.id, .where = before, .recorded_by = "first",
                   .version = 4};
  const struct {
    const char* name;
    int version;
    Whereabouts wanted;
    const char* reason;  // empty: no failure
    bool changes;
  } cases[] = {{"what was seen", 4, after, "", true},           {"older", 3, after, "PLACE_CHANGED", false},
               {"newer", 5, after, "PLACE_CHANGED", false},     {"says so already", 4, before, "", false},
               {"a retry", 3, before, "", false},               {"long ago", 2, before, "PLACE_CHANGED", false}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Place place = kept;
    const auto changed = CorrectPlace(patient, place, c.version, c.wanted, "second");
    EXPECT_EQ(ReasonOf(changed.status()), c.reason);
    EXPECT_EQ(changed.value_or(false), c.changes);
    EXPECT_EQ(place.where, c.changes ? after : before);
    EXPECT_EQ(place.recorded_by, c.changes ? "second" : "first");
  }
  Place place = kept;
  EXPECT_TRUE(WithdrawPlace(place, kNow));
  EXPECT_FALSE(WithdrawPlace(place, kNow + absl::Hours(1)));
  EXPECT_EQ(place.withdrawn_at, kNow);
  EXPECT_EQ(ReasonOf(CorrectPlace(patient, place, 4, after, "second").status()), "PLACE_WITHDRAWN");
  patient.withdrawn_at = kNow;
  EXPECT_EQ(ReasonOf(CorrectPlace(patient, place, 4, after, "second").status()), "CASE_WITHDRAWN");
}

TEST(CorrectCase, ChangesKindAndDatesOfTheVersionThatWasSeen) {
  const absl::CivilDay today(2026, 11, 21);
  const CaseDraft draft{.kind = CaseKind::kConfirmed, .area_code = "271004", .onset_date = "2026-11-18",
                        .report_date = "2026-11-20"};
  Case kept = OpenCase(CaseId::Random(), draft, kNow, today).value();
  kept.version = 2;
  CaseDraft other = draft;
  other.onset_date = "";
  other.area_code = "131016";
  EXPECT_EQ(ReasonOf(CorrectCase(kept, 1, other, today).status()), "CASE_CHANGED");
  EXPECT_EQ(CorrectCase(kept, 1, draft, today).value(), false);
  EXPECT_EQ(CorrectCase(kept, 2, other, today).value(), true);
  EXPECT_FALSE(kept.onset.has_value());
  EXPECT_EQ(kept.area.ToString(), "271004") << "the area stays";
  other.report_date = "2026-11-22";
  EXPECT_EQ(FieldOf(CorrectCase(kept, 2, other, today).status()), "report_date");
  EXPECT_TRUE(WithdrawCase(kept, kNow));
  EXPECT_FALSE(WithdrawCase(kept, kNow));
  EXPECT_EQ(ReasonOf(CorrectCase(kept, 2, draft, today).status()), "CASE_WITHDRAWN");
}

}  // namespace
}  // namespace mimamori::registry
