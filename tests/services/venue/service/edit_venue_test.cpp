// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using EditVenueTest = VenueHouse;

v1::UpdateOwnVenueRequest EditOf(const v1::Venue& venue) {
  v1::UpdateOwnVenueRequest request;
  request.set_revision(venue.revision());
  request.set_display_name("喫茶 ひだまり");
  request.set_address(venue.address());
  request.set_kind(v1::VENUE_KIND_OTHER);
  request.set_automatic_check_out_minutes(120);
  request.set_capacity(30);
  request.mutable_opening_hours()->add_every_day("11:00-20:00");
  auto& link = *request.add_links();
  link.set_kind(v1::VENUE_LINK_KIND_MENU);
  link.set_label("お品書き");
  link.set_url("https://example.jp/menu");
  return request;
}

v1::DeleteOwnVenueRequest DeletionOf(const v1::Venue& venue) {
  v1::DeleteOwnVenueRequest request;
  request.set_revision(venue.revision());
  return request;
}

TEST_F(EditVenueTest, ShowsTheEditToEverybodyWhoMayKnowTheVenue) {
  const v1::Venue before = AddVenue();
  EXPECT_EQ(before.revision(), 1);
  EXPECT_FALSE(before.listed());
  const auto after = Ask(Operator(before.id()), &Stub::UpdateOwnVenue, EditOf(before));
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->revision(), 2);
  EXPECT_EQ(after->display_name(), "喫茶 ひだまり");
  EXPECT_EQ(after->typical_stay_minutes(), 60) << "not told: the policy's for the new kind";
  EXPECT_EQ(after->automatic_check_out_minutes(), 120);
  EXPECT_EQ(after->capacity(), 30);
  EXPECT_EQ(after->links(0).label(), "お品書き");
  EXPECT_EQ(after->opening_hours().monday(0), "11:00-20:00");
  EXPECT_EQ(after->code_url(), before.code_url()) << "posters go on working";
  v1::GetVenueRequest get;
  get.set_venue_id(before.id());
  EXPECT_EQ(Ask(Officer({"271004"}), &Stub::GetVenue, get)->display_name(), "喫茶 ひだまり");
  EXPECT_EQ(Resolve(CodeIn(before))->venue().links(0).url(), "https://example.jp/menu");
}

TEST_F(EditVenueTest, RefusesATabThatIsBehind) {
  const v1::Venue before = AddVenue();
  const auto edit = EditOf(before);
  ASSERT_TRUE(Ask(Operator(before.id()), &Stub::UpdateOwnVenue, edit).ok());
  EXPECT_EQ(Ask(Operator(before.id()), &Stub::UpdateOwnVenue, edit)->revision(), 2) << "a retry";
  auto other_tab = EditOf(before);
  other_tab.set_display_name("typed over");
  const auto refused = Ask(Operator(before.id()), &Stub::UpdateOwnVenue, other_tab);
  EXPECT_EQ(ReasonOf(refused.status()), "VENUE_CHANGED");
  EXPECT_EQ(FieldOf(refused.status()), "revision");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(Ask(Operator(before.id()), &Stub::DeleteOwnVenue, DeletionOf(before)).status()), "VENUE_CHANGED");
}

TEST_F(EditVenueTest, NamesTheFieldThatIsWrong) {
  const v1::Venue venue = AddVenue();
  auto edit = EditOf(venue);
  edit.mutable_links(0)->set_url("http://example.jp");
  const auto refused = Ask(Operator(venue.id()), &Stub::UpdateOwnVenue, edit);
  EXPECT_EQ(ReasonOf(refused.status()), "BAD_LINK");
  EXPECT_EQ(FieldOf(refused.status()), "links[0].url");
  EXPECT_EQ(Ask(Operator(venue.id()), &Stub::GetOwnVenue, {})->revision(), 1);
}

TEST_F(EditVenueTest, StopsEveryCodeOfADeletedVenue) {
  const v1::Venue venue = AddVenue();
  const auto deleted = Ask(Operator(venue.id()), &Stub::DeleteOwnVenue, DeletionOf(venue));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->venue_id(), venue.id());
  EXPECT_EQ(Ask(Operator(venue.id()), &Stub::DeleteOwnVenue, DeletionOf(venue))->SerializeAsString(),
            deleted->SerializeAsString());
  EXPECT_EQ(ReasonOf(Resolve(CodeIn(venue)).status()), "CODE_REVOKED");
  EXPECT_EQ(ReasonOf(Resolve(venue.typed_code()).status()), "CODE_REVOKED");
  EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::GetOwnVenue, {}).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::GetOwnPoster, {}).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::UpdateOwnVenue, EditOf(venue)).status()), "VENUE_UNKNOWN");
  v1::GetVenueRequest get;
  get.set_venue_id(venue.id());
  EXPECT_TRUE(Ask(Officer({"271004"}), &Stub::GetVenue, get)->has_delete_time()) << "warnings still need it";
}

TEST_F(EditVenueTest, BelongsToTheVenuesOwnOperator) {
  const v1::Venue mine = AddVenue("mine");
  const v1::Venue theirs = AddVenue("theirs");
  ASSERT_TRUE(Ask(Operator(mine.id()), &Stub::DeleteOwnVenue, DeletionOf(mine)).ok());
  EXPECT_EQ(Ask(Operator(theirs.id()), &Stub::GetOwnVenue, {})->display_name(), "theirs");
  for (const std::string& nobody : {std::string(), std::string("00000000"), std::string("no venue at all")}) {
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::UpdateOwnVenue, EditOf(theirs)).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::DeleteOwnVenue, DeletionOf(theirs)).status()), "VENUE_UNKNOWN");
  }
  for (const Person& other : {kAnyone, kVisit, Officer({"271004"})}) {
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::UpdateOwnVenue, EditOf(theirs)).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::DeleteOwnVenue, DeletionOf(theirs)).status()), "ACCESS_DENIED");
  }
}

}  // namespace
}  // namespace mimamori::venue
