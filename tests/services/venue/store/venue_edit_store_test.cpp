// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::VenueId;

const Scope kEverywhere{.everywhere = true, .areas = {}};

class VenueEditStoreTest : public VenueStoreTest {
 protected:
  static VenueEdit EditOf(const Venue& venue, const std::string& name) {
    VenueEdit edit{.venue = venue.id,
                   .revision = venue.revision,
                   .details = venue.details,
                   .actor = "operator",
                   .now = kNow + absl::Hours(2),
                   .trace_id = ""};
    edit.details.display_name = name;
    return edit;
  }
  absl::StatusOr<Venue> Delete(const Venue& venue, absl::Time now = kNow + absl::Hours(3)) {
    return store_.Delete(Soon(), {.venue = venue.id, .revision = venue.revision, .actor = "operator", .now = now, .trace_id = ""});
  }
  int64_t Count(const char* name, const char* sql) { return pool_.Run(Soon(), {name, sql})->Int8(0, 0); }
};

TEST_F(VenueEditStoreTest, KeepsEverythingThatWasEdited) {
  const Venue venue = AddVenue(SomeDetails());
  VenueEdit edit = EditOf(venue, "喫茶 ひだまり");
  edit.details.address = "大阪市北区梅田2-2";
  edit.details.kind = VenueKind::kHall;
  edit.details.seat_count = 0;
  edit.details.floor_area_m2 = 81;
  edit.details.typical_stay_minutes = 15;
  edit.details.opening_hours = {{{.day = 0, .opens = 0, .closes = 60}}};
  edit.details.automatic_check_out_minutes = 1'425;
  edit.details.capacity = 99;
  edit.details.links = {{VenueLinkKind::kPay, "払う, \"今\" {}", "https://pay.example.jp/?a=1,2"},
                        {VenueLinkKind::kMenu, "献立", "https://example.jp"}};
  edit.details.listed = true;
  const auto edited = store_.Edit(Soon(), edit);
  ASSERT_TRUE(edited.ok()) << edited.status();
  EXPECT_EQ(edited->details, edit.details);
  EXPECT_EQ(edited->revision, 2);
  EXPECT_EQ(edited->typed_code, venue.typed_code);
  EXPECT_EQ(*store_.Get(Soon(), kEverywhere, venue.id), *edited);
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 10)->back().venue, *edited) << "followers hear of it";
  EXPECT_EQ(store_.List(Soon(), kEverywhere, {.query = "ひだまり"})->size(), 1u) << "found by its new name";
}

TEST_F(VenueEditStoreTest, LetsOneOfManyTabsWin) {
  const Venue venue = AddVenue(SomeDetails());
  std::atomic<int> won = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> tabs;
    for (int i = 0; i < 4; ++i) {
      tabs.emplace_back([&, i] {
        const auto edited = store_.Edit(Soon(), EditOf(venue, "name " + std::to_string(i)));
        ++(edited.ok() ? won : refused);
        if (!edited.ok()) {
          EXPECT_EQ(ReasonOf(edited.status()), "VENUE_CHANGED");
        }
      });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(store_.Get(Soon(), kEverywhere, venue.id)->revision, 2);
}

TEST_F(VenueEditStoreTest, AnswersTheRetryOfAnEditWithoutASecondOne) {
  const Venue venue = AddVenue(SomeDetails());
  const VenueEdit edit = EditOf(venue, "once");
  const auto edited = store_.Edit(Soon(), edit);
  ASSERT_TRUE(edited.ok());
  EXPECT_EQ(*store_.Edit(Soon(), edit), *edited);
  EXPECT_EQ(Count("test_audit", "SELECT count(*) FROM audit_entries WHERE action = 'venue.UpdateOwnVenue'"), 1);
}

TEST_F(VenueEditStoreTest, StopsCodesAndForgetsTheOperatorButKeepsTheVenueForStaff) {
  const Venue venue = AddVenue(SomeDetails());
  const auto deleted = Delete(venue);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->deleted_at, kNow + absl::Hours(3));
  EXPECT_EQ(*Delete(venue, kNow + absl::Hours(9)), *deleted) << "a retry";
  EXPECT_EQ(store_.FindTypedCode(Soon(), venue.typed_code)->state, TypedCodeState::kRetired);
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 10)->back().venue, std::nullopt);
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 10)->size(), 2u) << "one creation, one deletion";
  EXPECT_EQ(ReasonOf(store_.Edit(Soon(), EditOf(venue, "ghost")).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(store_.ReplaceCode(Soon(), {.venue = venue.id, .request = platform::RequestId::Random(), .typed_code = NewTypedCode(), .actor = "", .now = kNow, .trace_id = ""}).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(*store_.Get(Soon(), {false, {Area("271004")}}, venue.id), *deleted);
  EXPECT_EQ(store_.List(Soon(), kEverywhere, {})->size(), 1u);
  EXPECT_EQ(Count("test_venues", "SELECT count(*) FROM venues WHERE operator_key <> '' OR sealed_contact <> ''"), 0);
  EXPECT_EQ(Count("test_audit", "SELECT count(*) FROM audit_entries WHERE action = 'venue.DeleteOwnVenue'"), 1);
}

TEST_F(VenueEditStoreTest, DeletesOnlyWhatWasSeen) {
  const Venue venue = AddVenue(SomeDetails());
  ASSERT_TRUE(store_.Edit(Soon(), EditOf(venue, "newer")).ok());
  EXPECT_EQ(ReasonOf(Delete(venue).status()), "VENUE_CHANGED");
  Venue nowhere = venue;
  nowhere.id = VenueId(venue.id.number() ^ 1);
  EXPECT_EQ(ReasonOf(Delete(nowhere).status()), "VENUE_UNKNOWN");
}

TEST_F(VenueEditStoreTest, ForgetsDeletedVenuesWhenThePolicysDaysAreOver) {
  const Venue kept = AddVenue(SomeDetails("kept"));
  const Venue venue = AddVenue(SomeDetails("deleted"));
  ASSERT_TRUE(store_.ReplaceCode(Soon(), {.venue = venue.id, .request = platform::RequestId::Random(), .typed_code = NewTypedCode(), .actor = "", .now = kNow, .trace_id = ""}).ok());
  ASSERT_TRUE(Delete(venue, kNow).ok());
  ASSERT_TRUE(store_.ForgetRegistrations(Soon(), kNow + absl::Hours(24 * 9)).ok());
  EXPECT_EQ(*store_.ForgetDeleted(Soon(), kNow + absl::Hours(24 * 60)), 0);
  const auto forgotten = store_.ForgetDeleted(Soon(), kNow + absl::Hours(24 * 60) + absl::Seconds(1));
  ASSERT_TRUE(forgotten.ok()) << forgotten.status();
  EXPECT_EQ(*forgotten, 1);
  EXPECT_EQ(ReasonOf(store_.Get(Soon(), kEverywhere, venue.id).status()), "VENUE_UNKNOWN");
  EXPECT_TRUE(store_.Get(Soon(), kEverywhere, kept.id).ok());
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 10)->back().venue, std::nullopt) << "a late follower hears of the end, too";
}

}  // namespace
}  // namespace mimamori::venue
