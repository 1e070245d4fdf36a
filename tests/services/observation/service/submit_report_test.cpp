// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "tests/services/observation/service/diary_house.hpp"

namespace mimamori::observation {
namespace {

class SubmitReportTest : public DiaryHouse {
 protected:
  ItemState State(const CaseId& id) {
    const auto item = work_.Get(Soon(), {platform::AreaCode::Parse("271004").value()}, id);
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? item->item.state : ItemState::kResolved;
  }
};

TEST_F(SubmitReportTest, KeepsAReportAndSaysWhatToDoNext) {
  const auto fine = Submit(AReport());
  ASSERT_TRUE(fine.ok()) << fine.status();
  EXPECT_EQ(fine->tier(), v1::TIER_GREEN);
  EXPECT_EQ(fine->advice(), v1::ADVICE_REPORT_NEXT);
  EXPECT_EQ(fine->language(), "ja");
  EXPECT_FALSE(fine->has_contact_time());
  EXPECT_EQ(fine->due_time().seconds(), absl::ToUnixSeconds(At("2026-11-20 20:00:00"))) << "this evening's";

  auto worse = AReport(Saturated(93));
  const auto orange = Submit(worse);
  ASSERT_TRUE(orange.ok()) << orange.status();
  EXPECT_EQ(orange->tier(), v1::TIER_ORANGE);
  EXPECT_EQ(orange->advice(), v1::ADVICE_WAIT_FOR_CALL);
  EXPECT_EQ(orange->contact_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(2)));
  EXPECT_EQ(State(hers_), ItemState::kWaiting);
  const auto red = Submit(AReport(Saturated(90)));
  EXPECT_EQ(red->advice(), v1::ADVICE_CALL_NOW);
  EXPECT_EQ(Rows(), 3);
}

TEST_F(SubmitReportTest, AsksForNoMoreWhenThePlanIsOver) {
  clock_.Set(At("2026-11-28 21:00:00"));
  const auto last = Submit(AReport());
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_FALSE(last->has_due_time());
  EXPECT_EQ(last->advice(), v1::ADVICE_REPORT_WHEN_WORSE);
  clock_.Advance(absl::Hours(48));
  EXPECT_TRUE(Submit(AReport(Saturated(90))).ok()) << "she may still report";
}

TEST_F(SubmitReportTest, KeepsAllThatIsToldAndNothingThatIsNot) {
  v1::Answers little;
  little.set_temperature(37.4);
  little.add_signs(v1::EMERGENCY_SIGN_CHEST_PAIN);
  little.add_symptoms(v1::SYMPTOM_COUGH);
  little.add_symptoms(v1::SYMPTOM_SHORTNESS_OF_BREATH);
  little.set_water(4);
  little.set_note("階段で\n息が切れる");
  ASSERT_TRUE(Submit(AReport(little)).ok());
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  little.set_signs_asked(true);
  little.set_symptoms_asked(true);
  EXPECT_EQ(told[0].answers().SerializeAsString(), little.SerializeAsString()) << told[0].answers().DebugString();
  EXPECT_EQ(told[0].source(), v1::SOURCE_PATIENT);
}

TEST_F(SubmitReportTest, NamesTheFieldThatIsWrong) {
  const struct {
    const char* what;
    std::function<void(v1::SubmitReportRequest&)> spoil;
    const char* reason;
    const char* field;
  } cases[] = {
      {"no request id", [](auto& r) { r.set_request_id("7"); }, "MALFORMED_ID", "request_id"},
      {"no case id", [](auto& r) { r.set_case_id("7"); }, "MALFORMED_ID", "case_id"},
      {"no time", [](auto& r) { r.clear_reported_time(); }, "MISSING_FIELD", "reported_time"},
      {"a time out of range", [](auto& r) { r.mutable_reported_time()->set_nanos(-1); }, "MALFORMED_TIME", "reported_time"},
      {"nothing told", [](auto& r) { r.clear_answers(); }, "MISSING_FIELD", "readings"},
      {"boiling", [](auto& r) { r.mutable_answers()->set_temperature(45.1); }, "OUT_OF_RANGE", "temperature"},
      {"no number", [](auto& r) { r.mutable_answers()->set_temperature(std::nan("")); }, "OUT_OF_RANGE", "temperature"},
      {"beyond numbers", [](auto& r) { r.mutable_answers()->set_temperature(-1e300); }, "OUT_OF_RANGE", "temperature"},
      {"SpO2", [](auto& r) { r.mutable_answers()->set_spo2(101); }, "OUT_OF_RANGE", "spo2"},
      {"pulse", [](auto& r) { r.mutable_answers()->set_pulse(9); }, "OUT_OF_RANGE", "pulse"},
      {"breaths", [](auto& r) { r.mutable_answers()->set_respiratory_rate(121); }, "OUT_OF_RANGE", "respiratory_rate"},
      {"food", [](auto& r) { r.mutable_answers()->set_food(6); }, "OUT_OF_RANGE", "food"},
      {"water", [](auto& r) { r.mutable_answers()->set_water(-251); }, "OUT_OF_RANGE", "water"},
      {"urine", [](auto& r) { r.mutable_answers()->set_urine(257); }, "OUT_OF_RANGE", "urine"},
      {"a sign", [](auto& r) { r.mutable_answers()->mutable_signs()->Add(14); }, "UNKNOWN_WORD", "signs"},
      {"no sign", [](auto& r) { r.mutable_answers()->mutable_signs()->Add(0); }, "UNKNOWN_WORD", "signs"},
      {"a symptom", [](auto& r) { r.mutable_answers()->mutable_symptoms()->Add(18); }, "UNKNOWN_WORD", "symptoms"},
      {"a long note", [](auto& r) { r.mutable_answers()->set_note(std::string(1001, 'a')); }, "TEXT_TOO_LONG", "note"},
      {"a strange note", [](auto& r) { r.mutable_answers()->set_note("\x01"); }, "TEXT_NOT_PLAIN", "note"},
      {"a field", [](auto& r) { r.add_confirmed_fields("weight"); }, "UNKNOWN_WORD", "confirmed_fields"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto request = AReport();
    c.spoil(request);
    const auto answer = Submit(request);
    EXPECT_EQ(ReasonOf(answer.status()), c.reason);
    EXPECT_EQ(FieldOf(answer.status()), c.field);
  }
  EXPECT_EQ(Rows(), 0);
}

TEST_F(SubmitReportTest, AsksOnceMoreForWhatIsImplausibleAndThenJudgesIt) {
  auto request = AReport(Saturated(70));
  request.mutable_answers()->set_pulse(180);
  const auto asked = Submit(request);
  EXPECT_EQ(asked.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(asked.status()), "CONFIRM_VALUE");
  EXPECT_EQ(FieldOf(asked.status()), "spo2");
  request.add_confirmed_fields("spo2");
  EXPECT_EQ(FieldOf(Submit(request).status()), "pulse");
  EXPECT_EQ(Rows(), 0);
  request.add_confirmed_fields("pulse");
  const auto taken = Submit(request);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->tier(), v1::TIER_RED);
}

TEST_F(SubmitReportTest, AnswersARetryAsTheFirstTime) {
  auto request = AReport(Saturated(93));
  const auto first = Submit(request);
  ASSERT_TRUE(first.ok()) << first.status();
  clock_.Advance(absl::Minutes(40));
  const auto again = Submit(request, Patient());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Rows(), 1);
  request.mutable_answers()->set_spo2(94);
  EXPECT_EQ(ReasonOf(Submit(request).status()), "REQUEST_ID_REUSED");
}

TEST_F(SubmitReportTest, KeepsAReportOnceWhoseAnswerWasLost) {
  const auto request = AReport(Saturated(93));
  answers_are_lost_ = true;
  EXPECT_EQ(Submit(request).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Rows(), 1) << "it is kept";
  answers_are_lost_ = false;
  const auto again = Submit(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->tier(), v1::TIER_ORANGE);
  EXPECT_EQ(Rows(), 1);
  EXPECT_EQ(State(hers_), ItemState::kWaiting);
}

TEST_F(SubmitReportTest, AnswersARetryOfAClockThatIsAhead) {
  for (const absl::Duration ahead : {absl::Minutes(3), absl::Hours(30)}) {
    SCOPED_TRACE(absl::FormatDuration(ahead));
    auto request = AReport(Saturated(97));
    *request.mutable_reported_time() = platform::rpc::ToTimestamp(clock_.Now() + ahead);
    const auto first = Submit(request);
    ASSERT_TRUE(first.ok()) << first.status();
    clock_.Advance(absl::Minutes(4));
    const auto again = Submit(request, Patient());
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->report_id(), first->report_id());
  }
  const auto told = Told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].doubtful_time());
  EXPECT_FALSE(told[1].doubtful_time());
  EXPECT_EQ(told[1].reported_time().seconds(), absl::ToUnixSeconds(kNow));
}

TEST_F(SubmitReportTest, AnswersARetryThatGrewTooOldOnItsWay) {
  auto request = AReport(Saturated(93));
  *request.mutable_reported_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(7 * 24 - 1));
  const auto first = Submit(request);
  ASSERT_TRUE(first.ok()) << first.status();
  clock_.Advance(absl::Hours(2));
  const auto again = Submit(request, Patient());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->report_id(), first->report_id());
  EXPECT_EQ(Rows(), 1);
}

TEST_F(SubmitReportTest, TakesWhatWasToldWithoutANetworkForItsTime) {
  auto yesterday = AReport(Saturated(98));
  *yesterday.mutable_reported_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(20));
  ASSERT_TRUE(Submit(yesterday).ok());
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].reported_time().seconds(), absl::ToUnixSeconds(kNow - absl::Hours(20)));
  EXPECT_EQ(told[0].receive_time().seconds(), absl::ToUnixSeconds(kNow));
}

TEST_F(SubmitReportTest, TakesReportsOfTheHouseholdFromOneDevice) {
  const CaseId child = Child();
  const auto kept = Submit(AReport(child, Saturated(93)));
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->language(), "vi");
  const auto all = reports_.Of(Soon(), child, DayOf(kNow) - 1).value();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].source, Source::kHousehold);
  EXPECT_EQ(Count("test.by", "SELECT count(*) FROM reports r JOIN patients p ON p.case_id::text = r.reported_by"), 1);
  EXPECT_EQ(State(child), ItemState::kWaiting);

  Bind("the child's", child, true);
  EXPECT_EQ(ReasonOf(Submit(AReport(), PatientWith("the child's", child)).status()), "MEMBER_UNKNOWN")
      << "she reports for the child, not the child for her";
}

// Born on one day, watched by one plan, told of by one telephone in one moment with the same values.
TEST_F(SubmitReportTest, TellsTwinsOfOneHouseholdApart) {
  const CaseId one = Child(), other = Child();
  auto request = AReport(one, Saturated(93));
  const auto first = Submit(request);
  ASSERT_TRUE(first.ok()) << first.status();
  request.set_case_id(other.ToString());
  const auto second = Submit(request);  // even under the same request
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(Rows(), 2);
  for (const CaseId& id : {one, other}) {
    EXPECT_EQ(reports_.Of(Soon(), id, DayOf(kNow) - 1)->size(), 1u);
    EXPECT_EQ(State(id), ItemState::kWaiting) << "each is to be spoken to";
  }
  ASSERT_TRUE(Submit(AReport(one, Saturated(91))).ok());
  EXPECT_EQ(work_.Get(Soon(), {platform::AreaCode::Parse("271004").value()}, one)->item.tier, Tier::kRed);
  EXPECT_EQ(work_.Get(Soon(), {platform::AreaCode::Parse("271004").value()}, other)->item.tier, Tier::kOrange)
      << "the one's is not the other's";
}

TEST_F(SubmitReportTest, TakesNothingFromWhoDoesNotReportForHer) {
  const CaseId neighbour = Watched();
  Bind("neighbour's", neighbour, true);
  Bind("lost", hers_, true, true);
  const struct {
    const char* what;
    std::string token;
    const char* reason;
  } cases[] = {
      {"another's device", PatientWith("neighbour's", neighbour), "MEMBER_UNKNOWN"},
      {"another's device that says it is hers", PatientWith("neighbour's", hers_), "DEVICE_UNKNOWN"},
      {"her device that was revoked", PatientWith("lost", hers_), "DEVICE_UNKNOWN"},
      {"a device nobody knows", PatientWith("unknown", hers_), "DEVICE_UNKNOWN"},
      {"nobody", callers_.Anyone(), "ACCESS_DENIED"},
      {"an officer", Osaka(), "ACCESS_DENIED"},
      {"a venue operator", callers_.Person("gateway_public", "x", rpc::v1::ROLE_VENUE_OPERATOR, {}), "ACCESS_DENIED"},
      {"a service", callers_.Service("registry"), "ACCESS_DENIED"},
      {"no token", "", "CALLER_MISSING"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(ReasonOf(Submit(AReport(), c.token).status()), c.reason);
  }
  EXPECT_EQ(ReasonOf(Submit(AReport(CaseId::Random(), Fine())).status()), "MEMBER_UNKNOWN");
  EXPECT_EQ(Rows(), 0);
}

TEST_F(SubmitReportTest, LetsANewDeviceRaiseAndCalmNothing) {
  Bind("new", hers_, false);
  ASSERT_TRUE(Submit(AReport(Saturated(95))).ok());
  EXPECT_EQ(State(hers_), ItemState::kWaiting);
  for (int day = 1; day <= 3; ++day) {
    clock_.Set(kNow + absl::Hours(24 * day));
    ASSERT_TRUE(Submit(AReport(), PatientWith("new", hers_)).ok());
  }
  EXPECT_EQ(State(hers_), ItemState::kWaiting) << "calmed by nothing that an unconfirmed device tells";
  for (int day = 4; day <= 6; ++day) {
    clock_.Set(kNow + absl::Hours(24 * day));
    ASSERT_TRUE(Submit(AReport(), Patient()).ok());
  }
  EXPECT_EQ(State(hers_), ItemState::kResolved);
  ASSERT_TRUE(Submit(AReport(Saturated(91)), PatientWith("new", hers_)).ok());
  EXPECT_EQ(State(hers_), ItemState::kWaiting);
}

TEST_F(SubmitReportTest, EndsWithTheRelease) {
  WatchedPatient patient = *patients_.Find(Soon(), hers_).value();
  patient.status = 7;
  Watched(patient);
  EXPECT_EQ(ReasonOf(Submit(AReport()).status()), "DIARY_ENDED");
  patient.status = 3;
  patient.plan.reset();
  Watched(patient);
  EXPECT_EQ(ReasonOf(Submit(AReport()).status()), "DIARY_ENDED");
  EXPECT_TRUE(Enter(AnEntry()).ok()) << "staff may still note what she says";
}

TEST_F(SubmitReportTest, TakesSoManyAnHourAndWhatIsGraverAlways) {
  const CaseId child = Child();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Submit(AReport()).ok()) << i;
    clock_.Advance(absl::Seconds(20));
  }
  const auto refused = Submit(AReport(), Patient());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused.status()), "TOO_MANY_REPORTS");
  EXPECT_TRUE(Submit(AReport(child, Fine()), Patient()).ok()) << "another person";
  EXPECT_TRUE(Enter(AnEntry()).ok()) << "staff's count for nothing";
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(Submit(AReport(Saturated(95)), Patient())->tier(), v1::TIER_YELLOW) << "graver";
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(ReasonOf(Submit(AReport(Saturated(95)), Patient()).status()), "TOO_MANY_REPORTS") << "as grave";
  EXPECT_EQ(Submit(AReport(Saturated(90)), Patient())->tier(), v1::TIER_RED);
  EXPECT_EQ(Submit(AReport(Saturated(90)), Patient())->tier(), v1::TIER_RED) << "red is always heard";
  auto late = AReport(Saturated(99));
  *late.mutable_reported_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(8));
  EXPECT_EQ(ReasonOf(Submit(late, Patient()).status()), "TOO_MANY_REPORTS");
  EXPECT_EQ(Rows(), 25);
  clock_.Set(kNow + absl::Hours(1));
  EXPECT_TRUE(Submit(AReport(), Patient()).ok());
}

TEST_F(SubmitReportTest, SaysWhenItHasNoRules) {
  RuleBook empty(pool_, reports_);
  ReportDesk desk(reports_, empty);
  EXPECT_EQ(ReasonOf(desk.Keep(Soon(), {NewReport{}}).status()), "RULES_UNREAD");
}

// Many at once share few commits; each gets its own answer.
TEST_F(SubmitReportTest, KeepsManyAtOnceInFewCommits) {
  constexpr int kPeople = 16, kReports = 20;
  std::vector<CaseId> people;
  for (int i = 0; i < kPeople; ++i) {
    people.push_back(Watched());
    Bind("device " + std::to_string(i), people.back(), true);
  }
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      const std::string token = PatientWith("device " + std::to_string(i), people[static_cast<size_t>(i)]);
      for (int n = 0; n < kReports; ++n) {
        const int spo2 = n % 2 == 0 ? 98 : 90;
        auto request = AReport(people[static_cast<size_t>(i)], Saturated(spo2));
        const auto kept = Submit(request, token);
        if (!kept.ok() || (kept->tier() == v1::TIER_RED) != (spo2 == 90)) ++wrong;
        const auto again = Submit(request, token);
        if (!again.ok() || !kept.ok() || again->report_id() != kept->report_id()) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(Rows(), kPeople * kReports);
  EXPECT_LT(commits_made_, 2 * kPeople * kReports / 2);
}

}  // namespace
}  // namespace mimamori::observation
