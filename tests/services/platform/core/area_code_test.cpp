// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/area_code.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

AreaCode Area(std::string_view text) { return *AreaCode::Parse(text); }

TEST(AreaCode, AcceptsTheOfficialCodes) {
  struct Case {
    const char* name;
    const char* code;
    bool prefecture;
  };
  const Case cases[] = {
      {"Hokkaido", "010006", true},       {"Sapporo", "011002", false}, {"Tokyo", "130001", true},
      {"Chiyoda", "131016", false},       {"Osaka", "270008", true},    {"Osaka city", "271004", false},
      {"Kita in Osaka", "271276", false}, {"Okinawa", "470007", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto area = AreaCode::Parse(c.code);
    ASSERT_TRUE(area.ok());
    EXPECT_EQ(area->ToString(), c.code);
    EXPECT_EQ(area->IsPrefecture(), c.prefecture);
  }
}

TEST(AreaCode, RefusesWhatIsNoCode) {
  for (const char* text : {"", "27000", "2700080", "270009", "27100x", "-70008", "２７０００８"}) {
    SCOPED_TRACE(text);
    const auto area = AreaCode::Parse(text, "venue.area_code");
    EXPECT_EQ(ReasonOf(area.status()), "MALFORMED_AREA_CODE");
    EXPECT_EQ(FieldOf(area.status()), "venue.area_code");
  }
}

TEST(AreaCode, APrefectureCoversItsOwnMunicipalitiesOnly) {
  struct Case {
    const char* name;
    AreaCode who;
    AreaCode what;
    bool covers;
  };
  const Case cases[] = {
      {"prefecture and its city", Area("270008"), Area("271004"), true},
      {"prefecture and itself", Area("270008"), Area("270008"), true},
      {"prefecture and another's city", Area("270008"), Area("131016"), false},
      {"city and its prefecture", Area("271004"), Area("270008"), false},
      {"city and another one beside it", Area("271004"), Area("271276"), false},
      {"no area and a city", AreaCode(), Area("271004"), false},
      {"no area and none", AreaCode(), AreaCode(), false},
      {"prefecture and none", Area("270008"), AreaCode(), false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(c.who.Covers(c.what), c.covers);
  }
}

}  // namespace
}  // namespace mimamori::platform
