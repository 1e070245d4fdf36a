// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/area.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

using platform::ReasonOf;
using testing::ElementsAre;
using testing::HasSubstr;

const Prefectures kKnown{{"27", "大阪府"}};

TEST(AreaTables, AreReadAsTheMinistryPublishesThem) {
  const auto areas = ReadAreaTable(
      "団体コード,\"都道府県名\n（漢字）\",\"市区町村名\n（漢字）\",\"都道府県名\n（カナ）\",\"市区町村名\n（カナ）\"\r\n"
      "010006,北海道,,ﾎｯｶｲﾄﾞｳ,\r\n"
      "011002,北海道,札幌市,ﾎｯｶｲﾄﾞｳ,ｻｯﾎﾟﾛｼ\r\n"
      "271403,大阪府,堺市,ｵｵｻｶﾌ,ｻｶｲｼ\r\n",
      kKnown);
  ASSERT_TRUE(areas.ok()) << areas.status();
  EXPECT_THAT(*areas, ElementsAre(Area{"010006", "北海道", ""}, Area{"011002", "札幌市", "北海道"},
                                  Area{"271403", "堺市", "大阪府"}));
}

TEST(AreaTables, MayNameTheirColumnsInEnglishAndPutAPrefectureLast) {
  const auto areas = ReadAreaTable("prefecture,name,code\n北海道,札幌市,011002\n北海道,,010006\n", {});
  ASSERT_TRUE(areas.ok()) << areas.status();
  EXPECT_THAT(*areas, ElementsAre(Area{"011002", "札幌市", "北海道"}, Area{"010006", "北海道", ""}));
}

TEST(AreaTables, AreRefusedByLineAndColumn) {
  const std::string heading = "code,prefecture,name\n";
  const struct {
    const char* name;
    std::string table;
    const char* reason;
    const char* place;
  } cases[] = {
      {"check digit", heading + "271403,大阪府,堺市\n271404,大阪府,堺市\n", "MALFORMED_AREA_CODE", "line 3, column 1"},
      {"five digits", heading + "27140,大阪府,堺市\n", "MALFORMED_AREA_CODE", "line 2, column 1"},
      {"no code", heading + ",大阪府,堺市\n", "MISSING_FIELD", "line 2, column 1"},
      {"a code twice", heading + "271403,大阪府,堺市\n271403,大阪府,堺市\n", "DUPLICATE_AREA_CODE", "line 3, column 1"},
      {"another prefecture", heading + "271403,東京都,堺市\n", "PREFECTURE_MISMATCH", "line 2, column 2"},
      {"a prefecture nobody knows", heading + "131016,東京都,千代田区\n", "PREFECTURE_MISMATCH", "line 2, column 2"},
      {"a prefecture with a municipality", heading + "270008,大阪府,堺市\n", "PREFECTURE_MISMATCH", "line 2, column 3"},
      {"no name", heading + "271403,大阪府,\n", "MISSING_FIELD", "line 2, column 3"},
      {"a short row", heading + "271403,大阪府\n", "MISSING_FIELD", "line 2, column 3"},
      {"a long name", heading + "271403,大阪府," + std::string(51, 'x') + "\n", "TEXT_TOO_LONG", "line 2, column 3"},
      {"a control character", heading + "271403,大阪府,堺\x01市\n", "TEXT_NOT_PLAIN", "line 2, column 3"},
      {"no code's column", "prefecture,name\n大阪府,堺市\n", "MISSING_COLUMN", "line 1: "},
      {"a quotation mark", heading + "271403,大阪府,堺\"市\n", "MALFORMED_CSV", "line 2, column 3"},
      {"a heading alone", heading, "NO_ROWS", ""},
      {"nothing", "", "NO_ROWS", ""},
      {"bytes", "\xFF\xFE", "TEXT_NOT_DECODABLE", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto refused = ReadAreaTable(c.table, kKnown);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason) << refused.status();
    EXPECT_EQ(platform::FieldOf(refused.status()), "content");
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(c.place));
  }
}

TEST(AreaTables, TellEveryProblemInOrder) {
  const auto refused = ReadAreaTable("code,prefecture,name\n271403,東京都,堺市\n1,大阪府,\n", kKnown);
  const std::string sentence(refused.status().message());
  EXPECT_LT(sentence.find("line 2, column 2"), sentence.find("line 3, column 1"));
  EXPECT_LT(sentence.find("line 3, column 1"), sentence.find("line 3, column 3"));
}

TEST(AreaTables, HaveAnEnd) {
  std::string table = "code,prefecture,name\n";
  for (int i = 0; i <= 5'000; ++i) table += "271403,大阪府,堺市\n";
  EXPECT_EQ(ReasonOf(ReadAreaTable(table, kKnown).status()), "TOO_MANY_ROWS");
}

}  // namespace
}  // namespace mimamori::identity
