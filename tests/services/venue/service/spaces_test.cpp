// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

class SpacesTest : public VenueHouse {
 protected:
  // A floor with two tables.
  static v1::CreateSpacesRequest AFloor() {
    v1::CreateSpacesRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    Add(request, v1::SPACE_KIND_FLOOR, "2F", 0);
    Add(request, v1::SPACE_KIND_TABLE, "卓 1", 1);
    Add(request, v1::SPACE_KIND_TABLE, "卓 2", 1);
    return request;
  }
  static void Add(v1::CreateSpacesRequest& request, v1::SpaceKind kind, const std::string& name, int parent_entry) {
    v1::NewSpace& space = *request.add_spaces();
    space.set_kind(kind);
    space.set_display_name(name);
    space.set_parent_entry(parent_entry);
  }
  static v1::UpdateSpaceRequest ChangeOf(const v1::Space& space, int parent) {
    v1::UpdateSpaceRequest request;
    request.set_space(space.space());
    request.set_revision(space.revision());
    request.set_parent_space(parent);
    request.set_kind(space.kind());
    request.set_display_name("窓際");
    return request;
  }
  static v1::DeleteSpaceRequest DeletionOf(const v1::Space& space) {
    v1::DeleteSpaceRequest request;
    request.set_space(space.space());
    request.set_revision(space.revision());
    return request;
  }
  static v1::ReplaceSpaceCodeRequest ReplacementOf(const v1::Space& space) {
    v1::ReplaceSpaceCodeRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_space(space.space());
    return request;
  }
  static std::string CodeIn(const v1::Space& space) { return space.code_url().substr(space.code_url().rfind('/') + 1); }
  v1::CreateSpacesResponse Create(const v1::Venue& venue) {
    const auto made = Ask(Operator(venue.id()), &Stub::CreateSpaces, AFloor());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : v1::CreateSpacesResponse();
  }
};

TEST_F(SpacesTest, HaveCodesOfTheirOwnThatTellTheWholePath) {
  const v1::Venue venue = AddVenue();
  const auto request = AFloor();
  const auto made = Ask(Operator(venue.id()), &Stub::CreateSpaces, request);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->spaces_size(), 3);
  EXPECT_EQ(made->spaces(2).parent_space(), made->spaces(0).space());
  EXPECT_TRUE(made->spaces(2).code_url().starts_with("HTTP://127.0.0.1:8080/V/"));
  EXPECT_EQ(Ask(Operator(venue.id()), &Stub::CreateSpaces, request)->SerializeAsString(), made->SerializeAsString());
  const auto place = Resolve(CodeIn(made->spaces(2)));
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_EQ(place->venue().id(), venue.id());
  EXPECT_EQ(place->space(), made->spaces(2).space());
  ASSERT_EQ(place->path_size(), 2);
  EXPECT_EQ(place->path(0).display_name(), "2F");
  EXPECT_EQ(place->path(1).display_name(), "卓 2");
  EXPECT_EQ(place->path(1).code_url(), "");
  EXPECT_EQ(Resolve(VenueHouse::CodeIn(venue))->path_size(), 0);
}

TEST_F(SpacesTest, StopTheirCodesWithWhatLiesWithinThem) {
  const v1::Venue venue = AddVenue();
  const auto made = Create(venue);
  const auto deleted = Ask(Operator(venue.id()), &Stub::DeleteSpace, DeletionOf(made.spaces(0)));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_TRUE(deleted->has_delete_time());
  EXPECT_EQ(deleted->code_url(), "");
  for (const v1::Space& space : made.spaces()) EXPECT_EQ(ReasonOf(Resolve(CodeIn(space)).status()), "CODE_REVOKED");
  EXPECT_TRUE(Resolve(VenueHouse::CodeIn(venue)).ok());
  EXPECT_EQ(Ask(Operator(venue.id()), &Stub::ListOwnSpaces, {})->spaces_size(), 0);
}

TEST_F(SpacesTest, GetNewCodesOneByOneAndAllTogether) {
  const v1::Venue venue = AddVenue();
  const auto made = Create(venue);
  const auto request = ReplacementOf(made.spaces(1));
  const auto replaced = Ask(Operator(venue.id()), &Stub::ReplaceSpaceCode, request);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(Ask(Operator(venue.id()), &Stub::ReplaceSpaceCode, request)->code_url(), replaced->code_url()) << "a retry";
  EXPECT_EQ(ReasonOf(Resolve(CodeIn(made.spaces(1))).status()), "CODE_REVOKED");
  EXPECT_EQ(Resolve(CodeIn(*replaced))->space(), made.spaces(1).space());
  EXPECT_TRUE(Resolve(CodeIn(made.spaces(0))).ok());
  EXPECT_TRUE(Resolve(CodeIn(made.spaces(2))).ok());
  EXPECT_TRUE(Resolve(VenueHouse::CodeIn(venue)).ok());

  v1::ReplaceCodeRequest all;
  all.set_request_id(platform::RequestId::Random().ToString());
  ASSERT_TRUE(Ask(Operator(venue.id()), &Stub::ReplaceCode, all).ok());
  const auto now = Ask(Operator(venue.id()), &Stub::ListOwnSpaces, {});
  ASSERT_EQ(now->spaces_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ReasonOf(Resolve(CodeIn(made.spaces(i))).status()), "CODE_REVOKED") << i;
    EXPECT_EQ(Resolve(CodeIn(now->spaces(i)))->space(), made.spaces(i).space());
  }
  EXPECT_EQ(ReasonOf(Resolve(CodeIn(*replaced)).status()), "CODE_REVOKED");
}

TEST_F(SpacesTest, KeepTheirCodesWhenTheyMove) {
  const v1::Venue venue = AddVenue();
  const auto made = Create(venue);
  const auto moved = Ask(Operator(venue.id()), &Stub::UpdateSpace, ChangeOf(made.spaces(2), 0));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->display_name(), "窓際");
  EXPECT_EQ(moved->code_url(), made.spaces(2).code_url());
  EXPECT_EQ(Resolve(CodeIn(made.spaces(2)))->path_size(), 1);
  const auto behind = Ask(Operator(venue.id()), &Stub::UpdateSpace, ChangeOf(made.spaces(2), 1));
  EXPECT_EQ(ReasonOf(behind.status()), "SPACE_CHANGED");
  EXPECT_EQ(behind.status().code(), absl::StatusCode::kAborted);
  const auto circle = Ask(Operator(venue.id()), &Stub::UpdateSpace, ChangeOf(made.spaces(0), made.spaces(1).space()));
  EXPECT_EQ(ReasonOf(circle.status()), "SPACE_CYCLE");
  EXPECT_EQ(FieldOf(circle.status()), "parent_space");
}

TEST_F(SpacesTest, NameThePartThatIsWrong) {
  const v1::Venue venue = AddVenue();
  auto request = AFloor();
  request.mutable_spaces(1)->set_display_name("");
  const auto refused = Ask(Operator(venue.id()), &Stub::CreateSpaces, request);
  EXPECT_EQ(ReasonOf(refused.status()), "MISSING_FIELD");
  EXPECT_EQ(FieldOf(refused.status()), "spaces[1].display_name");
  request.set_request_id("1");
  EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::CreateSpaces, request).status()), "MALFORMED_ID");
}

TEST_F(SpacesTest, ComeInPagesOfOneVenue) {
  const v1::Venue venue = AddVenue();
  const v1::Venue other = AddVenue("other");
  Create(venue);
  Create(other);
  v1::ListOwnSpacesRequest request;
  request.set_page_size(2);
  const auto first = Ask(Operator(venue.id()), &Stub::ListOwnSpaces, request);
  ASSERT_EQ(first->spaces_size(), 2);
  request.set_page_token(first->next_page_token());
  const auto second = Ask(Operator(venue.id()), &Stub::ListOwnSpaces, request);
  ASSERT_EQ(second->spaces_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(Ask(Operator(other.id()), &Stub::ListOwnSpaces, request).status()), "BAD_PAGE_TOKEN");
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::ListOwnSpaces, request).status()), "BAD_PAGE_SIZE");
}

TEST_F(SpacesTest, AreShownToOfficersOfTheArea) {
  const v1::Venue venue = AddVenue();
  Create(venue);
  v1::ListSpacesRequest request;
  request.set_venue_id(venue.id());
  const auto page = Ask(Officer({"271004"}), &Stub::ListSpaces, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->spaces_size(), 3);
  for (const v1::Space& space : page->spaces()) EXPECT_EQ(space.code_url(), "");
  EXPECT_EQ(ReasonOf(Ask(Officer({"271403"}), &Stub::ListSpaces, request).status()), "VENUE_UNKNOWN");
  EXPECT_TRUE(Ask(Person{.issuer = "exposure", .service = true}, &Stub::ListSpaces, request).ok());
}

TEST_F(SpacesTest, BelongToTheVenuesOwnOperator) {
  const v1::Venue mine = AddVenue("mine");
  const v1::Venue theirs = AddVenue("theirs");
  const auto made = Create(theirs);
  EXPECT_EQ(ReasonOf(Ask(Operator(mine.id()), &Stub::UpdateSpace, ChangeOf(made.spaces(0), 0)).status()), "SPACE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Operator(mine.id()), &Stub::DeleteSpace, DeletionOf(made.spaces(0))).status()), "SPACE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Operator(mine.id()), &Stub::ReplaceSpaceCode, ReplacementOf(made.spaces(0))).status()),
            "SPACE_UNKNOWN");
  EXPECT_EQ(Ask(Operator(mine.id()), &Stub::ListOwnSpaces, {})->spaces_size(), 0);
  v1::ListSpacesRequest list;
  list.set_venue_id(theirs.id());
  EXPECT_EQ(ReasonOf(Ask(Operator(theirs.id()), &Stub::ListSpaces, list).status()), "ACCESS_DENIED");
  for (const std::string& nobody : {std::string(), std::string("00000000")}) {
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::CreateSpaces, AFloor()).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::DeleteSpace, DeletionOf(made.spaces(0))).status()), "VENUE_UNKNOWN");
  }
  for (const Person& other : {kAnyone, kVisit, Officer({"271004"})}) {
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::CreateSpaces, AFloor()).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::ListOwnSpaces, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::UpdateSpace, ChangeOf(made.spaces(0), 0)).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::DeleteSpace, DeletionOf(made.spaces(0))).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::ReplaceSpaceCode, ReplacementOf(made.spaces(0))).status()), "ACCESS_DENIED");
  }
}

TEST_F(SpacesTest, ReachFollowers) {
  const v1::Venue venue = AddVenue();
  Create(venue);
  const auto context = ContextOf(kVisit);
  const auto stream = stub_->StreamChanges(context.get(), {});
  v1::VenueChange change;
  ASSERT_TRUE(stream->Read(&change));
  EXPECT_EQ(change.spaces_size(), 0);
  ASSERT_TRUE(stream->Read(&change));
  context->TryCancel();
  stream->Finish();
  EXPECT_EQ(change.venue().id(), venue.id());
  ASSERT_EQ(change.spaces_size(), 3);
  EXPECT_EQ(change.spaces(1).parent_space(), change.spaces(0).space());
}

}  // namespace
}  // namespace mimamori::venue
