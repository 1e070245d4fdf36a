// SPDX-License-Identifier: Apache-2.0
#include "tests/services/observation/service/worklist_house.hpp"

namespace mimamori::observation {
namespace {

using platform::rpc::ToTimestamp;

class WorklistTest : public WorklistHouse {};

TEST_F(WorklistTest, ShowsTheGravestFirstAndAll) {
  const CaseId yellow = Ill(95), red = Ill(92), orange = Ill(94);
  Ill(98);
  const auto listed = ListItems(Officer());
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->items_size(), 3);
  EXPECT_EQ(listed->items(0).case_id(), red.ToString());
  EXPECT_EQ(listed->items(1).case_id(), orange.ToString());
  EXPECT_EQ(listed->items(2).case_id(), yellow.ToString());
  const v1::Item& item = listed->items(0);
  EXPECT_EQ(item.number(), "271004-2026-000123");
  EXPECT_EQ(item.area_code(), "271004");
  EXPECT_EQ(item.state(), v1::ITEM_STATE_WAITING);
  EXPECT_EQ(item.tier(), v1::TIER_RED);
  EXPECT_EQ(item.rung(), v1::RUNG_UNSPECIFIED);
  EXPECT_EQ(item.contact_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
  EXPECT_EQ(item.version(), 1);
  EXPECT_EQ(item.last_tier(), v1::TIER_RED);
  EXPECT_EQ(item.last_report_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(item.open_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_FALSE(item.has_claim_end_time());
  EXPECT_FALSE(item.has_snooze_time());
}

TEST_F(WorklistTest, TurnsPagesForWhoAskedAndForNobodyElse) {
  for (int i = 0; i < 5; ++i) Ill(90 + i);
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = ListItems(Officer(), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Item& item : page->items()) seen.push_back(item.case_id());
    token = page->next_page_token();
    if (!token.empty()) {
      EXPECT_EQ(ReasonOf(ListItems(Officer(kTaro), 2, token).status()), "BAD_PAGE_TOKEN");
      EXPECT_EQ(ReasonOf(ListItems(Officer(kHanako, {"270008"}), 2, token).status()), "BAD_PAGE_TOKEN");
    }
  } while (!token.empty());
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 5u);
  EXPECT_EQ(ReasonOf(ListItems(Officer(), -1).status()), "BAD_PAGE_SIZE");
  EXPECT_EQ(ReasonOf(ListItems(Officer(), 0, "x").status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.ListItems'"), 3);
}

TEST_F(WorklistTest, GoesFromHandToHand) {
  const CaseId id = Ill();
  const auto claimed = Claim(id);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  EXPECT_EQ(claimed->state(), v1::ITEM_STATE_CLAIMED);
  EXPECT_EQ(claimed->claimed_by(), kHanako);
  EXPECT_EQ(claimed->claim_end_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(120)));
  EXPECT_EQ(claimed->version(), 2);
  EXPECT_EQ(ReasonOf(Claim(id, 2, kTaro).status()), "CLAIMED_BY_ANOTHER");
  EXPECT_EQ(ReasonOf(Claim(id, 1, kTaro).status()), "ITEM_CHANGED");

  auto over = About<v1::HandItemOverRequest>(id, 2);
  over.set_note("二時に電話する約束");
  const auto handed = Ask(&Stub::HandItemOver, over, Officer());
  ASSERT_TRUE(handed.ok()) << handed.status();
  EXPECT_EQ(handed->state(), v1::ITEM_STATE_WAITING);
  EXPECT_EQ(handed->claimed_by(), "");
  EXPECT_TRUE(Claim(id, 3, kTaro).ok());

  const auto deeds = ListDeeds(id, Officer(kTaro));
  ASSERT_TRUE(deeds.ok()) << deeds.status();
  ASSERT_EQ(deeds->deeds_size(), 3);
  EXPECT_EQ(deeds->deeds(1).kind(), v1::DEED_KIND_HANDED_OVER);
  EXPECT_EQ(deeds->deeds(1).done_by(), kHanako);
  EXPECT_EQ(deeds->deeds(1).note(), "二時に電話する約束");
  EXPECT_EQ(deeds->deeds(2).done_by(), kTaro);
}

TEST_F(WorklistTest, ShowsWhatWasHandedToHerFirstAndEverybodyMayTakeIt) {
  const CaseId red = Ill(92), handed = Ill(95);
  ASSERT_TRUE(Claim(handed).ok());
  auto over = HandOver(handed, 2, kTaro);
  ASSERT_TRUE(over.ok()) << over.status();
  EXPECT_EQ(over->state(), v1::ITEM_STATE_WAITING);
  EXPECT_EQ(over->handed_to(), kTaro);
  EXPECT_EQ(over->claimed_by(), "");
  EXPECT_EQ(ListItems(Officer(kTaro))->items(0).case_id(), handed.ToString()) << "before one that is graver";
  EXPECT_EQ(ListItems(Officer())->items(0).case_id(), red.ToString());
  EXPECT_EQ(ListItems(Officer())->items(1).handed_to(), kTaro) << "others see for whom it is";
  Watching taro(*stub_, Officer(kTaro));
  EXPECT_EQ(taro.Beginning(), (std::vector<std::string>{handed.ToString(), red.ToString()}));
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.HandItemOver' AND payload->>'to' = '" +
                  std::string(kTaro) + "'"), 1);
  const auto deeds = ListDeeds(handed, Officer());
  EXPECT_EQ(deeds->deeds(0).done_to(), "");
  EXPECT_EQ(deeds->deeds(1).kind(), v1::DEED_KIND_HANDED_OVER);
  EXPECT_EQ(deeds->deeds(1).done_to(), kTaro);

  const auto taken = Claim(handed, 3, "0192f0c1-0000-4000-8000-000000000003");
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->handed_to(), "");
  EXPECT_EQ(ListItems(Officer(kTaro))->items(0).case_id(), red.ToString());
}

TEST_F(WorklistTest, TurnsPagesFromWhatWasHandedToHerToAllElse) {
  std::vector<std::string> expected;
  for (int i = 0; i < 3; ++i) {
    const CaseId id = Ill(95);
    ASSERT_TRUE(Claim(id).ok());
    ASSERT_TRUE(HandOver(id, 2, kTaro).ok());
    expected.push_back(id.ToString());
  }
  for (int i = 0; i < 4; ++i) expected.push_back(Ill(92).ToString());
  for (const int page_size : {1, 2, 3, 4, 7}) {
    SCOPED_TRACE(page_size);
    std::vector<std::string> seen;
    std::string token;
    do {
      const auto page = ListItems(Officer(kTaro), page_size, token);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Item& item : page->items()) seen.push_back(item.case_id());
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_EQ(seen, expected);
  }
}

TEST_F(WorklistTest, IsHandedToColleaguesOfTheAreaAlone) {
  const CaseId id = Ill();
  ASSERT_TRUE(Claim(id).ok());
  for (const std::string& to : {RequestId::Random().ToString(), std::string(kHanako)}) {
    const auto refused = HandOver(id, 2, to);
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(refused.status()), "COLLEAGUE_UNKNOWN");
    EXPECT_EQ(FieldOf(refused.status()), "to_account_id");
  }
  EXPECT_EQ(ReasonOf(HandOver(id, 2, "taro").status()), "MALFORMED_ID");
  EXPECT_EQ(FieldOf(HandOver(id, 2, "taro").status()), "to_account_id");
  known_colleagues_.GoAway(true);
  EXPECT_EQ(HandOver(id, 2, kTaro).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Get(id, Officer())->claimed_by(), kHanako) << "nothing was changed";
  EXPECT_TRUE(HandOver(id, 2).ok()) << "back on the list it goes without identity";
  known_colleagues_.GoAway(false);

  const CaseId elsewhere = Ill(94, "271276");
  auto over = About<v1::HandItemOverRequest>(elsewhere, 2);
  over.set_to_account_id(kTaro);
  const std::string prefecture = Officer(kHanako, {"270008"});
  ASSERT_TRUE(Ask(&Stub::ClaimItem, About<v1::ClaimItemRequest>(elsewhere, 1), prefecture).ok());
  EXPECT_EQ(ReasonOf(Ask(&Stub::HandItemOver, over, prefecture).status()), "COLLEAGUE_UNKNOWN") << "of the item's own area";
}

TEST_F(WorklistTest, IsHandedOverOnceWhateverBecomesOfTheColleague) {
  const CaseId id = Ill();
  ASSERT_TRUE(Claim(id).ok());
  auto request = About<v1::HandItemOverRequest>(id, 2);
  request.set_to_account_id(kTaro);
  ASSERT_TRUE(Ask(&Stub::HandItemOver, request, Officer()).ok());
  known_colleagues_.Know({});
  const auto again = Ask(&Stub::HandItemOver, request, Officer());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->handed_to(), kTaro);
  EXPECT_EQ(again->version(), 3);
  request.set_to_account_id("");
  EXPECT_EQ(ReasonOf(Ask(&Stub::HandItemOver, request, Officer()).status()), "REQUEST_ID_REUSED");
}

TEST_F(WorklistTest, IsFreeAgainWhenAClaimLapses) {
  const CaseId id = Ill();
  ASSERT_TRUE(Claim(id).ok());
  clock_.Advance(absl::Minutes(119));
  EXPECT_EQ(ReasonOf(Claim(id, 2, kTaro).status()), "CLAIMED_BY_ANOTHER");
  clock_.Advance(absl::Minutes(1));
  const auto shown = Get(id, Officer(kTaro));
  EXPECT_EQ(shown->state(), v1::ITEM_STATE_WAITING) << "as of now";
  EXPECT_EQ(shown->claimed_by(), "");
  EXPECT_FALSE(shown->has_claim_end_time());
  EXPECT_TRUE(Claim(id, 2, kTaro).ok());
}

TEST_F(WorklistTest, TriesAgainWhereNobodyAnsweredAndEscalatesInTheEnd) {
  const CaseId id = Ill(95);
  int version = 1;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    SCOPED_TRACE(attempt);
    ASSERT_TRUE(Claim(id, version).ok());
    const auto tried = Ask(&Stub::RecordNotReached, About<v1::RecordNotReachedRequest>(id, version + 1), Officer());
    ASSERT_TRUE(tried.ok()) << tried.status();
    version = tried->version();
    EXPECT_EQ(tried->attempts(), attempt);
    EXPECT_EQ(tried->state(), v1::ITEM_STATE_SNOOZED);
    EXPECT_EQ(tried->snooze_time().seconds(), absl::ToUnixSeconds(clock_.Now() + absl::Minutes(60)));
    EXPECT_EQ(tried->escalated(), attempt == 3);
    clock_.Advance(absl::Minutes(60));
    EXPECT_EQ(Get(id, Officer())->state(), v1::ITEM_STATE_WAITING);
  }
}

TEST_F(WorklistTest, LeavesTheListWhenSheWasSpokenTo) {
  const CaseId id = Ill();
  EXPECT_EQ(ReasonOf(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(id, 1), Officer()).status()), "NOT_CLAIMED");
  ASSERT_TRUE(Claim(id).ok());
  const auto spoken = Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(id, 2), Officer());
  ASSERT_TRUE(spoken.ok()) << spoken.status();
  EXPECT_EQ(spoken->state(), v1::ITEM_STATE_RESOLVED);
  EXPECT_EQ(ListItems(Officer())->items_size(), 0);
  EXPECT_EQ(ReasonOf(Claim(id, 3).status()), "ITEM_RESOLVED");
  EXPECT_EQ(Count("SELECT count(*) FROM standings WHERE last_contact IS NOT NULL"), 1);
}

TEST_F(WorklistTest, IsPutOffNoLongerThanItsTierAllows) {
  const struct {
    const char* name;
    int spo2;
    absl::Duration until;
    const char* reason;
  } cases[] = {{"yellow", 95, absl::Minutes(720), ""},
               {"yellow, longer", 95, absl::Minutes(720) + absl::Seconds(1), "SNOOZE_TOO_LONG"},
               {"orange", 94, absl::Minutes(60), ""},
               {"orange, longer", 94, absl::Minutes(61), "SNOOZE_TOO_LONG"},
               {"red", 92, absl::Seconds(1), "SNOOZE_TOO_LONG"},
               {"in the past", 95, -absl::Seconds(1), "SNOOZE_IN_PAST"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const CaseId id = Ill(c.spo2);
    ASSERT_TRUE(Claim(id).ok());
    auto request = About<v1::SnoozeItemRequest>(id, 2);
    *request.mutable_until_time() = ToTimestamp(kNow + c.until);
    const auto snoozed = Ask(&Stub::SnoozeItem, request, Officer());
    EXPECT_EQ(ReasonOf(snoozed.status()), c.reason);
    EXPECT_EQ(FieldOf(snoozed.status()), snoozed.ok() ? "" : "until_time");
    if (snoozed.ok()) {
      EXPECT_EQ(snoozed->snooze_time().seconds(), absl::ToUnixSeconds(kNow + c.until));
    }
  }
  auto request = About<v1::SnoozeItemRequest>(Ill(95), 1);
  EXPECT_EQ(ReasonOf(Ask(&Stub::SnoozeItem, request, Officer()).status()), "MISSING_FIELD");
}

TEST_F(WorklistTest, FollowsANewPolicyFromItsFirstMomentOn) {
  const CaseId id = Ill(94);
  ASSERT_TRUE(Claim(id).ok());
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"t", R"(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 2, $1, body || '{"snooze_orange": 10, "claim_lapses": 30}', 'a', 'b' FROM policies
    WHERE name = 'observation.worklist')"}, platform::postgres::Params().Time(kNow + absl::Minutes(5))).ok());
  const auto snooze = [&](absl::Time until) {
    auto request = About<v1::SnoozeItemRequest>(id, 2);
    *request.mutable_until_time() = ToTimestamp(until);
    return ReasonOf(Ask(&Stub::SnoozeItem, request, Officer()).status());
  };
  ASSERT_TRUE(rules_.Refresh(Soon(), kNow + absl::Minutes(5)).ok());
  EXPECT_EQ(snooze(kNow + absl::Minutes(11)), "SNOOZE_TOO_LONG");
  EXPECT_EQ(snooze(kNow + absl::Minutes(10)), "");
  EXPECT_EQ(Claim(id, 3)->claim_end_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
}

TEST_F(WorklistTest, CanBeEscalatedAndWrittenOn) {
  const CaseId id = Ill();
  ASSERT_TRUE(Claim(id).ok());
  const auto escalated = Ask(&Stub::EscalateItem, About<v1::EscalateItemRequest>(id, 2), Officer());
  ASSERT_TRUE(escalated.ok()) << escalated.status();
  EXPECT_TRUE(escalated->escalated());
  v1::AddNoteRequest note;
  note.set_case_id(id.ToString());
  note.set_request_id(RequestId::Random().ToString());
  EXPECT_EQ(ReasonOf(Ask(&Stub::AddNote, note, Officer(kTaro)).status()), "MISSING_FIELD");
  note.set_note("娘さんから電話");
  const auto noted = Ask(&Stub::AddNote, note, Officer(kTaro));
  ASSERT_TRUE(noted.ok()) << "also by whoever has not claimed it: " << noted.status();
  EXPECT_EQ(noted->claimed_by(), kHanako);
  EXPECT_EQ(noted->version(), 3) << "nothing of it changed";
  ASSERT_TRUE(Ask(&Stub::AddNote, note, Officer(kTaro)).ok()) << "a retry";
  EXPECT_EQ(ListDeeds(id, Officer())->deeds_size(), 3);
  EXPECT_EQ(tests::DumpDatabase(database_.Conninfo()).find("娘さんから電話"),
            tests::DumpDatabase(database_.Conninfo()).rfind("娘さんから電話")) << "and nowhere in the audit";
}

TEST_F(WorklistTest, TurnsThePagesOfWhatWasDone) {
  const CaseId id = Ill();
  for (int version = 1; version <= 5; ++version) ASSERT_TRUE(Claim(id, version).ok());
  const auto first = ListDeeds(id, Officer(), 3);
  ASSERT_EQ(first->deeds_size(), 3);
  const auto second = ListDeeds(id, Officer(), 3, first->next_page_token());
  EXPECT_EQ(second->deeds_size(), 2);
  EXPECT_EQ(second->next_page_token(), "");
  const CaseId other = Ill();
  EXPECT_EQ(ReasonOf(ListDeeds(other, Officer(), 3, first->next_page_token()).status()), "BAD_PAGE_TOKEN");
}

TEST_F(WorklistTest, IsClaimedByOneOfManyOfficers) {
  const CaseId id = Ill();
  std::atomic<int> won = 0, lost = 0;
  std::vector<std::thread> officers;
  for (int i = 0; i < 8; ++i) {
    officers.emplace_back([&, i] {
      const auto claimed = Claim(id, 1, fmt::format("0192f0c1-0000-4000-8000-00000000010{}", i).c_str());
      (claimed.ok() ? won : lost)++;
      if (!claimed.ok()) {
        EXPECT_EQ(ReasonOf(claimed.status()), "ITEM_CHANGED");
      }
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 7);
  EXPECT_EQ(ListDeeds(id, Officer())->deeds_size(), 1);
}

TEST_F(WorklistTest, DoesADeedOnceHoweverOftenItIsSent) {
  const CaseId id = Ill();
  const auto request = About<v1::ClaimItemRequest>(id, 1);
  ASSERT_TRUE(Ask(&Stub::ClaimItem, request, Officer()).ok());
  const auto again = Ask(&Stub::ClaimItem, request, Officer());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->version(), 2);
  auto other = About<v1::EscalateItemRequest>(id, 2);
  other.set_request_id(request.request_id());
  EXPECT_EQ(ReasonOf(Ask(&Stub::EscalateItem, other, Officer()).status()), "REQUEST_ID_REUSED");
}

TEST_F(WorklistTest, DoesNotExistForOfficersElsewhere) {
  const CaseId id = Ill(94, "131016");
  EXPECT_EQ(ListItems(Officer())->items_size(), 0);
  EXPECT_EQ(ReasonOf(Get(id, Officer()).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(ListDeeds(id, Officer()).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(Claim(id).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::HandItemOver, About<v1::HandItemOverRequest>(id, 1), Officer()).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(id, 1), Officer()).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::RecordNotReached, About<v1::RecordNotReachedRequest>(id, 1), Officer()).status()),
            "ITEM_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::EscalateItem, About<v1::EscalateItemRequest>(id, 1), Officer()).status()), "ITEM_UNKNOWN");
  EXPECT_TRUE(Get(id, Officer(kHanako, {"130001"})).ok()) << "a prefecture's officer sees her towns";
  EXPECT_EQ(Count("SELECT count(*) FROM work_deeds"), 0);
}

TEST_F(WorklistTest, IsForHealthOfficersAlone) {
  const CaseId id = Ill();
  const std::string others[] = {
      callers_.Anyone(), callers_.Anyone("gateway_staff"), callers_.Service("registry"), callers_.Service("exposure"),
      callers_.Person("gateway_staff", kHanako, rpc::v1::ROLE_ADMINISTRATOR, {"271004"}),
      callers_.Person("gateway_staff", kHanako, rpc::v1::ROLE_AUDITOR, {"271004"})};
  for (const std::string& token : others) {
    EXPECT_EQ(ReasonOf(ListItems(token).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Get(id, token).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(ListDeeds(id, token).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(&Stub::ClaimItem, About<v1::ClaimItemRequest>(id, 1), token).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(id, 1), token).status()), "ACCESS_DENIED");
    Watching watching(*stub_, token);
    EXPECT_EQ(ReasonOf(watching.Over()), "ACCESS_DENIED");
  }
}

TEST_F(WorklistTest, SaysWhatIsWrongWithARequest) {
  const CaseId id = Ill();
  auto request = About<v1::ClaimItemRequest>(id, 1);
  request.set_case_id("271004-2026-000123");
  EXPECT_EQ(ReasonOf(Ask(&Stub::ClaimItem, request, Officer()).status()), "MALFORMED_ID");
  request = About<v1::ClaimItemRequest>(id, 1);
  request.set_request_id("");
  EXPECT_EQ(FieldOf(Ask(&Stub::ClaimItem, request, Officer()).status()), "request_id");
  request = About<v1::ClaimItemRequest>(id, 1);
  request.set_note(std::string(1001, 'x'));
  EXPECT_EQ(ReasonOf(Ask(&Stub::ClaimItem, request, Officer()).status()), "TEXT_TOO_LONG");
  request.set_note("a\x07");
  EXPECT_EQ(ReasonOf(Ask(&Stub::ClaimItem, request, Officer()).status()), "TEXT_NOT_PLAIN");
  EXPECT_EQ(Get(id, Officer())->version(), 1);
}

}  // namespace
}  // namespace mimamori::observation
