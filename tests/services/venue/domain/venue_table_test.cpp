// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_table.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

// Osaka's own area is offered, and no other.
absl::Status Osaka(const platform::AreaCode& area) {
  if (area.ToString() == "271004") return absl::OkStatus();
  return platform::BadField("area_code", "AREA_NOT_SERVED", "not here");
}

const std::string kHeading = "施設名,住所,団体コード,種別,メールアドレス,席数,営業時間\n";
const std::string kRow = "喫茶 こもれび,大阪市北区梅田1-1,271004,飲食店,kato@example.jp,24,11:00-22:00\n";

absl::StatusOr<std::vector<Registration>> Read(const std::string& bytes) { return ReadVenueTable(bytes, Osaka); }

TEST(VenueTable, IsReadByItsHeading) {
  const auto venues = Read(kHeading + kRow + "ホール,大阪市北区2,271004,劇場・ホール,hall@example.jp,,\n");
  ASSERT_TRUE(venues.ok()) << venues.status();
  ASSERT_EQ(venues->size(), 2u);
  const Registration& cafe = venues->front();
  EXPECT_EQ(cafe.details.display_name, "喫茶 こもれび");
  EXPECT_EQ(cafe.details.address, "大阪市北区梅田1-1");
  EXPECT_EQ(cafe.details.area.ToString(), "271004");
  EXPECT_EQ(cafe.details.kind, VenueKind::kFood);
  EXPECT_EQ(cafe.details.seat_count, 24);
  EXPECT_EQ(cafe.details.opening_hours.spans.size(), 7u);
  EXPECT_EQ(cafe.email.Masked(), "k•••@example.jp");
  EXPECT_EQ(cafe.language, "ja");
  EXPECT_EQ(venues->back().details.kind, VenueKind::kHall);
  EXPECT_TRUE(venues->back().details.opening_hours.spans.empty());
}

TEST(VenueTable, IsReadInAnyOrderAmongOtherColumns) {
  const auto venues = Read(
      "no,email_address,kind,language,area_code,address,display_name,floor_area_m2,typical_stay_minutes\r\n"
      "1,kato@example.jp,other,en,271004,\"Kita 1, Osaka\", Cafe ,80,45\r\n");
  ASSERT_TRUE(venues.ok()) << venues.status();
  const Registration& cafe = venues->front();
  EXPECT_EQ(cafe.details.display_name, "Cafe");
  EXPECT_EQ(cafe.details.address, "Kita 1, Osaka");
  EXPECT_EQ(cafe.details.kind, VenueKind::kOther);
  EXPECT_EQ(cafe.details.floor_area_m2, 80);
  EXPECT_EQ(cafe.details.typical_stay_minutes, 45);
  EXPECT_EQ(cafe.language, "en");
}

TEST(VenueTable, MayBeShiftJis) {
  // "施設名,住所,団体コード,種別,メールアドレス" and a row, as Windows saves it.
  const std::string bytes =
      "\x8e\x7b\x90\xdd\x96\xbc,\x8f\x5a\x8f\x8a,\x92\x63\x91\xcc\x83\x52\x81\x5b\x83\x68,\x8e\xed\x95\xca,"
      "\x83\x81\x81\x5b\x83\x8b\x83\x41\x83\x68\x83\x8c\x83\x58\r\n"
      "\x8b\x69\x92\x83,\x91\xe5\x8d\xe3,271004,\x88\xf9\x90\x48\x93\x58,kato@example.jp\r\n";
  const auto venues = Read(bytes);
  ASSERT_TRUE(venues.ok()) << venues.status();
  EXPECT_EQ(venues->front().details.display_name, "喫茶");
  EXPECT_EQ(venues->front().details.kind, VenueKind::kFood);
}

TEST(VenueTable, NamesLineAndColumnOfWhatIsWrong) {
  const std::string good = kRow;
  const struct {
    const char* name;
    std::string row;
    const char* reason;
    const char* place;
  } cases[] = {
      {"no name", ",大阪市,271004,飲食店,a@example.jp,,\n", "MISSING_FIELD", "line 3, column 1"},
      {"no address", "x,,271004,飲食店,a@example.jp,,\n", "MISSING_FIELD", "line 3, column 2"},
      {"check digit", "x,大阪市,271005,飲食店,a@example.jp,,\n", "MALFORMED_AREA_CODE", "line 3, column 3"},
      {"elsewhere", "x,東京,131016,飲食店,a@example.jp,,\n", "AREA_NOT_SERVED", "line 3, column 3"},
      {"unknown kind", "x,大阪市,271004,屋台,a@example.jp,,\n", "UNKNOWN_KIND", "line 3, column 4"},
      {"no kind", "x,大阪市,271004,,a@example.jp,,\n", "MISSING_FIELD", "line 3, column 4"},
      {"no address to mail to", "x,大阪市,271004,飲食店,,,\n", "MISSING_FIELD", "line 3, column 5"},
      {"malformed address", "x,大阪市,271004,飲食店,a@,,\n", "MALFORMED_EMAIL_ADDRESS", "line 3, column 5"},
      {"no number", "x,大阪市,271004,飲食店,a@example.jp,二十,\n", "BAD_COUNT", "line 3, column 6"},
      {"too many", "x,大阪市,271004,飲食店,a@example.jp,100001,\n", "BAD_COUNT", "line 3, column 6"},
      {"hours", "x,大阪市,271004,飲食店,a@example.jp,,いつでも\n", "BAD_OPENING_HOURS", "line 3, column 7"},
      {"twice", good, "DUPLICATE_VENUE", "line 3, column 1"},
      {"a short row", "x,大阪市\n", "MISSING_FIELD", "line 3, column 3"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto venues = Read(kHeading + good + c.row);
    EXPECT_EQ(FieldOf(venues.status()), "content");
    EXPECT_EQ(ReasonOf(venues.status()), c.reason) << venues.status();
    EXPECT_NE(venues.status().message().find(c.place), std::string::npos) << venues.status();
  }
}

TEST(VenueTable, TellsSeveralProblemsAtOnceAndQuotesNobody) {
  const auto venues = Read(kHeading + ",x,271004,飲食店,a@example.jp,,\n" + kRow + "y,x,271004,飲食店,taro.yamada,,\n");
  const std::string told(venues.status().message());
  EXPECT_NE(told.find("line 2, column 1"), std::string::npos) << told;
  EXPECT_NE(told.find("line 4, column 5"), std::string::npos) << told;
  EXPECT_EQ(told.find("yamada"), std::string::npos) << told;
}

TEST(VenueTable, IsRefusedAsAWhole) {
  const struct {
    const char* name;
    std::string bytes;
    const char* reason;
  } cases[] = {
      {"nothing", "", "NO_ROWS"},
      {"a heading alone", kHeading, "NO_ROWS"},
      {"a column that is needed", "施設名,住所,団体コード,種別\n" + kRow, "MISSING_COLUMN"},
      {"an open quotation mark", kHeading + "\"x,y\n", "MALFORMED_CSV"},
      {"no text", kHeading + "\xff\xff\xff\n", "TEXT_NOT_DECODABLE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(Read(c.bytes).status()), c.reason);
  }
  const auto away = ReadVenueTable(kHeading + kRow, [](const platform::AreaCode&) {
    return platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "down");
  });
  EXPECT_EQ(away.status().code(), absl::StatusCode::kUnavailable) << "not a problem of the table";
}

TEST(VenueTable, HasUpToTenThousandRows) {
  std::string table = kHeading;
  for (int i = 0; i < 10'000; ++i) table += std::to_string(i) + kRow;
  EXPECT_EQ(Read(table)->size(), 10'000u);
  EXPECT_EQ(ReasonOf(Read(table + "x" + kRow).status()), "TOO_MANY_ROWS");
}

}  // namespace
}  // namespace mimamori::venue
