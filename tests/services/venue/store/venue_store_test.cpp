// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::RequestId;
using platform::VenueId;
using testing::ElementsAre;

const Scope kEverywhere{.everywhere = true, .areas = {}};

Replacement ReplacementOf(const Venue& venue) {
  return {.venue = venue.id,
          .request = RequestId::Random(),
          .typed_code = NewTypedCode(),
          .actor = "operator",
          .now = kNow + absl::Hours(2),
          .trace_id = ""};
}

std::vector<std::string> Names(const absl::StatusOr<std::vector<Venue>>& venues) {
  std::vector<std::string> names;
  for (const Venue& venue : *venues) names.push_back(venue.details.display_name);
  return names;
}

TEST_F(VenueStoreTest, KeepsHoursThatAreNotKnownApartFromKnownOnes) {
  VenueDetails details = SomeDetails();
  const Venue known = AddVenue(details);
  EXPECT_EQ(known.details.opening_hours, details.opening_hours);
  details.opening_hours = {};
  const Venue unknown = AddVenue(details);
  EXPECT_TRUE(unknown.details.opening_hours.spans.empty());
  const auto news = store_.NewsAfter(Soon(), 0, 10);
  ASSERT_EQ(news->size(), 2u);
  EXPECT_EQ((*news)[0].venue->details.opening_hours, known.details.opening_hours);
  EXPECT_EQ((*news)[1].venue->details.opening_hours, OpeningHours{});
}

TEST_F(VenueStoreTest, ShowsAVenueOnlyWithinTheScope) {
  const Venue venue = AddVenue(SomeDetails("喫茶", "271004"));
  const struct {
    const char* name;
    Scope scope;
    bool seen;
  } cases[] = {
      {"a service", kEverywhere, true},
      {"its city", {false, {Area("271004")}}, true},
      {"its prefecture", {false, {Area("270008")}}, true},
      {"another city", {false, {Area("271403")}}, false},
      {"another prefecture", {false, {Area("130001")}}, false},
      {"nowhere", {false, {}}, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto got = store_.Get(Soon(), c.scope, venue.id);
    if (c.seen) {
      ASSERT_TRUE(got.ok());
      EXPECT_EQ(*got, venue);
    } else {
      EXPECT_EQ(ReasonOf(got.status()), "VENUE_UNKNOWN");
    }
    EXPECT_EQ(store_.List(Soon(), c.scope, {})->size(), c.seen ? 1u : 0u);
  }
  EXPECT_EQ(ReasonOf(store_.Get(Soon(), kEverywhere, VenueId(venue.id.number() ^ 1)).status()), "VENUE_UNKNOWN");
}

TEST_F(VenueStoreTest, PagesByNameWithoutGapsOrRepeats) {
  for (const char* name : {"b", "a", "c", "a", "a", "B", "é", "店"}) AddVenue(SomeDetails(name));
  std::vector<std::string> names;
  std::set<VenueId> ids;
  ListQuestion question{.limit = 2};
  for (int pages = 0; pages < 8; ++pages) {
    const auto page = store_.List(Soon(), kEverywhere, question);
    ASSERT_TRUE(page.ok()) << page.status();
    if (page->empty()) break;
    for (const Venue& venue : *page) {
      names.push_back(venue.details.display_name);
      ids.insert(venue.id);
    }
    question.from_start = false;
    question.after_name = page->back().details.display_name;
    question.after_id = page->back().id;
  }
  EXPECT_THAT(names, ElementsAre("B", "a", "a", "a", "b", "c", "é", "店"));
  EXPECT_EQ(ids.size(), 8u);
}

TEST_F(VenueStoreTest, FindsPartsOfNameAndAddress) {
  AddVenue(SomeDetails("Café LUNA"));
  AddVenue(SomeDetails("カラオケ１００"));
  AddVenue(SomeDetails("100% Soda_Bar"));
  const struct {
    const char* query;
    std::vector<std::string> found;
  } cases[] = {
      {"", {"100% Soda_Bar", "Café LUNA", "カラオケ１００"}},
      {"luna", {"Café LUNA"}},
      {"100", {"100% Soda_Bar", "カラオケ１００"}},  // full width and half width alike
      {"１００", {"100% Soda_Bar", "カラオケ１００"}},
      {"ｶﾗｵｹ", {"カラオケ１００"}},
      {"0%", {"100% Soda_Bar"}},  // not a pattern
      {"梅田", {"100% Soda_Bar", "Café LUNA", "カラオケ１００"}},
      {"難波", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.query);
    EXPECT_EQ(Names(store_.List(Soon(), kEverywhere, {.query = c.query})), c.found);
  }
}

TEST_F(VenueStoreTest, ReplacesACodeOnceForEachRequest) {
  const Venue venue = AddVenue(SomeDetails());
  const Replacement replacement = ReplacementOf(venue);
  const auto replaced = store_.ReplaceCode(Soon(), replacement);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->code_epoch, 2);
  EXPECT_EQ(replaced->typed_code, replacement.typed_code);
  Replacement again = ReplacementOf(venue);
  again.request = replacement.request;
  EXPECT_EQ(*store_.ReplaceCode(Soon(), again), *replaced);
  EXPECT_EQ(store_.ReplaceCode(Soon(), ReplacementOf(venue))->code_epoch, 3);
  Replacement nowhere = ReplacementOf(venue);
  nowhere.venue = VenueId(venue.id.number() ^ 1);
  EXPECT_EQ(ReasonOf(store_.ReplaceCode(Soon(), nowhere).status()), "VENUE_UNKNOWN");
}

TEST_F(VenueStoreTest, TellsTypedCodesApart) {
  const Venue venue = AddVenue(SomeDetails());
  const auto current = store_.FindTypedCode(Soon(), venue.typed_code);
  EXPECT_EQ(current->state, TypedCodeState::kCurrent);
  EXPECT_EQ(current->venue, venue);
  ASSERT_TRUE(store_.ReplaceCode(Soon(), ReplacementOf(venue)).ok());
  EXPECT_EQ(store_.FindTypedCode(Soon(), venue.typed_code)->state, TypedCodeState::kRetired);
  EXPECT_EQ(store_.FindTypedCode(Soon(), "0000000000")->state, TypedCodeState::kUnknown);
}

TEST_F(VenueStoreTest, TellsNewsInOrderAndHowVenuesAreNow) {
  const Venue first = AddVenue(SomeDetails("first"));
  const Venue second = AddVenue(SomeDetails("second"));
  const Venue replaced = *store_.ReplaceCode(Soon(), ReplacementOf(first));
  const auto news = store_.NewsAfter(Soon(), 0, 10);
  ASSERT_TRUE(news.ok()) << news.status();
  ASSERT_EQ(news->size(), 3u);
  EXPECT_EQ((*news)[0].venue, replaced) << "a follower is told how the venue is now";
  EXPECT_EQ((*news)[1].venue, second);
  EXPECT_EQ((*news)[2].venue, replaced);
  EXPECT_LT((*news)[0].sequence, (*news)[1].sequence);
  const auto rest = store_.NewsAfter(Soon(), (*news)[1].sequence, 10);
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ(rest->front().sequence, (*news)[2].sequence);
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 1)->size(), 1u);
}

TEST_F(VenueStoreTest, WritesAnAuditEntryWithEachChange) {
  const Venue venue = AddVenue(SomeDetails());
  ASSERT_TRUE(store_.ReplaceCode(Soon(), ReplacementOf(venue)).ok());
  const auto rows =
      pool_.Run(Soon(), {"test_audit", "SELECT actor, action, object_id, area FROM audit_entries ORDER BY sequence"});
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 2);
  EXPECT_EQ(rows->Text(0, 1), "venue.ConfirmVenue");
  EXPECT_EQ(rows->Text(1, 0), "operator");
  EXPECT_EQ(rows->Text(1, 1), "venue.ReplaceCode");
  EXPECT_EQ(rows->Text(1, 2), venue.id.ToString());
  EXPECT_EQ(rows->Text(1, 3), "271004");
}

TEST_F(VenueStoreTest, ReadsTheTypicalStayInForce) {
  EXPECT_EQ(store_.TypicalStayAt(Soon(), kNow)->MinutesFor(VenueKind::kFood), 90);
  EXPECT_EQ(store_.TypicalStayAt(Soon(), kNow)->MinutesFor(VenueKind::kOther), 60);
  const auto owner = platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner.ok());
  ASSERT_TRUE((*owner)
                  ->Script(R"sql(
      INSERT INTO policies VALUES ('venue.typical_stay', 2, '2027-01-01', '{"food": "soon", "hall": null}', 'a', 'b'))sql")
                  .ok());
  EXPECT_TRUE(store_.TypicalStayAt(Soon(), kNow).ok());
  const auto later = store_.TypicalStayAt(Soon(), kNow + absl::Hours(24 * 365));
  EXPECT_EQ(ReasonOf(later.status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::venue
