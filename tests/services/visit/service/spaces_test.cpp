// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using testing::ElementsAre;

// The café has a floor (1) with a table (2), and another floor (3).
class SpacesTest : public VisitHouse {
 protected:
  SpacesTest() {
    AddSpaces(kCafe, {{.number = 1, .parent = 0, .display_name = "2F"},
                      {.number = 2, .parent = 1, .display_name = "卓 1"},
                      {.number = 3, .parent = 0, .display_name = "3F"}});
  }
  // A check-in at a space; 0: the venue as a whole.
  v1::CheckedIn CheckInAt(Browser& browser, int space) {
    auto request = ARequest("");
    request.set_code(CodeOf(kCafe, 1, space));
    const auto answer = Ask(&Stub::CheckIn, With(browser, request));
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    browser.Take(*answer);
    return *answer;
  }
  Browser Somebody(const std::string& address, int space) {
    Browser browser;
    browser.visitor_cookie = AVerifiedBrowserElsewhere(address).visitor_cookie;
    CheckInAt(browser, space);
    return browser;
  }
  Browser AVerifiedBrowserElsewhere(const std::string& address) {
    Browser browser;
    CheckIn(browser, address, kBar);
    const auto confirmed = Confirm(MailedToken(), browser);
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
    if (confirmed.ok()) browser.visitor_cookie = confirmed->visitor_cookie();
    return browser;
  }
  std::string ReasonAt(const std::string& code) {
    auto request = ARequest();
    request.set_code(code);
    return std::string(ReasonOf(Ask(&Stub::CheckIn, request).status()));
  }
  absl::StatusOr<std::vector<v1::Overlap>> In(int space) {
    auto question = AQuestion();
    question.set_space(space);
    return FindOverlaps(callers_.Service("exposure"), question);
  }
  // How many are found, and of how many it isn't sure that they were in the space.
  std::pair<size_t, int> FoundIn(int space) {
    const auto overlaps = In(space).value();
    int assumed = 0;
    for (const auto& overlap : overlaps) assumed += overlap.place_assumed() ? 1 : 0;
    return {overlaps.size(), assumed};
  }
};

TEST_F(SpacesTest, AreNamedToTheirVisitors) {
  v1::GetDoorwayRequest look;
  look.set_code(CodeOf(kCafe, 1, 2));
  EXPECT_THAT(Ask(&Stub::GetDoorway, look)->space_names(), ElementsAre("2F", "卓 1"));
  Browser browser = AVerifiedBrowser();
  EXPECT_THAT(CheckInAt(browser, 2).stay().space_names(), ElementsAre("2F", "卓 1"));
  EXPECT_THAT(CurrentStay(browser)->space_names(), ElementsAre("2F", "卓 1"));
  EXPECT_EQ(CheckInAt(browser, 0).stay().space_names_size(), 0);
}

TEST_F(SpacesTest, CloseEachOtherInOneBrowserAndGoOnWhenScannedAgain) {
  Browser browser = AVerifiedBrowserElsewhere(kTanaka);
  CheckInAt(browser, 1);
  const int64_t stays = Stays();
  clock_.Advance(absl::Minutes(10));
  CheckInAt(browser, 1);
  EXPECT_EQ(Stays(), stays) << "the same space: the stay goes on";
  CheckInAt(browser, 2);
  EXPECT_EQ(Stays(), stays + 1);
  EXPECT_EQ(Count({"test.closed", "SELECT count(*) FROM stays WHERE space = 1 AND ending = 2"}), 1);
}

TEST_F(SpacesTest, HaveCodesThatStopOneByOne) {
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 1, 9)), "CODE_UNKNOWN") << "not heard of yet";
  EXPECT_EQ(ReasonAt(CodeOf(kBar, 1, 2)), "CODE_UNKNOWN") << "the café's";
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 2, 2)), "CODE_REVOKED");
  AddSpaces(kCafe, {{.number = 2, .parent = 1, .display_name = "卓 1", .code_replacements = 1}});
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 1, 2)), "CODE_REVOKED");
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 2, 2)), "");
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 1, 1)), "");
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 1, 0)), "");
  AddVenue(kCafe, "喫茶みまもり", 2);
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 2, 2)), "CODE_REVOKED") << "with all the others";
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 3, 2)), "");
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 2, 1)), "");
  AddSpaces(kCafe, {{.number = 1, .parent = 0, .display_name = "2F", .deleted = true}});
  EXPECT_EQ(ReasonAt(CodeOf(kCafe, 2, 1)), "CODE_REVOKED");
}

TEST_F(SpacesTest, CountForWhatTheyLieWithin) {
  Somebody("table@example.jp", 2);
  Somebody("floor@example.jp", 1);
  Somebody("other-floor@example.jp", 3);
  Somebody("door@example.jp", 0);
  using Found = std::pair<size_t, int>;
  EXPECT_EQ(FoundIn(0), Found(4, 0)) << "the venue as a whole";
  EXPECT_EQ(FoundIn(1), Found(3, 1)) << "the floor and its table; she of the door may have been there";
  EXPECT_EQ(FoundIn(2), Found(3, 2)) << "the table; the floor's and the door's may have sat there";
  EXPECT_EQ(FoundIn(3), Found(2, 1));
  EXPECT_EQ(ReasonOf(In(9).status()), "SPACE_UNKNOWN");
  auto nowhere = AQuestion(VenueId(99));
  nowhere.set_space(1);
  EXPECT_EQ(ReasonOf(FindOverlaps(callers_.Service("exposure"), nowhere).status()), "SPACE_UNKNOWN");
}

TEST_F(SpacesTest, CountOnlyWhereSomebodyWasForSure) {
  Browser browser = Somebody(kTanaka, 0);
  clock_.Advance(absl::Minutes(40));
  CheckInAt(browser, 2);
  clock_.Advance(absl::Minutes(20));
  ASSERT_TRUE(CheckOut(browser, clock_.Now()).ok());
  const auto at_the_table = In(2).value();
  ASSERT_EQ(at_the_table.size(), 1u);
  EXPECT_EQ(at_the_table[0].minutes(), 20);
  EXPECT_FALSE(at_the_table[0].place_assumed());
  EXPECT_EQ(at_the_table[0].stays(), 2);
  const auto upstairs = In(3).value();
  ASSERT_EQ(upstairs.size(), 1u);
  EXPECT_EQ(upstairs[0].minutes(), 40) << "before she sat down, she may have been there";
  EXPECT_TRUE(upstairs[0].place_assumed());
  EXPECT_EQ(In(0).value()[0].minutes(), 60);
}

TEST_F(SpacesTest, AreNamedInTheAudit) {
  ASSERT_TRUE(In(2).ok());
  EXPECT_EQ(Count({"test.audit", "SELECT count(*) FROM audit_entries WHERE payload->>'space' = '2'"}), 1);
}

}  // namespace
}  // namespace mimamori::visit
