// SPDX-License-Identifier: Apache-2.0
// Several exposures of one venue: nobody is told twice of the same day, unless the level rises.
#include <set>
#include <thread>

#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

class ToldOnceTest : public ExposureHouse {
 protected:
  std::string Proposed(v1::Level level) {
    auto request = ADeclaration();
    request.set_level(level);
    return Declare(request)->id();
  }
  std::string Approved(v1::Level level) {
    const std::string id = Proposed(level);
    EXPECT_TRUE(Approve(id, Officer("approver"), 1, "a choir").ok());
    EXPECT_TRUE(dispatcher_.Run(clock_.Now()).ok());
    return id;
  }
  void Recall(const std::string& id) {
    v1::RecallExposureRequest request;
    request.set_exposure_id(id);
    EXPECT_TRUE(Ask(Officer("anybody"), &Stub::RecallExposure, request).ok());
    EXPECT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  }
};

TEST_F(ToldOnceTest, TellsTheNewPeopleOnlyAndThePreviewSaysSo) {
  visit_.Set(People(6));
  Approved(v1::LEVEL_CLUSTER);
  visit_.Set(People(7));  // six of before, by other stays of the same day
  const std::string id = Proposed(v1::LEVEL_CLUSTER);
  const v1::Preview preview = Previewed(id);
  EXPECT_EQ(preview.recipients(), 1);
  EXPECT_EQ(preview.told_before(), 6);
  ASSERT_TRUE(Approve(id, Officer("approver"), 1, "a choir").ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(Now(id).recipients(), 1) << "preview and dispatch count the same people";
  const auto told = Told();
  EXPECT_EQ(told.size(), 7u);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 7u);
}

TEST_F(ToldOnceTest, TellsAgainWhenTheLevelRisesAndNotWhenItFalls) {
  visit_.Set(People(6));
  Approved(v1::LEVEL_CAUTION);
  EXPECT_EQ(Now(Approved(v1::LEVEL_CLUSTER)).recipients(), 6);
  EXPECT_EQ(Now(Approved(v1::LEVEL_CAUTION)).recipients(), 0);
  EXPECT_EQ(Now(Approved(v1::LEVEL_CLUSTER)).recipients(), 0);
  EXPECT_EQ(mail_.Messages().size(), 12u);
}

TEST_F(ToldOnceTest, TellsOfAnotherDayThatDayAlone) {
  visit_.Set({Overlap("hanako@example.jp", "2026-11-20")});
  Approved(v1::LEVEL_CLUSTER);
  visit_.Set({Overlap("hanako@example.jp", "2026-11-20"), Overlap("hanako@example.jp", "2026-11-21")});
  const std::string id = Approved(v1::LEVEL_CLUSTER);
  EXPECT_EQ(Now(id).recipients(), 1);
  std::set<std::string> dates;
  for (const auto& [request_id, kept] : mail_.Messages()) dates.insert(kept.message.parameters().at("date"));
  EXPECT_EQ(dates, (std::set<std::string>{"2026-11-20", "2026-11-21"}));
}

TEST_F(ToldOnceTest, TellsOfAnotherVenue) {
  visit_.Set(People(6));
  Approved(v1::LEVEL_CLUSTER);
  AddVenue(9, "別の店", "271004");
  auto request = ADeclaration();
  request.set_venue_id(VenueId(9).ToString());
  const std::string id = Declare(request)->id();
  EXPECT_EQ(Previewed(id).recipients(), 6);
}

TEST_F(ToldOnceTest, TellsWhoWasLeftOutWhenTheOtherIsRecalled) {
  visit_.Set(People(6));
  const std::string wrong = Approved(v1::LEVEL_CAUTION);
  visit_.Set(People(8));
  const std::string right = Approved(v1::LEVEL_CAUTION);
  EXPECT_EQ(Now(right).recipients(), 2);
  Recall(wrong);
  EXPECT_EQ(Now(right).recipients(), 8);
  EXPECT_EQ(Now(right).state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(mail_.Messages().size(), 14u);
}

TEST_F(ToldOnceTest, TellsEachPersonOnceWhenTwoApproveAtOnce) {
  for (int round = 0; round < 3; ++round) {
    AddVenue(20 + round, "店", "271004");
    visit_.Set(People(6, fmt::format("-{}", round)));
    std::vector<std::thread> officers;
    for (const char* officer : {"approver", "another"}) {
      auto request = ADeclaration();
      request.set_venue_id(VenueId(20 + round).ToString());
      const std::string id = Declare(request)->id();
      officers.emplace_back([this, id, officer] { EXPECT_TRUE(Approve(id, Officer(officer), 1, "a choir").ok()); });
    }
    for (std::thread& officer : officers) officer.join();
    ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
    EXPECT_EQ(mail_.Messages().size(), 6u * static_cast<size_t>(round + 1));
  }
}

}  // namespace
}  // namespace mimamori::exposure
