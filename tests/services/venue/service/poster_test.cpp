// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/poster_service.hpp"

#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"
#include "tests/support/read_back.hpp"

namespace mimamori::venue {
namespace {

using tests::ReadPages;
using tests::ReadSvg;

using mimamori::rpc::v1::Document;
using ::testing::ElementsAre;
using PosterStub = v1::PosterService::Stub;

class PosterTest : public VenueHouse {
 protected:
  // A floor with two tables; their numbers are 1 to 3.
  std::vector<v1::Space> AddSpaces(const v1::Venue& venue) {
    v1::CreateSpacesRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    for (const char* name : {"2階", "卓 1", "卓 2"}) {
      v1::NewSpace& space = *request.add_spaces();
      space.set_kind(v1::SPACE_KIND_TABLE);
      space.set_display_name(name);
      space.set_parent_entry(request.spaces_size() > 1 ? 1 : 0);
    }
    const auto made = Ask(Operator(venue.id()), &Stub::CreateSpaces, request);
    EXPECT_TRUE(made.ok()) << made.status();
    return {made->spaces().begin(), made->spaces().end()};
  }

  // The whole file; what its first part says stays in first_.
  absl::StatusOr<std::string> PrintAs(const Person& person, const v1::GetPrintRequest& request) {
    const auto context = ContextOf(person);
    const auto reader = posters_->GetPrint(context.get(), request);
    std::string file;
    Document part;
    for (bool first = true; reader->Read(&part); first = false) {
      if (first) first_ = part;
      EXPECT_EQ(part.content_type().empty(), !first);
      file += part.content();
    }
    const absl::Status status = platform::rpc::FromGrpc(reader->Finish());
    if (!status.ok()) return status;
    return file;
  }

  Document first_;
  PosterService poster_service_{{.store = store_, .codes = codes_, .address = address_}, runner_};
  InProcess poster_server_{poster_service_};
  const std::unique_ptr<PosterStub> posters_ = v1::PosterService::NewStub(poster_server_.Channel());
};

TEST_F(PosterTest, PrintsAVenueAndAllItsSpacesInOneFile) {
  const v1::Venue venue = AddVenue();
  const auto spaces = AddSpaces(venue);
  v1::GetPrintRequest request;
  request.set_below(true);
  const auto file = PrintAs(Operator(venue.id()), request);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(first_.content_type(), "application/pdf");
  EXPECT_EQ(first_.file_name(), "posters.pdf");
  EXPECT_THAT(ReadPages(*file, 4),
              ElementsAre(venue.code_url(), spaces[0].code_url(), spaces[1].code_url(), spaces[2].code_url()));
}

TEST_F(PosterTest, PrintsTentsAndStickers) {
  const v1::Venue venue = AddVenue();
  const auto spaces = AddSpaces(venue);
  const struct {
    const char* name;
    v1::Sheet sheet;
    bool below;
    int copies;
    const char* file_name;
    size_t codes;
  } cases[] = {
      {"a tent has two faces", v1::SHEET_TENT, false, 0, "tents.pdf", 2},
      {"a page of stickers of one code", v1::SHEET_STICKERS, false, 0, "stickers.pdf", 12},
      {"a sticker for each", v1::SHEET_STICKERS, true, 0, "stickers.pdf", 3},
      {"as many as wanted", v1::SHEET_STICKERS, true, 5, "stickers.pdf", 15},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::GetPrintRequest request;
    request.set_sheet(c.sheet);
    request.set_space(1);
    request.set_below(c.below);
    request.set_copies(c.copies);
    request.add_languages("ko");
    const auto file = PrintAs(Operator(venue.id()), request);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(first_.file_name(), c.file_name);
    const auto read = ReadPages(*file, c.codes);
    EXPECT_EQ(read.size(), c.codes);
    EXPECT_THAT(read, ::testing::Contains(spaces[0].code_url()));
  }
}

TEST_F(PosterTest, SendsALargePrintInParts) {
  const v1::Venue venue = AddVenue();
  v1::GetPrintRequest request;
  request.set_copies(40);
  const auto file = PrintAs(Operator(venue.id()), request);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_LT(first_.content().size(), file->size());
  EXPECT_LT(first_.content().size(), 512u * 1024);
}

TEST_F(PosterTest, RefusesWhatCannotBePrinted) {
  const v1::Venue venue = AddVenue();
  const auto refused = [&](auto change) {
    v1::GetPrintRequest request;
    change(request);
    const absl::Status status = PrintAs(Operator(venue.id()), request).status();
    return platform::ReasonOf(status) + " " + platform::FieldOf(status);
  };
  EXPECT_EQ(refused([](auto& r) { r.set_sheet(static_cast<v1::Sheet>(9)); }), "UNKNOWN_SHEET sheet");
  EXPECT_EQ(refused([](auto& r) { r.add_languages("de"); }), "UNKNOWN_LANGUAGE languages");
  EXPECT_EQ(refused([](auto& r) { r.set_copies(101); }), "BAD_COUNT copies");
  EXPECT_EQ(refused([](auto& r) { r.set_copies(-1); }), "BAD_COUNT copies");
  EXPECT_EQ(refused([](auto& r) { r.set_space(7); }), "SPACE_UNKNOWN ");
}

TEST_F(PosterTest, IsForTheVenuesOperatorAlone) {
  const v1::Venue venue = AddVenue();
  for (const Person& person : {kAnyone, kVisit, Officer({"271004"})}) {
    EXPECT_EQ(PrintAs(person, {}).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(platform::ReasonOf(PrintAs(Operator("ZZZZZZZZ"), {}).status()), "VENUE_UNKNOWN");
}

TEST_F(PosterTest, PrintsOneSpaceInEveryFormat) {
  const v1::Venue venue = AddVenue();
  const auto spaces = AddSpaces(venue);
  v1::GetOwnPosterRequest request;
  request.set_space(spaces[1].space());
  EXPECT_THAT(ReadPages(Ask(Operator(venue.id()), &Stub::GetOwnPoster, request)->content(), 1),
              ElementsAre(spaces[1].code_url()));
  request.set_format(v1::POSTER_FORMAT_SVG);
  EXPECT_EQ(ReadSvg(Ask(Operator(venue.id()), &Stub::GetOwnPoster, request)->content()), spaces[1].code_url());
  request.set_space(99);
  EXPECT_EQ(platform::ReasonOf(Ask(Operator(venue.id()), &Stub::GetOwnPoster, request).status()), "SPACE_UNKNOWN");
}

class KioskTest : public PosterTest {
 protected:
  absl::StatusOr<v1::KioskCode> ShowAs(const Person& person, int32_t space = 0) {
    v1::GetKioskCodeRequest request;
    request.set_space(space);
    return platform::rpc::Ask(*posters_, &PosterStub::GetKioskCode, *ContextOf(person), request);
  }
  absl::StatusOr<ScannedCode> Read(const v1::KioskCode& shown) {
    return codes_.Read(shown.code_url().substr(shown.code_url().rfind('/') + 1), clock_.Now(), {});
  }
};

TEST_F(KioskTest, ShowsACodeOfThisMinuteThatACameraReads) {
  const v1::Venue venue = AddVenue();
  const Person person = Operator(venue.id());
  clock_.Advance(absl::Seconds(12));
  const auto shown = ShowAs(person);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(ReadSvg(shown->svg()), shown->code_url());
  EXPECT_EQ(shown->venue_name(), venue.display_name());
  EXPECT_EQ(shown->expire_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(1)));
  EXPECT_EQ(shown->next_seconds(), 48);
  ASSERT_TRUE(Read(*shown).ok()) << shown->code_url();
  EXPECT_EQ(Read(*shown)->code.venue.ToString(), venue.id());
  EXPECT_EQ(Read(*shown)->shown_minute, MinuteOf(kNow));
  EXPECT_EQ(ShowAs(person)->code_url(), shown->code_url()) << "within the minute";
  clock_.Advance(absl::Seconds(48));
  EXPECT_NE(ShowAs(person)->code_url(), shown->code_url());
  EXPECT_EQ(ShowAs(person)->next_seconds(), 60);
  EXPECT_EQ(ReasonOf(Resolve(CodeIn(venue)).status()), "") << "the wall's goes on";
}

TEST_F(KioskTest, ShowsTheCodeOfASpaceUntilItIsReplaced) {
  const v1::Venue venue = AddVenue();
  const Person person = Operator(venue.id());
  const auto spaces = AddSpaces(venue);
  const auto shown = ShowAs(person, spaces[1].space());
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_THAT(shown->space_names(), ElementsAre("2階", "卓 1"));
  EXPECT_EQ(Read(*shown)->code.space, spaces[1].space());
  v1::ReplaceCodeRequest replace;
  replace.set_request_id(platform::RequestId::Random().ToString());
  ASSERT_TRUE(Ask(person, &Stub::ReplaceCode, replace).ok());
  EXPECT_EQ(Read(*ShowAs(person, spaces[1].space()))->code.epoch, Read(*shown)->code.epoch + 1);
  EXPECT_EQ(ReasonOf(ShowAs(person, 99).status()), "SPACE_UNKNOWN");
  EXPECT_EQ(ReasonOf(ShowAs(person, -1).status()), "SPACE_UNKNOWN");
}

TEST_F(KioskTest, IsForTheVenuesOperatorAlone) {
  const v1::Venue venue = AddVenue();
  for (const Person& person : {kAnyone, kVisit, Officer({"271004"})}) {
    EXPECT_EQ(ShowAs(person).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(ReasonOf(ShowAs(Operator("ZZZZZZZZ")).status()), "VENUE_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::venue
