// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/status.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {
namespace {

using enum CaseStatus;
using platform::FieldOf;
using platform::ReasonOf;
using Next = std::map<std::string, std::vector<std::string>>;

const absl::CivilDay kToday(2026, 11, 21);
const absl::CivilDay kYesterday(2026, 11, 20);

// As it is shipped, written down a second time.
Next AsShipped() {
  return {{"POSITIVE", {"AWAITING", "HOME", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"}},
          {"AWAITING", {"HOME", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"}},
          {"HOME", {"AWAITING", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"}},
          {"ACCOMMODATION", {"AWAITING", "HOME", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"}},
          {"ADMITTED", {"AWAITING", "HOME", "ACCOMMODATION", "ELSEWHERE", "RELEASED", "DEAD"}},
          {"ELSEWHERE", {"AWAITING", "RELEASED", "DEAD"}},
          {"RELEASED", {}},
          {"DEAD", {}}};
}

Case ACase(CaseStatus status = kPositive, bool severe = false) {
  Case kept = OpenCase(CaseId::Random(),
                       {.kind = CaseKind::kConfirmed, .area_code = "271004", .report_date = "2026-11-18"},
                       absl::UnixEpoch(), kToday).value();
  if (status != kPositive) kept.standing = {.status = status, .severe = severe, .since = kYesterday};
  return kept;
}

Standing To(CaseStatus status, bool severe = false, absl::CivilDay since = kToday) {
  return {.status = status, .severe = severe, .since = since};
}

TEST(CaseStatusName, GoesAndComesBack) {
  for (const std::string& name : StatusNames()) EXPECT_EQ(NameOf(*ParseStatus(name)), name);
  EXPECT_EQ(NameOf(kDead), "DEAD");
  EXPECT_EQ(NameOf(kPositive), "POSITIVE");
  EXPECT_EQ(ParseStatus("SEVERE"), std::nullopt);
}

TEST(StatusTable, LeadsWhereItSaysAndNowhereElse) {
  const auto table = StatusTable::Create(AsShipped());
  ASSERT_TRUE(table.ok()) << table.status();
  for (const auto& [from, followers] : AsShipped()) {
    for (const std::string& to : StatusNames()) {
      SCOPED_TRACE(from + " to " + to);
      const bool follows = std::ranges::find(followers, to) != followers.end();
      EXPECT_EQ(table->Leads(*ParseStatus(from), *ParseStatus(to)), follows);
      Case kept = ACase(*ParseStatus(from));
      if (from == to) continue;
      const auto changed = ChangeStatus(kept, 1, To(*ParseStatus(to)), *table);
      EXPECT_EQ(ReasonOf(changed.status()), follows ? "" : "STATUS_NOT_NEXT");
      EXPECT_EQ(NameOf(kept.standing.status), follows ? to : from);
    }
  }
}

TEST(StatusTable, IsCheckedBeforeItCounts) {
  const struct {
    const char* name;
    void (*change)(Next&);
    const char* field;
  } cases[] = {
      {"a status is missing", [](Next& n) { n.erase("ELSEWHERE"); }, "ELSEWHERE"},
      {"one that there isn't", [](Next& n) { n["HOME"].push_back("HOSPITAL"); }, "HOME"},
      {"itself", [](Next& n) { n["HOME"].push_back("HOME"); }, "HOME"},
      {"twice", [](Next& n) { n["ELSEWHERE"].push_back("DEAD"); }, "ELSEWHERE"},
      {"back to the beginning", [](Next& n) { n["HOME"].push_back("POSITIVE"); }, "HOME"},
      {"a second episode", [](Next& n) { n["RELEASED"].push_back("HOME"); }, "RELEASED"},
      {"a resurrection", [](Next& n) { n["DEAD"].push_back("HOME"); }, "DEAD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Next next = AsShipped();
    c.change(next);
    const auto table = StatusTable::Create(next);
    EXPECT_EQ(ReasonOf(table.status()), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(table.status()), c.field);
  }
  Next fewer = AsShipped();
  fewer["POSITIVE"] = {"AWAITING"};
  EXPECT_TRUE(StatusTable::Create(fewer).ok()) << "an authority may be stricter";
}

TEST(ParseStanding, JudgesTheDraft) {
  const struct {
    const char* name;
    StandingDraft draft;
    const char* field;
    const char* reason;
  } cases[] = {
      {"at home today", {3, false, "2026-11-21"}, "", ""},
      {"severely ill in a hospital", {5, true, "2026-11-21"}, "", ""},
      {"severely ill at home", {3, true, "2026-11-21"}, "severe", "SEVERE_NOT_ADMITTED"},
      {"nowhere", {0, false, "2026-11-21"}, "status", "MISSING_FIELD"},
      {"a status that there isn't", {9, false, "2026-11-21"}, "status", "MISSING_FIELD"},
      {"tomorrow", {3, false, "2026-11-22"}, "status_date", "DATE_IN_FUTURE"},
      {"some day", {3, false, ""}, "status_date", "MISSING_FIELD"},
      {"no day", {3, false, "21.11.2026"}, "status_date", "MALFORMED_DATE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto standing = ParseStanding(c.draft, kToday);
    EXPECT_EQ(ReasonOf(standing.status()), c.reason);
    EXPECT_EQ(FieldOf(standing.status()), c.field);
  }
}

TEST(ChangeStatus, HoldsForTheVersionThatWasSeen) {
  const StatusTable table = *StatusTable::Create(AsShipped());
  Case kept = ACase();
  kept.version = 4;
  EXPECT_EQ(ReasonOf(ChangeStatus(kept, 3, To(kHome), table).status()), "CASE_CHANGED");
  EXPECT_EQ(ReasonOf(ChangeStatus(kept, 5, To(kHome), table).status()), "CASE_CHANGED");
  EXPECT_EQ(ChangeStatus(kept, 4, To(kHome), table).value(), true);
  kept.version = 5;
  EXPECT_EQ(ChangeStatus(kept, 4, To(kHome), table).value(), false) << "a retry";
  EXPECT_EQ(ReasonOf(ChangeStatus(kept, 4, To(kAdmitted), table).status()), "CASE_CHANGED") << "another one";
  EXPECT_EQ(ReasonOf(ChangeStatus(kept, 3, To(kHome), table).status()), "CASE_CHANGED") << "a retry from long ago";
}

TEST(ChangeStatus, KnowsWhatItsTableDoesNot) {
  const StatusTable table = *StatusTable::Create(AsShipped());
  Case admitted = ACase(kAdmitted);
  EXPECT_EQ(ChangeStatus(admitted, 1, To(kAdmitted, true), table).value(), true) << "worse, in the same place";
  EXPECT_TRUE(admitted.standing.severe);
  EXPECT_EQ(ReasonOf(ChangeStatus(admitted, 1, To(kAdmitted, true, kYesterday), table).status()), "STATUS_UNCHANGED");
  const auto earlier = ChangeStatus(admitted, 1, To(kHome, false, kYesterday), table);
  EXPECT_EQ(ReasonOf(earlier.status()), "DATES_OUT_OF_ORDER");
  EXPECT_EQ(FieldOf(earlier.status()), "status_date");
  Case first = ACase();
  EXPECT_EQ(ChangeStatus(first, 1, To(kAdmitted, false, absl::CivilDay(2026, 11, 1)), table).value(), true)
      << "who was found in the hospital";
  Case contact = ACase();
  contact.kind = CaseKind::kContact;
  EXPECT_EQ(ReasonOf(ChangeStatus(contact, 1, To(kHome), table).status()), "NOT_INFECTED");
  EXPECT_EQ(ReasonOf(CorrectStatus(contact, 1, To(kHome)).status()), "NOT_INFECTED");
  Case withdrawn = ACase();
  withdrawn.withdrawn_at = absl::UnixEpoch();
  EXPECT_EQ(ReasonOf(ChangeStatus(withdrawn, 1, To(kHome), table).status()), "CASE_WITHDRAWN");
  EXPECT_EQ(ReasonOf(CorrectStatus(withdrawn, 1, To(kHome)).status()), "CASE_WITHDRAWN");
}

TEST(ReleaseCase, EndsTheMonitoringOnce) {
  const StatusTable table = *StatusTable::Create(AsShipped());
  Case home = ACase(kHome);
  home.plan = Plan();
  EXPECT_EQ(ReleaseCase(home, kToday, table).value(), true);
  EXPECT_EQ(home.standing.status, CaseStatus::kReleased);
  EXPECT_EQ(home.standing.since, kToday);
  EXPECT_FALSE(home.plan);
  EXPECT_EQ(ReleaseCase(home, kToday + 1, table).value(), false);
  EXPECT_EQ(home.standing.since, kToday);
  Case dead = ACase(kDead);
  EXPECT_EQ(ReasonOf(ReleaseCase(dead, kToday, table).status()), "STATUS_NOT_NEXT");
  Case withdrawn = ACase(kHome);
  withdrawn.withdrawn_at = absl::UnixEpoch();
  EXPECT_EQ(ReasonOf(ReleaseCase(withdrawn, kToday, table).status()), "CASE_WITHDRAWN");
}

TEST(CorrectStatus, GoesWhereTheTableDoesNot) {
  Case dead = ACase(kDead);
  EXPECT_EQ(CorrectStatus(dead, 1, To(kHome, false, absl::CivilDay(2026, 11, 1))).value(), true);
  EXPECT_EQ(dead.standing, To(kHome, false, absl::CivilDay(2026, 11, 1)));
  dead.version = 2;
  EXPECT_EQ(CorrectStatus(dead, 1, To(kHome, false, absl::CivilDay(2026, 11, 1))).value(), false) << "a retry";
  EXPECT_EQ(ReasonOf(CorrectStatus(dead, 1, To(kAwaiting)).status()), "CASE_CHANGED");
}

TEST(CorrectCase, MakesNoContactOfWhoHasGoneOn) {
  const CaseDraft contact{.kind = CaseKind::kContact, .report_date = "2026-11-18"};
  Case home = ACase(kHome);
  const auto refused = CorrectCase(home, 1, contact, kToday);
  EXPECT_EQ(ReasonOf(refused.status()), "STATUS_GIVEN");
  EXPECT_EQ(home.kind, CaseKind::kConfirmed);
  Case corrected = ACase();
  corrected.standing.since = kYesterday;
  EXPECT_EQ(CorrectCase(corrected, 1, contact, kToday).value(), true);
  EXPECT_EQ(corrected.standing, Standing{});
}

}  // namespace
}  // namespace mimamori::registry
