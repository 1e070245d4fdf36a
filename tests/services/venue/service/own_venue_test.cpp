// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"
#include "tests/support/read_back.hpp"

namespace mimamori::venue {
namespace {

using tests::ReadPdf;
using tests::ReadPng;
using tests::ReadSvg;

using OwnVenueTest = VenueHouse;
using mimamori::rpc::v1::Document;

v1::GetOwnPosterRequest PosterRequest(v1::PosterFormat format, int size_px = 0,
                                      const std::vector<std::string>& languages = {}) {
  v1::GetOwnPosterRequest request;
  request.set_format(format);
  request.set_size_px(size_px);
  for (const std::string& language : languages) request.add_languages(language);
  return request;
}

v1::ReplaceCodeRequest AReplacement() {
  v1::ReplaceCodeRequest request;
  request.set_request_id(platform::RequestId::Random().ToString());
  return request;
}

TEST_F(OwnVenueTest, ShowsItsOperatorTheCodes) {
  const v1::Venue venue = AddVenue();
  const auto own = Ask(Operator(venue.id()), &Stub::GetOwnVenue, {});
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->SerializeAsString(), venue.SerializeAsString());
  EXPECT_TRUE(own->code_url().starts_with("HTTP://127.0.0.1:8080/V/"));
  EXPECT_EQ(own->code_url().size(), 24 + kVenueCodeLength);
  EXPECT_EQ(own->typed_code().size(), 11u);
}

TEST_F(OwnVenueTest, PrintsACodeThatReadsBackInEveryFormat) {
  const v1::Venue venue = AddVenue();
  const struct {
    v1::PosterFormat format;
    const char* type;
    const char* name;
    std::string (*read)(const std::string&);
  } cases[] = {
      {v1::POSTER_FORMAT_UNSPECIFIED, "application/pdf", "poster.pdf", &ReadPdf},
      {v1::POSTER_FORMAT_PDF, "application/pdf", "poster.pdf", &ReadPdf},
      {v1::POSTER_FORMAT_SVG, "image/svg+xml", "code.svg", &ReadSvg},
      {v1::POSTER_FORMAT_PNG, "image/png", "code.png", &ReadPng},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto document = Ask(Operator(venue.id()), &Stub::GetOwnPoster, PosterRequest(c.format));
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->content_type(), c.type);
    EXPECT_EQ(document->file_name(), c.name);
    EXPECT_EQ(c.read(document->content()), venue.code_url());
  }
}

TEST_F(OwnVenueTest, RefusesPostersThatThereAreNot) {
  const v1::Venue venue = AddVenue();
  const struct {
    v1::GetOwnPosterRequest request;
    const char* reason;
  } cases[] = {
      {PosterRequest(static_cast<v1::PosterFormat>(9)), "BAD_FORMAT"},
      {PosterRequest(v1::POSTER_FORMAT_PNG, 127), "BAD_SIZE"},
      {PosterRequest(v1::POSTER_FORMAT_PNG, 4'097), "BAD_SIZE"},
      {PosterRequest(v1::POSTER_FORMAT_PDF, 0, {"de"}), "UNKNOWN_LANGUAGE"},
      {PosterRequest(v1::POSTER_FORMAT_PDF, 0, {"ja", "en", "fr"}), "TOO_MANY_LANGUAGES"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ReasonOf(Ask(Operator(venue.id()), &Stub::GetOwnPoster, c.request).status()), c.reason);
  }
  EXPECT_TRUE(
      Ask(Operator(venue.id()), &Stub::GetOwnPoster, PosterRequest(v1::POSTER_FORMAT_PDF, 0, {"en", "en"})).ok());
}

TEST_F(OwnVenueTest, RevokesEveryEarlierCodeWhenItIsReplaced) {
  const v1::Venue before = AddVenue();
  const auto request = AReplacement();
  const auto after = Ask(Operator(before.id()), &Stub::ReplaceCode, request);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->code_epoch(), 2);
  EXPECT_EQ(ReasonOf(Resolve(CodeIn(before)).status()), "CODE_REVOKED");
  EXPECT_EQ(ReasonOf(Resolve(before.typed_code()).status()), "CODE_REVOKED");
  EXPECT_EQ(Resolve(CodeIn(*after))->venue().id(), before.id());
  EXPECT_EQ(Resolve(after->typed_code())->venue().id(), before.id());
  EXPECT_EQ(Ask(Operator(before.id()), &Stub::ReplaceCode, request)->SerializeAsString(), after->SerializeAsString());
  EXPECT_EQ(Ask(Operator(before.id()), &Stub::ReplaceCode, AReplacement())->code_epoch(), 3);
}

TEST_F(OwnVenueTest, BelongsToOneOperatorAlone) {
  const v1::Venue mine = AddVenue("mine");
  const v1::Venue theirs = AddVenue("theirs");
  EXPECT_EQ(Ask(Operator(theirs.id()), &Stub::GetOwnVenue, {})->display_name(), "theirs");
  for (const std::string& nobody : {std::string(), std::string("00000000"), std::string("no venue at all")}) {
    SCOPED_TRACE(nobody);
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::GetOwnVenue, {}).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::GetOwnPoster, {}).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(Operator(nobody), &Stub::ReplaceCode, AReplacement()).status()), "VENUE_UNKNOWN");
  }
  ASSERT_TRUE(Ask(Operator(mine.id()), &Stub::ReplaceCode, AReplacement()).ok());
  EXPECT_EQ(Ask(Operator(theirs.id()), &Stub::GetOwnVenue, {})->code_epoch(), 1);
}

}  // namespace
}  // namespace mimamori::venue
