// SPDX-License-Identifier: Apache-2.0
// Rules to be read, and tried out on what was told.
#include "services/observation/service/rules_service.hpp"

#include "services/platform/postgres/policies.hpp"
#include "tests/services/observation/service/desk.hpp"

namespace mimamori::observation {
namespace {

using Stub = v1::RulesService::Stub;

class RulesTest : public Desk {
 protected:
  RulesTest() {
    Serve({&service_});
    stub_ = v1::RulesService::NewStub(channel());
    body_ = platform::postgres::PolicyAt(pool_, Soon(), "observation.triage", kNow)->body;
  }
  ~RulesTest() override { server_->Shutdown(); }

  // The shipped rules with another text in a place of theirs.
  std::string With(const std::string& old, const std::string& other) const {
    std::string body = body_;
    const size_t at = body.find(old);
    EXPECT_NE(at, std::string::npos) << body;
    return at == std::string::npos ? body : body.replace(at, old.size(), other);
  }
  v1::ReplayRulesRequest AQuestion(const std::string& body) const {
    v1::ReplayRulesRequest request;
    request.set_rules_body(body);
    *request.mutable_start_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(24 * 30));
    *request.mutable_end_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(1));
    return request;
  }
  absl::StatusOr<std::vector<v1::ReplayEvent>> Replay(const v1::ReplayRulesRequest& request, const std::string& token) {
    return ReadAll(token, *stub_, &Stub::ReplayRules, request);
  }
  std::string Refusal(const v1::ReplayRulesRequest& request, const std::string& token) {
    const auto events = Replay(request, token);
    return ReasonOf(events.status()) + " " + FieldOf(events.status());
  }
  CaseId Saturated(std::vector<int> values, const char* area = "271004") {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    const CaseId id = Watched(patient);
    for (size_t i = 0; i < values.size(); ++i) {
      Report report = Well(kNow - absl::Hours(12 * (values.size() - i)));
      report.readings.spo2 = values[i];
      Say(id, report);
    }
    return id;
  }

  HistoryStore history_{pool_};
  RulesService service_{runner_, {.history = history_, .reports = reports_,
                                  .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()), .page = 2,
                                  .tell_every = absl::InfiniteDuration()}};
  std::unique_ptr<Stub> stub_;
  std::string body_;
};

// "What if the threshold had been 94?"
TEST_F(RulesTest, ReplayTellsWhoWouldHaveBeenJudgedOtherwise) {
  const CaseId at_the_limit = Saturated({98, 98, 95});
  Saturated({98, 98});
  const CaseId elsewhere = Saturated({98, 95}, "131016");
  const int64_t before = Count("SELECT count(*) FROM reports") + Count("SELECT count(*) FROM rejudgements");
  std::string body = With(R"({"tier": "YELLOW", "whom": "ANYBODY", "limit": 95})",
                          R"({"tier": "YELLOW", "whom": "ANYBODY", "limit": 96})");
  const auto none = Replay(AQuestion(body), Osaka());
  ASSERT_TRUE(none.ok()) << none.status();
  ASSERT_EQ(none->size(), 1u) << "another limit, and nobody between the two";
  EXPECT_EQ(none->back().totals().patients(), 2);
  EXPECT_EQ(none->back().totals().reports(), 5);

  body = With(R"({"tier": "YELLOW", "whom": "ANYBODY", "limit": 95}, )", "");
  const auto events = Replay(AQuestion(body), Osaka());
  ASSERT_EQ(events->size(), 2u);
  const v1::ReplayedPatient& told = events->front().patient();
  EXPECT_EQ(told.case_id(), at_the_limit.ToString());
  EXPECT_EQ(told.number(), "271004-2026-000123");
  EXPECT_EQ(told.area_code(), "271004");
  ASSERT_EQ(told.differences_size(), 1);
  const v1::ReplayDifference& difference = told.differences(0);
  EXPECT_EQ(difference.report_time().seconds(), absl::ToUnixSeconds(kNow - absl::Hours(12)));
  EXPECT_GT(difference.reasons_before_size(), difference.reasons_after_size());
  const v1::ReplayTotals& totals = events->back().totals();
  EXPECT_TRUE(totals.complete());
  EXPECT_EQ(totals.differences(), 1);
  EXPECT_EQ(totals.tiers_size(), 4);
  EXPECT_EQ(Replay(AQuestion(body), Tokyo())->front().patient().case_id(), elsewhere.ToString());
  EXPECT_EQ(Count("SELECT count(*) FROM reports") + Count("SELECT count(*) FROM rejudgements"), before);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.ReplayRules'"), 3);
}

TEST_F(RulesTest, ReplayGoesOnWhereItBrokeOff) {
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) expected.push_back(Saturated({98, 98, 95}).ToString());
  v1::ReplayRulesRequest request = AQuestion(With(R"({"tier": "YELLOW", "whom": "ANYBODY", "limit": 95}, )", ""));
  const auto whole = Replay(request, Osaka());
  ASSERT_EQ(whole->size(), 6u);
  request.set_resume_token((*whole)[2].resume_token());
  const auto rest = Replay(request, Osaka());
  ASSERT_TRUE(rest.ok()) << rest.status();
  ASSERT_EQ(rest->size(), 3u);
  EXPECT_EQ(rest->front().patient().case_id(), expected[3]);
  EXPECT_EQ(rest->back().totals().SerializeAsString(), whole->back().totals().SerializeAsString())
      << "what was counted before is counted";
  EXPECT_EQ(Refusal(request, Osaka(kTaro)), "BAD_PAGE_TOKEN page_token") << "of somebody else";
  request.set_most_patients(3);
  EXPECT_EQ(Refusal(request, Osaka()), "BAD_PAGE_TOKEN page_token") << "of another question";
  request.clear_resume_token();
  const auto three = Replay(request, Osaka());
  EXPECT_EQ(three->size(), 4u);
  EXPECT_EQ(three->back().totals().differences(), 5) << "counts on";
}

TEST_F(RulesTest, ReplayTakesAVersionThatIsOnlyProposed) {
  Saturated({98, 98, 95});
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.propose", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by)
    SELECT name, 2, '2027-01-01', jsonb_set(body, '{spo2,0,limit}', '98'), 'hanako' FROM policies
    WHERE name = 'observation.triage')sql"}).ok());
  v1::ReplayRulesRequest request = AQuestion("");
  request.set_version(2);
  const auto events = Replay(request, Osaka());
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_EQ(events->back().totals().raised(), 2);
}

TEST_F(RulesTest, ReplayRefusesBadQuestionsByField) {
  const struct {
    const char* name;
    std::function<void(v1::ReplayRulesRequest&)> change;
    const char* refusal;
  } cases[] = {
      {"no rules", [](auto& r) { r.clear_rules_body(); }, "MISSING_FIELD version"},
      {"two", [](auto& r) { r.set_version(1); }, "ONE_OF_TWO rules_body"},
      {"no such version", [](auto& r) { r.clear_rules_body(); r.set_version(9); }, "RULES_UNKNOWN version"},
      {"too long", [](auto& r) { r.set_rules_body(std::string(65 * 1024, ' ')); }, "TEXT_TOO_LONG rules_body"},
      {"a step that another makes void",
       [&](auto& r) { r.set_rules_body(With(R"("limit": 95})", R"("limit": 101})")); }, "POLICY_MALFORMED spo2[0].limit"},
      {"no start", [](auto& r) { r.clear_start_time(); }, "MISSING_FIELD start_time"},
      {"no end", [](auto& r) { r.clear_end_time(); }, "MISSING_FIELD end_time"},
      {"empty", [](auto& r) { *r.mutable_end_time() = r.start_time(); }, "EMPTY_WINDOW end_time"},
      {"too long a window", [](auto& r) { r.mutable_start_time()->set_seconds(r.end_time().seconds() - 401 * 86'400); },
       "WINDOW_TOO_LONG end_time"},
      {"no area", [](auto& r) { r.add_area_codes("271005"); }, "MALFORMED_AREA_CODE area_codes"},
      {"another's area", [](auto& r) { r.add_area_codes("131016"); }, "AREA_UNKNOWN area_codes"},
      {"too many", [](auto& r) { r.set_most_patients(100'001); }, "BAD_COUNT most_patients"},
      {"no token", [](auto& r) { r.set_resume_token("x"); }, "BAD_PAGE_TOKEN page_token"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::ReplayRulesRequest request = AQuestion(body_);
    c.change(request);
    EXPECT_EQ(Refusal(request, Osaka()), c.refusal);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries"), 0);
}

TEST_F(RulesTest, AreForHealthOfficers) {
  v1::DescribeRulesRequest describe;
  const auto rules = tests::CallWith(Osaka(), *stub_, &Stub::DescribeRules, describe);
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->version(), 1);
  EXPECT_EQ(rules->signed_off_by(), "");
  EXPECT_FALSE(rules->has_valid_from_time()) << "since ever";
  EXPECT_GT(rules->lines_size(), 30);
  EXPECT_EQ(rules->lines(0).cause(), v1::CAUSE_EMERGENCY_SIGN);
  EXPECT_EQ(rules->lines(0).tier(), v1::TIER_RED);
  EXPECT_EQ(rules->lines(0).whom(), v1::WHOM_ANYBODY);
  EXPECT_NE(rules->lines(0).source(), "");
  for (const std::string& stranger : Strangers()) {
    EXPECT_EQ(ReasonOf(tests::CallWith(stranger, *stub_, &Stub::DescribeRules, describe).status()), "ACCESS_DENIED");
    EXPECT_EQ(Refusal(AQuestion(body_), stranger), "ACCESS_DENIED ");
  }
}

}  // namespace
}  // namespace mimamori::observation
