// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_edit.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

Venue AVenue() {
  Venue venue;
  venue.details = {.display_name = "喫茶 こもれび",
                   .address = "大阪市北区梅田1-1",
                   .area = *platform::AreaCode::Parse("271004"),
                   .kind = VenueKind::kFood,
                   .time_zone = "Asia/Tokyo",
                   .seat_count = 24,
                   .typical_stay_minutes = 90,
                   .capacity = 30,
                   .listed = true};
  venue.revision = 7;
  return venue;
}

VenueEditForm AForm() { return {.display_name = "喫茶 ひだまり", .address = "大阪市北区梅田2-2", .kind = 3}; }

TEST(ParseEdit, ReplacesAllThatMayBeEditedAndNothingElse) {
  const VenueDetails before = AVenue().details;
  VenueEditForm form = AForm();
  form.automatic_check_out_minutes = 180;
  form.links = {{.kind = 1, .label = "Menu", .url = "https://example.jp/menu"}};
  const auto after = ParseEdit(form, before);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->display_name, "喫茶 ひだまり");
  EXPECT_EQ(after->kind, VenueKind::kIndoorLeisure);
  EXPECT_EQ(after->area, before.area);
  EXPECT_EQ(after->time_zone, before.time_zone);
  EXPECT_EQ(after->automatic_check_out_minutes, 180);
  EXPECT_EQ(after->links.size(), 1u);
  EXPECT_EQ(after->seat_count, 0) << "left out: emptied";
  EXPECT_EQ(after->capacity, 0);
  EXPECT_EQ(after->typical_stay_minutes, 0);
  EXPECT_FALSE(after->listed) << "nobody is listed who did not ask for it";
}

TEST(ParseEdit, NamesTheFieldThatIsWrong) {
  const struct {
    void (*change)(VenueEditForm&);
    const char* reason;
    const char* field;
  } cases[] = {
      {[](VenueEditForm& f) { f.display_name = ""; }, "MISSING_FIELD", "display_name"},
      {[](VenueEditForm& f) { f.address = " "; }, "MISSING_FIELD", "address"},
      {[](VenueEditForm& f) { f.kind = 0; }, "MISSING_FIELD", "kind"},
      {[](VenueEditForm& f) { f.kind = 6; }, "UNKNOWN_KIND", "kind"},
      {[](VenueEditForm& f) { f.seat_count = -1; }, "BAD_COUNT", "seat_count"},
      {[](VenueEditForm& f) { f.floor_area_m2 = 1'000'001; }, "BAD_COUNT", "floor_area_m2"},
      {[](VenueEditForm& f) { f.typical_stay_minutes = 14; }, "BAD_COUNT", "typical_stay_minutes"},
      {[](VenueEditForm& f) { f.automatic_check_out_minutes = 14; }, "BAD_COUNT", "automatic_check_out_minutes"},
      {[](VenueEditForm& f) { f.automatic_check_out_minutes = 1'426; }, "BAD_COUNT", "automatic_check_out_minutes"},
      {[](VenueEditForm& f) { f.automatic_check_out_minutes = 15; }, "", ""},
      {[](VenueEditForm& f) { f.automatic_check_out_minutes = 1'425; }, "", ""},
      {[](VenueEditForm& f) { f.capacity = 100'001; }, "BAD_COUNT", "capacity"},
      {[](VenueEditForm& f) { f.opening_hours.every_day = {"soon"}; }, "BAD_OPENING_HOURS", "opening_hours.every_day[0]"},
      {[](VenueEditForm& f) { f.links = {{.kind = 1, .label = "a", .url = "http://example.jp"}}; }, "BAD_LINK", "links[0].url"},
  };
  for (const auto& c : cases) {
    VenueEditForm form = AForm();
    c.change(form);
    const auto details = ParseEdit(form, AVenue().details);
    SCOPED_TRACE(c.field);
    EXPECT_EQ(ReasonOf(details.status()), c.reason);
    EXPECT_EQ(FieldOf(details.status()), c.field);
  }
}

TEST(JudgeEdit, LetsOnlyTheRevisionThatIsThereBeReplaced) {
  const Venue venue = AVenue();  // revision 7
  VenueDetails other = venue.details;
  other.display_name = "another";
  const struct {
    const char* name;
    int32_t revision;
    VenueDetails wanted;
    const char* reason;
    EditStep step;
  } cases[] = {
      {"the one that is there", 7, other, "", EditStep::kApply},
      {"the one that is there, the same again", 7, venue.details, "", EditStep::kApply},
      {"the retry of the edit that led here", 6, venue.details, "", EditStep::kDone},
      {"another edit of the revision before", 6, other, "VENUE_CHANGED", {}},
      {"two before", 5, venue.details, "VENUE_CHANGED", {}},
      {"ahead", 8, other, "VENUE_CHANGED", {}},
      {"none", 0, other, "MISSING_FIELD", {}},
      {"negative", -1, other, "MISSING_FIELD", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto step = JudgeEdit(venue, c.revision, c.wanted);
    EXPECT_EQ(ReasonOf(step.status()), c.reason);
    if (step.ok()) {
      EXPECT_EQ(*step, c.step);
    } else {
      EXPECT_EQ(FieldOf(step.status()), "revision");
    }
  }
}

TEST(JudgeDeletion, IsDoneOnceAndOnlyForWhatWasSeen) {
  Venue venue = AVenue();
  EXPECT_EQ(*JudgeDeletion(venue, 7), EditStep::kApply);
  EXPECT_EQ(ReasonOf(JudgeDeletion(venue, 6).status()), "VENUE_CHANGED");
  EXPECT_EQ(ReasonOf(JudgeDeletion(venue, 0).status()), "MISSING_FIELD");
  venue.deleted_at = absl::UnixEpoch();
  EXPECT_EQ(*JudgeDeletion(venue, 7), EditStep::kDone);
  EXPECT_EQ(ReasonOf(JudgeDeletion(venue, 8).status()), "VENUE_CHANGED");
}

}  // namespace
}  // namespace mimamori::venue
