// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using mimamori::rpc::v1::ROLE_ADMINISTRATOR;
using mimamori::rpc::v1::ROLE_ANYONE;
using mimamori::rpc::v1::ROLE_AUDITOR;
using testing::ElementsAre;

using LookUpTest = VenueHouse;

v1::GetVenueRequest GetRequest(const std::string& id) {
  v1::GetVenueRequest request;
  request.set_venue_id(id);
  return request;
}

TEST_F(LookUpTest, ResolvesScannedAndTypedCodes) {
  const v1::Venue venue = AddVenue();
  std::string lower = CodeIn(venue);
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  for (const std::string& code : {CodeIn(venue), lower, venue.typed_code(), " " + venue.typed_code() + " "}) {
    SCOPED_TRACE(code);
    const auto place = Resolve(code);
    ASSERT_TRUE(place.ok()) << place.status();
    EXPECT_EQ(place->code(), CodeIn(venue));
    EXPECT_EQ(place->venue().id(), venue.id());
    EXPECT_EQ(place->space(), 0);
    EXPECT_EQ(place->venue().code_url(), "") << "codes are told to the operator alone";
    EXPECT_EQ(place->venue().typed_code(), "");
  }
  const auto table = Resolve(codes_.Write({.venue = *platform::VenueId::Parse(venue.id()), .space = 7, .epoch = 1}));
  EXPECT_EQ(ReasonOf(table.status()), "CODE_REVOKED") << "there is no such space (any more)";
}

TEST_F(LookUpTest, KnowsNoOtherCode) {
  const v1::Venue venue = AddVenue();
  const auto number = platform::VenueId::Parse(venue.id())->number();
  std::string changed = CodeIn(venue);
  changed[20] = changed[20] == '0' ? '1' : '0';
  for (const std::string& code : {std::string(), std::string("hello"), changed, std::string("0000000000"),
                                  codes_.Write({.venue = platform::VenueId(number ^ 1), .space = 0, .epoch = 1})}) {
    SCOPED_TRACE(code);
    const absl::Status status = Resolve(code).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(status), "CODE_UNKNOWN");
  }
}

TEST_F(LookUpTest, LimitsTypedCodesByNetworkAndScannedOnesNever) {
  const v1::Venue venue = AddVenue();
  for (int i = 0; i < 40; ++i) ASSERT_EQ(ReasonOf(Resolve("0000000000").status()), "CODE_UNKNOWN") << i;
  EXPECT_EQ(ReasonOf(Resolve("0000000000").status()), "TOO_MANY_REQUESTS");
  EXPECT_EQ(ReasonOf(Resolve(venue.typed_code()).status()), "TOO_MANY_REQUESTS");
  EXPECT_TRUE(Resolve(CodeIn(venue)).ok());
  EXPECT_TRUE(Resolve(venue.typed_code(), "198.51.100.0/24").ok());
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Resolve(venue.typed_code()).ok());
  redis_server_.Stop();
  EXPECT_TRUE(Resolve(venue.typed_code()).ok()) << "without Redis nobody is turned away";
}

TEST_F(LookUpTest, ShowsStaffTheVenuesOfTheirAreas) {
  const v1::Venue venue = AddVenue("喫茶", "271004");
  AddVenue("別の店", "271403");
  const auto seen = Ask(Officer({"270008"}), &Stub::GetVenue, GetRequest(venue.id()));
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->display_name(), "喫茶");
  EXPECT_EQ(seen->code_url(), "");
  EXPECT_EQ(ReasonOf(Ask(Officer({"271403"}), &Stub::GetVenue, GetRequest(venue.id())).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Officer({}), &Stub::GetVenue, GetRequest(venue.id())).status()), "VENUE_UNKNOWN");
  const Person exposure{.issuer = "exposure", .service = true};
  EXPECT_TRUE(Ask(exposure, &Stub::GetVenue, GetRequest(venue.id())).ok());
  EXPECT_EQ(ReasonOf(Ask(exposure, &Stub::GetVenue, GetRequest("no venue")).status()), "MALFORMED_ID");
  EXPECT_EQ(ReasonOf(Ask(kVisit, &Stub::GetVenue, GetRequest(venue.id())).status()), "ACCESS_DENIED");
  EXPECT_EQ(Ask(Officer({"271004"}), &Stub::ListVenues, {})->venues_size(), 1);
  EXPECT_EQ(Ask(Officer({"270008"}), &Stub::ListVenues, {})->venues_size(), 2);
  EXPECT_EQ(Ask(Officer({"131016"}), &Stub::ListVenues, {})->venues_size(), 0);
}

v1::DescribeCodeRequest DescribeRequest(const std::string& code) {
  v1::DescribeCodeRequest request;
  request.set_code(code);
  return request;
}

TEST_F(LookUpTest, TellsStaffWhatACodeStandsForThatAPatientKept) {
  const v1::Venue venue = AddVenue("喫茶", "271004");
  v1::CreateSpacesRequest spaces;
  spaces.set_request_id(platform::RequestId::Random().ToString());
  v1::NewSpace& table = *spaces.add_spaces();
  table.set_display_name("3番テーブル");
  table.set_kind(v1::SPACE_KIND_TABLE);
  const auto made = Ask(Operator(venue.id()), &Stub::CreateSpaces, spaces);
  ASSERT_TRUE(made.ok()) << made.status();
  const auto describe = [&](const std::string& code, const std::string& area = "270008") {
    return Ask(Officer({area}), &Stub::DescribeCode, DescribeRequest(code));
  };
  for (const std::string& code : {venue.code_url(), CodeIn(venue), " " + venue.typed_code()}) {
    SCOPED_TRACE(code);
    const auto place = describe(code);
    ASSERT_TRUE(place.ok()) << place.status();
    EXPECT_EQ(place->venue().id(), venue.id());
    EXPECT_EQ(place->code(), "") << "codes are told to the operator alone";
    EXPECT_EQ(place->venue().typed_code() + place->venue().code_url(), "");
    EXPECT_EQ(ReasonOf(describe(code, "131016").status()), "CODE_UNKNOWN") << "another area's";
    EXPECT_EQ(FieldOf(describe(code, "131016").status()), "code");
  }
  const auto place = describe(made->spaces(0).code_url());
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_EQ(place->space(), made->spaces(0).space());
  ASSERT_EQ(place->path_size(), 1);
  EXPECT_EQ(place->path(0).display_name(), "3番テーブル");

  v1::ReplaceCodeRequest replacement;
  replacement.set_request_id(platform::RequestId::Random().ToString());
  ASSERT_TRUE(Ask(Operator(venue.id()), &Stub::ReplaceCode, replacement).ok());
  EXPECT_EQ(ReasonOf(Resolve(venue.typed_code()).status()), "CODE_REVOKED");
  for (const std::string& code : {CodeIn(venue), venue.typed_code(), made->spaces(0).code_url()}) {
    EXPECT_EQ(describe(code)->venue().id(), venue.id()) << "she scanned it while it was good";
  }
  for (const std::string& code : {std::string(), std::string("0000000000"), std::string("hello"),
                                  "1" + CodeIn(venue).substr(1, 26) + "!",
                                  codes_.WriteKiosk({.venue = *platform::VenueId::Parse(venue.id()), .space = 0, .epoch = 1},
                                                    MinuteOf(clock_.Now()))}) {
    EXPECT_EQ(ReasonOf(describe(code).status()), "CODE_UNKNOWN") << code;
  }
  for (int i = 0; i < 40; ++i) ASSERT_FALSE(describe("0000000000").ok());
  EXPECT_EQ(ReasonOf(describe(venue.typed_code()).status()), "TOO_MANY_REQUESTS");
}

TEST_F(LookUpTest, TurnsPagesForWhomTheyWereMade) {
  for (const char* name : {"a", "b", "c", "d", "e"}) AddVenue(name);
  v1::ListVenuesRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  std::vector<std::string> tokens;
  do {
    const auto page = Ask(Officer({"270008"}), &Stub::ListVenues, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& venue : page->venues()) names.push_back(venue.display_name());
    request.set_page_token(page->next_page_token());
    tokens.push_back(page->next_page_token());
  } while (!request.page_token().empty() && tokens.size() < 8);
  EXPECT_THAT(names, ElementsAre("a", "b", "c", "d", "e"));
  request.set_page_token(tokens[0]);
  EXPECT_EQ(ReasonOf(Ask(Officer({"270008"}, "officer-2"), &Stub::ListVenues, request).status()), "BAD_PAGE_TOKEN");
  request.set_query("a");
  EXPECT_EQ(ReasonOf(Ask(Officer({"270008"}), &Stub::ListVenues, request).status()), "BAD_PAGE_TOKEN");
  request.clear_page_token();
  EXPECT_EQ(Ask(Officer({"270008"}), &Stub::ListVenues, request)->venues_size(), 1);
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(Ask(Officer({"270008"}), &Stub::ListVenues, request).status()), "BAD_PAGE_SIZE");
}

TEST_F(LookUpTest, AdmitsOnlyWhomEachMethodNames) {
  const std::string id = AddVenue().id();
  const Person registry{.issuer = "registry", .service = true};
  const Person exposure{.issuer = "exposure", .service = true};
  const Person gateway{.issuer = "gateway_public", .service = true};
  const Person administrator{
      .issuer = "gateway_staff", .subject = "a", .roles = {ROLE_ADMINISTRATOR}, .areas = {"270008"}};
  const Person auditor{.issuer = "gateway_staff", .subject = "a", .roles = {ROLE_AUDITOR}, .areas = {"270008"}};
  const auto denied = [](const absl::Status& status) { return ReasonOf(status) == "ACCESS_DENIED"; };
  for (const Person& person : {kVisit, registry, gateway}) {
    EXPECT_TRUE(denied(Ask(person, &Stub::RegisterVenue, ARequest()).status())) << person.issuer;
    EXPECT_TRUE(denied(Ask(person, &Stub::ConfirmVenue, Confirmation("x")).status())) << person.issuer;
  }
  for (const Person& person : {kAnyone, Officer({"270008"}), administrator, auditor, kVisit, exposure, gateway}) {
    EXPECT_TRUE(denied(Ask(person, &Stub::GetOwnVenue, {}).status())) << person.issuer;
    EXPECT_TRUE(denied(Ask(person, &Stub::GetOwnPoster, {}).status())) << person.issuer;
    EXPECT_TRUE(denied(Ask(person, &Stub::ReplaceCode, {}).status())) << person.issuer;
  }
  for (const Person& person :
       {kAnyone, Officer({"270008"}), Operator(id), administrator, exposure, registry, gateway}) {
    EXPECT_TRUE(denied(Ask(person, &Stub::ResolveCode, {}).status())) << person.issuer;
  }
  for (const Person& person : {kAnyone, Operator(id), administrator, auditor, registry, gateway}) {
    EXPECT_TRUE(denied(Ask(person, &Stub::GetVenue, GetRequest(id)).status())) << person.issuer;
    EXPECT_TRUE(denied(Ask(person, &Stub::ListVenues, {}).status())) << person.issuer;
    EXPECT_TRUE(denied(Ask(person, &Stub::DescribeCode, {}).status())) << person.issuer;
  }
  EXPECT_TRUE(denied(Ask(kVisit, &Stub::ListVenues, {}).status()));
  EXPECT_TRUE(denied(Ask(kVisit, &Stub::DescribeCode, {}).status()));
  for (const Person& person : {kAnyone, Operator(id), Officer({"270008"}), registry, gateway}) {
    const auto context = ContextOf(person);
    const auto stream = stub_->StreamChanges(context.get(), {});
    v1::VenueChange change;
    EXPECT_FALSE(stream->Read(&change));
    EXPECT_TRUE(denied(platform::rpc::FromGrpc(stream->Finish()))) << person.issuer;
  }
  grpc::ClientContext bare;
  v1::Place place;
  EXPECT_EQ(stub_->ResolveCode(&bare, {}, &place).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(LookUpTest, StreamsWhatIsThereAndThenTheNews) {
  const v1::Venue first = AddVenue("first");
  const v1::Venue second = AddVenue("second");
  const auto context = ContextOf(kVisit);
  const auto stream = stub_->StreamChanges(context.get(), {});
  v1::VenueChange change;
  ASSERT_TRUE(stream->Read(&change));
  EXPECT_EQ(change.venue().id(), first.id());
  ASSERT_TRUE(stream->Read(&change));
  EXPECT_EQ(change.venue().id(), second.id());
  EXPECT_FALSE(change.deleted());
  EXPECT_EQ(change.venue().code_url(), "");
  EXPECT_EQ(change.venue().typed_code(), "");
  const int64_t seen = change.sequence();

  v1::ReplaceCodeRequest replace;
  replace.set_request_id(platform::RequestId::Random().ToString());
  ASSERT_TRUE(Ask(Operator(first.id()), &Stub::ReplaceCode, replace).ok());
  ASSERT_TRUE(stream->Read(&change)) << "news while it waits";
  EXPECT_EQ(change.venue().id(), first.id());
  EXPECT_EQ(change.venue().code_epoch(), 2);
  EXPECT_GT(change.sequence(), seen);
  context->TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);

  const auto resumed_context = ContextOf(kVisit);
  v1::StreamChangesRequest after;
  after.set_after_sequence(seen);
  const auto resumed = stub_->StreamChanges(resumed_context.get(), after);
  ASSERT_TRUE(resumed->Read(&change));
  EXPECT_EQ(change.venue().code_epoch(), 2) << "only what came after";
  runner_.Drain();
  EXPECT_FALSE(resumed->Read(&change)) << "ends when the process drains";
  resumed->Finish();
}

TEST_F(LookUpTest, RefusesANegativeSequence) {
  const auto context = ContextOf(kVisit);
  v1::StreamChangesRequest request;
  request.set_after_sequence(-1);
  const auto stream = stub_->StreamChanges(context.get(), request);
  v1::VenueChange change;
  EXPECT_FALSE(stream->Read(&change));
  EXPECT_EQ(ReasonOf(platform::rpc::FromGrpc(stream->Finish())), "BAD_SEQUENCE");
}

}  // namespace
}  // namespace mimamori::venue
