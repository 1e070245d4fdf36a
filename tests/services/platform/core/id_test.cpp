// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/id.hpp"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace mimamori::platform {
namespace {

struct CaseTag {
  static constexpr const char* kName = "case_id";
};
struct EventTag {
  static constexpr const char* kName = "event_id";
};
static_assert(!std::is_constructible_v<Id<CaseTag>, Id<EventTag>>, "a case is never taken for an event");

TEST(Uuid, VersionsAreMarked) {
  EXPECT_EQ(FormatUuid(RandomUuid())[14], '4');
  const std::string ordered = FormatUuid(TimeOrderedUuid(absl::FromUnixMillis(0x017f22e279b0)));
  EXPECT_EQ(ordered.substr(0, 15), "017f22e2-79b0-7");  // RFC 9562, A.6
  for (const std::string& text : {FormatUuid(RandomUuid()), ordered}) {
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
  }
}

TEST(Uuid, TimeOrderedOnesSortByTimeAndTellIt) {
  const absl::Time early = absl::FromUnixMillis(1795246800123);
  const Uuid first = TimeOrderedUuid(early);
  const Uuid second = TimeOrderedUuid(early + absl::Milliseconds(1));
  EXPECT_LT(first, second);
  EXPECT_EQ(TimeOf(first), early);
  EXPECT_NE(TimeOrderedUuid(early), first);
  EXPECT_EQ(TimeOf(RandomUuid()), std::nullopt);
  EXPECT_EQ(TimeOf(Uuid{}), std::nullopt);
}

TEST(Uuid, OnlyTheCanonicalFormIsRead) {
  const std::string canonical = "01234567-89ab-4def-8123-456789abcdef";
  EXPECT_EQ(FormatUuid(*ParseUuid(canonical)), canonical);
  for (const char* text : {"", "0123456789ab4def8123456789abcdef", "01234567-89AB-4def-8123-456789abcdef",
                           "{01234567-89ab-4def-8123-456789abcdef}", "01234567-89ab-4def-8123-456789abcde",
                           "01234567-89ab-4def-8123-456789abcdefa", "01234567-89ab-4def-8123-456789abcdeg",
                           "012345678-9ab-4def-8123-456789abcdef", "01234567+89ab-4def-8123-456789abcdef"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ParseUuid(text), std::nullopt);
  }
}

TEST(Id, NamesItsFieldWhenItCannotBeRead) {
  const auto id = Id<CaseTag>::Parse("7");
  EXPECT_EQ(ReasonOf(id.status()), "MALFORMED_ID");
  EXPECT_EQ(FieldOf(id.status()), "case_id");
  const auto whole = Id<CaseTag>::Random();
  EXPECT_EQ(*Id<CaseTag>::Parse(whole.ToString()), whole);
}

TEST(VenueId, IsWrittenAsEightCharacters) {
  struct Case {
    int64_t number;
    const char* text;
  };
  const Case cases[] = {{0, "00000000"},
                        {1, "00000001"},
                        {31, "0000000Z"},
                        {32, "00000010"},
                        {(int64_t{1} << 40) - 1, "ZZZZZZZZ"},
                        {int64_t{1} << 39, "G0000000"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(VenueId(c.number).ToString(), c.text);
    EXPECT_EQ(VenueId::Parse(c.text)->number(), c.number);
  }
  EXPECT_EQ(VenueId::Parse("zzzz-zzzz")->ToString(), "ZZZZZZZZ");
  for (const char* text : {"", "ZZZZZZZ", "ZZZZZZZZZ", "ZZZZZZZU", "venues/1"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ReasonOf(VenueId::Parse(text).status()), "MALFORMED_ID");
    EXPECT_EQ(FieldOf(VenueId::Parse(text).status()), "venue_id");
  }
}

TEST(VenueId, RandomOnesDifferAndFit) {
  std::set<int64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const int64_t number = VenueId::Random().number();
    EXPECT_GE(number, 0);
    EXPECT_LT(number, int64_t{1} << 40);
    seen.insert(number >> 20);
  }
  EXPECT_GT(seen.size(), 950u);  // the upper half varies as well
}

}  // namespace
}  // namespace mimamori::platform
