// SPDX-License-Identifier: Apache-2.0
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using platform::rpc::ToTimestamp;

class FindOverlapsTest : public VisitHouse {
 protected:
  absl::StatusOr<std::vector<v1::Overlap>> Find(const v1::FindOverlapsRequest& request) {
    return FindOverlaps(callers_.Service("exposure"), request);
  }
};

TEST_F(FindOverlapsTest, TellsEachPersonOnceWithHerOwnStay) {
  Browser tanaka = AVerifiedBrowser();
  Browser sato = AVerifiedBrowser("sato@example.jp");
  Browser elsewhere = AVerifiedBrowser("elsewhere@example.jp");
  CheckIn(elsewhere, "", kBar);
  clock_.Advance(absl::Minutes(30));
  ASSERT_TRUE(CheckOut(tanaka, clock_.Now()).ok());
  clock_.Advance(absl::Minutes(10));
  CheckIn(tanaka);  // came back: another stay of the same person
  auto question = AQuestion();
  *question.mutable_end_time() = ToTimestamp(kNow + absl::Minutes(60));
  const auto overlaps = Find(question);
  ASSERT_TRUE(overlaps.ok()) << overlaps.status();
  ASSERT_EQ(overlaps->size(), 2u);
  const bool first = (*overlaps)[0].minutes() == 50;
  const v1::Overlap& person = (*overlaps)[first ? 0 : 1];
  EXPECT_EQ(person.minutes(), 50) << "30 and 20";
  EXPECT_EQ(person.service_day(), kToday);
  EXPECT_EQ(person.pseudonym().size(), 16u);
  EXPECT_EQ(person.confidence(), v1::CONFIDENCE_ASSUMED);
  EXPECT_TRUE(person.verified());
  EXPECT_EQ(person.stay_start_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(person.stay_end_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
}

TEST_F(FindOverlapsTest, NamesWhatEachContactWasSealedForSoThatNoneCanBeMoved) {
  Browser tanaka = AVerifiedBrowser();
  Browser sato = AVerifiedBrowser("sato@example.jp");
  const auto overlaps = Find(AQuestion()).value();
  ASSERT_EQ(overlaps.size(), 2u);
  vault::v1::MatchContactsRequest match;
  match.set_event_id(RequestId::Random().ToString());
  for (const auto& overlap : overlaps) {
    match.add_sealed_contacts(overlap.sealed_contact());
    match.add_subjects(overlap.contact_subject());
  }
  const auto in_place = vault_.Ask("exposure", &tests::VaultRoom::Stub::MatchContacts, match).value();
  EXPECT_EQ(in_place.macs(0).size(), 16u);
  EXPECT_EQ(in_place.macs(1).size(), 16u);
  match.mutable_sealed_contacts()->SwapElements(0, 1);
  const auto moved = vault_.Ask("exposure", &tests::VaultRoom::Stub::MatchContacts, match).value();
  EXPECT_TRUE(moved.macs(0).empty());
  EXPECT_TRUE(moved.macs(1).empty());
}

TEST_F(FindOverlapsTest, SendsPagesOfFiveHundred) {
  std::vector<CheckInWrite> writes;
  for (int i = 0; i < 1201; ++i) {
    CheckInWrite write;
    write.request = RequestId::Random();
    write.stay = {.key = {.service_day = absl::CivilDay(2026, 11, 21), .stay_id = store_.NextStayId().value()},
                  .venue = kCafe, .space = 0, .arrived_at = kNow, .matched_until = kNow + absl::Minutes(90),
                  .ending = Ending::kOpen, .pseudonym = {fmt::format("{:016}", i)}, .browser = {fmt::format("{:016}", i)},
                  .sealed_contact = "sealed", .verified = true, .marks = kNoMark};
    writes.push_back(write);
  }
  ASSERT_TRUE(store_.KeepCheckIns(Soon(), kNow, writes).ok());
  const auto overlaps = Find(AQuestion());
  ASSERT_TRUE(overlaps.ok()) << overlaps.status();
  ASSERT_EQ(overlaps->size(), 1201u);
  for (int i = 0; i < 1201; ++i) ASSERT_EQ((*overlaps)[static_cast<size_t>(i)].pseudonym(), fmt::format("{:016}", i));
}

TEST_F(FindOverlapsTest, RefusesWhatCannotBeAnsweredAndWhoDoesNotSayWhy) {
  using Request = v1::FindOverlapsRequest;
  const struct {
    const char* name;
    void (*change)(Request&);
    const char* reason;
    const char* field;
  } cases[] = {
      {"no venue", [](Request& r) { r.clear_venue_id(); }, "MALFORMED_ID", "venue_id"},
      {"no start", [](Request& r) { r.clear_start_time(); }, "MISSING_FIELD", "start_time"},
      {"no end", [](Request& r) { r.clear_end_time(); }, "MISSING_FIELD", "end_time"},
      {"empty", [](Request& r) { *r.mutable_end_time() = r.start_time(); }, "EMPTY_WINDOW", "end_time"},
      {"too long", [](Request& r) { *r.mutable_end_time() = ToTimestamp(kNow + absl::Hours(15 * 24)); },
       "WINDOW_TOO_LONG", "end_time"},
      {"margin", [](Request& r) { r.set_margin_minutes(241); }, "BAD_MINUTES", "margin_minutes"},
      {"tail", [](Request& r) { r.set_tail_minutes(-1); }, "BAD_MINUTES", "tail_minutes"},
      {"least", [](Request& r) { r.set_least_minutes(1441); }, "BAD_MINUTES", "least_minutes"},
      {"no event", [](Request& r) { r.clear_event_id(); }, "MALFORMED_ID", "event_id"},
      {"nobody asks", [](Request& r) { r.clear_officer_id(); }, "MISSING_FIELD", "officer_id"},
      {"an officer who writes JSON", [](Request& r) { r.set_officer_id("x\",\"from\":\"0"); }, "MALFORMED_ID",
       "officer_id"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::FindOverlapsRequest request = AQuestion();
    c.change(request);
    const auto answer = Find(request);
    EXPECT_EQ(ReasonOf(answer.status()), c.reason);
    EXPECT_EQ(FieldOf(answer.status()), c.field);
  }
}

TEST_F(FindOverlapsTest, AnswersExposureAndNobodyElse) {
  AVerifiedBrowser();
  const struct {
    const char* name;
    std::string token;
    absl::StatusCode code;
  } cases[] = {
      {"exposure", callers_.Service("exposure"), absl::StatusCode::kOk},
      {"venue", callers_.Service("venue"), absl::StatusCode::kPermissionDenied},
      {"mail", callers_.Service("mail"), absl::StatusCode::kPermissionDenied},
      {"visit itself", callers_.Service("visit"), absl::StatusCode::kPermissionDenied},
      {"the public gateway", callers_.Service("gateway_public"), absl::StatusCode::kPermissionDenied},
      {"the staff gateway", callers_.Service("gateway_staff"), absl::StatusCode::kPermissionDenied},
      {"a visitor", callers_.Anyone(), absl::StatusCode::kPermissionDenied},
      {"a health officer", callers_.Officer("officer-1", {"271004"}), absl::StatusCode::kPermissionDenied},
      {"nobody", "", absl::StatusCode::kUnauthenticated},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(FindOverlaps(c.token, AQuestion()).status().code(), c.code);
  }
}

TEST_F(FindOverlapsTest, CommitsWhoAskedBeforeItAnswers) {
  const auto question = AQuestion();
  ASSERT_TRUE(Find(question).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_NE(dump.find("visit.FindOverlaps"), std::string::npos);
  EXPECT_NE(dump.find(question.event_id()), std::string::npos);
  EXPECT_NE(dump.find("officer-1"), std::string::npos);
}

}  // namespace
}  // namespace mimamori::visit
