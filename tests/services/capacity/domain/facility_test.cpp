// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/facility.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "services/capacity/domain/scope.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const std::set<std::string> kKnown{"ecmo", "oxygen"};
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

FactsDraft Draft() {
  return {.display_name = " 総合病院 ", .point = {{.latitude = 34.6937, .longitude = 135.5023}}, .accepting = true,
          .capabilities = {"oxygen", "ecmo"}, .phone = "06-1234-5678", .due_minutes = {540, 900}};
}
platform::AreaCode Area(const char* code) { return platform::AreaCode::Parse(code).value(); }
Facility Listed() {
  return {.id = FacilityId::Random(), .area = Area("271004"), .facts = ParseFacts(Draft(), kKnown).value(), .has_contact = true};
}

TEST(ParseFacts, TakesWhatAnOfficerWrites) {
  const auto facts = ParseFacts(Draft(), kKnown);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->display_name, "総合病院");
  EXPECT_EQ(facts->point, (Point{.latitude = 34693700, .longitude = 135502300}));
  EXPECT_EQ(facts->time_zone, "Asia/Tokyo");
  EXPECT_EQ(facts->capabilities, (std::vector<std::string>{"ecmo", "oxygen"}));
  EXPECT_EQ(facts->language, "ja");
}

TEST(ParseFacts, SaysWhichFieldIsWrong) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const struct {
    const char* what;
    std::function<void(FactsDraft&)> change;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no name", [](FactsDraft& d) { d.display_name = " "; }, "facts.display_name", "MISSING_FIELD"},
      {"a long name", [](FactsDraft& d) { d.display_name = std::string(101, 'a'); }, "facts.display_name", "TEXT_TOO_LONG"},
      {"north of Japan", [](FactsDraft& d) { d.point->latitude = 46.1; }, "facts.point", "MALFORMED_POINT"},
      {"degrees swapped", [](FactsDraft& d) { std::swap(d.point->latitude, d.point->longitude); }, "facts.point",
       "MALFORMED_POINT"},
      {"no number", [&](FactsDraft& d) { d.point->latitude = nan; }, "facts.point", "MALFORMED_POINT"},
      {"no zone", [](FactsDraft& d) { d.time_zone = "Osaka"; }, "facts.time_zone", "UNKNOWN_TIME_ZONE"},
      {"a capability that there is not", [](FactsDraft& d) { d.capabilities = {"magic"}; }, "facts.capabilities",
       "UNKNOWN_CAPABILITY"},
      {"one twice", [](FactsDraft& d) { d.capabilities = {"ecmo", "oxygen", "ecmo"}; }, "facts.capabilities",
       "UNKNOWN_CAPABILITY"},
      {"a name for a number", [](FactsDraft& d) { d.phone = "ask Hanako"; }, "facts.phone", "MALFORMED_PHONE"},
      {"five digits", [](FactsDraft& d) { d.phone = "12-345"; }, "facts.phone", "MALFORMED_PHONE"},
      {"no organisation", [](FactsDraft& d) { d.organisation_id = "x"; }, "facts.organisation_id", "MALFORMED_ID"},
      {"no language", [](FactsDraft& d) { d.language = "xx"; }, "facts.language", "UNKNOWN_LANGUAGE"},
      {"behind midnight", [](FactsDraft& d) { d.due_minutes = {1440}; }, "facts.due_minutes", "BAD_DEADLINES"},
      {"downwards", [](FactsDraft& d) { d.due_minutes = {900, 540}; }, "facts.due_minutes", "BAD_DEADLINES"},
      {"twice the same", [](FactsDraft& d) { d.due_minutes = {540, 540}; }, "facts.due_minutes", "BAD_DEADLINES"},
      {"five of them", [](FactsDraft& d) { d.due_minutes = {1, 2, 3, 4, 5}; }, "facts.due_minutes", "BAD_DEADLINES"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    FactsDraft draft = Draft();
    c.change(draft);
    const absl::Status status = ParseFacts(draft, kKnown).status();
    EXPECT_EQ(FieldOf(status), c.field);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
}

TEST(ParseKind, KnowsThreeKinds) {
  EXPECT_EQ(ParseKind(2).value(), FacilityKind::kAccommodation);
  EXPECT_EQ(ReasonOf(ParseKind(0).status()), "MISSING_FIELD");
  EXPECT_EQ(ReasonOf(ParseKind(4).status()), "UNKNOWN_KIND");
}

TEST(ChangeFacility, CountsForTheRevisionThatWasSeen) {
  Facility facility = Listed();
  FacilityFacts facts = facility.facts;
  facts.phone = "06-9999-9999";
  EXPECT_EQ(ReasonOf(Change(facility, 2, facts, false).status()), "FACILITY_CHANGED");
  EXPECT_TRUE(Change(facility, 1, facts, false).value());
  EXPECT_EQ(facility.revision, 2);
  EXPECT_EQ(facility.facts, facts);
  EXPECT_FALSE(Change(facility, 1, facts, false).value()) << "a retry finds it done";
  EXPECT_TRUE(Change(facility, 1, facts, true).value()) << "an address can't be compared";
  EXPECT_EQ(facility.revision, 2);
  EXPECT_FALSE(Change(facility, 2, facts, false).value()) << "nothing changes";
  facts.phone = "06-1111-1111";
  EXPECT_EQ(ReasonOf(Change(facility, 1, facts, false).status()), "FACILITY_CHANGED");
}

TEST(SetAccepting, IsDoneOnceHoweverOftenItIsAsked) {
  Facility facility = Listed();
  EXPECT_FALSE(SetAccepting(facility, 1, true).value());
  EXPECT_EQ(ReasonOf(SetAccepting(facility, 2, false).status()), "FACILITY_CHANGED");
  EXPECT_TRUE(SetAccepting(facility, 1, false).value());
  EXPECT_FALSE(SetAccepting(facility, 1, false).value());
  EXPECT_EQ(facility.revision, 2);
}

TEST(CloseFacility, EndsIt) {
  Facility facility = Listed();
  EXPECT_EQ(ReasonOf(Close(facility, 7, kNow).status()), "FACILITY_CHANGED");
  EXPECT_TRUE(Close(facility, 1, kNow).value());
  EXPECT_EQ(facility.closed, kNow);
  EXPECT_FALSE(facility.facts.accepting);
  EXPECT_FALSE(facility.has_contact);
  EXPECT_FALSE(Close(facility, 1, kNow + absl::Hours(1)).value());
  EXPECT_EQ(facility.closed, kNow);
  EXPECT_EQ(ReasonOf(SetAccepting(facility, 2, true).status()), "FACILITY_CLOSED");
  EXPECT_EQ(ReasonOf(Change(facility, 2, facility.facts, false).status()), "FACILITY_CLOSED");
}

TEST(Scope, SeesAPrefectureAndChangesItsOwnAreas) {
  Facility facility = Listed();  // in Osaka City
  facility.facts.organisation = OrganisationId::Random();
  const struct {
    const char* who;
    Scope scope;
    bool sees, governs, owns;
  } cases[] = {
      {"nobody", {}, false, false, false},
      {"a service", {.all = true}, true, false, false},
      {"the city", {.areas = {Area("271004")}}, true, true, false},
      {"the prefecture", {.areas = {Area("270008")}}, true, true, false},
      {"its neighbour", {.areas = {Area("271403")}}, true, false, false},
      {"Tokyo", {.areas = {Area("130001")}}, false, false, false},
      {"its staff", {.organisation = facility.facts.organisation}, true, false, true},
      {"another's staff", {.organisation = OrganisationId::Random()}, false, false, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.who);
    EXPECT_EQ(c.scope.Sees(facility), c.sees);
    EXPECT_EQ(c.scope.Governs(facility.area), c.governs);
    EXPECT_EQ(c.scope.Owns(facility), c.owns);
  }
  facility.facts.organisation = std::nullopt;
  EXPECT_FALSE(Scope{}.Owns(facility)) << "no organisation is not everybody's";
}

}  // namespace
}  // namespace mimamori::capacity
