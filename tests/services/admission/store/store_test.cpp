// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "embedded/admission_migrations.hpp"
#include "services/admission/store/decision_store.hpp"
#include "services/admission/store/policy_reader.hpp"
#include "services/admission/store/step_store.hpp"
#include "services/admission/store/transport_store.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::admission {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 3, 0, 0), absl::UTCTimeZone());
absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class AdmissionStoreTest : public testing::Test {
 protected:
  static Admission AnAdmission(int points = 30) {
    Admission admission{.id = AdmissionId::Random(), .case_id = CaseId::Random(), .number = "271004-2026-000123",
                        .area = *platform::AreaCode::Parse("271004"),
                        .needs = {.bed_class = "severe", .capabilities = {"ecmo"}, .urgency = Urgency::kUrgent},
                        .priority = {.points = points, .parts = {{PriorityPartKind::kUrgency, 2, points}}},
                        .created_by = "hanako", .created_at = kNow, .state_since = kNow};
    admission.origin = Position{.latitude = 34.69, .longitude = 135.5};
    return admission;
  }
  static AuditEntry Audited() {
    return {.time = kNow, .actor = "hanako", .action = "admission.Test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  KeptAdmission Kept(const Admission& admission) {
    const auto kept = admissions_.Create(Soon(), kOsaka, admission, RequestId::Random(), StepsOfRequest(admission), Audited());
    EXPECT_TRUE(kept.ok()) << kept.status();
    return *kept;
  }

  const Scope kOsaka{.areas = {*platform::AreaCode::Parse("271004")}};
  tests::ScratchDatabase database_{"admission", embedded::admission_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  AdmissionStore admissions_{pool_};
  StepStore steps_{pool_};
};

TEST_F(AdmissionStoreTest, PreparesEachStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statements : {AdmissionStore::Statements(), StepStore::Statements(), DecisionStore::Statements(),
                                 TransportStore::Statements()}) {
    for (const auto& statement : statements) {
      const absl::Status prepared = (*session)->Prepare(statement);
      EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
    }
  }
}

TEST_F(AdmissionStoreTest, ReadsBackWhatItKept) {
  const Admission made = AnAdmission();
  const Admission read = Kept(made).admission;
  EXPECT_EQ(read.id, made.id);
  EXPECT_EQ(read.needs, made.needs);
  EXPECT_EQ(read.priority, made.priority);
  EXPECT_EQ(read.origin, made.origin);
  EXPECT_EQ(read.created_at, kNow);
  EXPECT_FALSE(read.bed);
  EXPECT_FALSE(read.offer);
}

TEST_F(AdmissionStoreTest, ListsByPriorityThenByAge) {
  std::vector<AdmissionId> expected(3);
  Admission late = AnAdmission(30);
  late.created_at = kNow + absl::Seconds(1);
  expected[2] = Kept(late).admission.id;
  expected[1] = Kept(AnAdmission(30)).admission.id;
  expected[0] = Kept(AnAdmission(100)).admission.id;
  std::vector<AdmissionId> listed;
  AdmissionQuery query{.limit = 1};
  for (int i = 0; i < 4; ++i) {
    const auto page = admissions_.List(Soon(), kOsaka, query, Audited());
    ASSERT_TRUE(page.ok()) << page.status();
    if (page->empty()) break;
    const Admission& last = page->back().admission;
    listed.push_back(last.id);
    query.after = {.points = last.priority.points, .created_at = last.created_at, .id = last.id};
  }
  EXPECT_EQ(listed, expected);
}

TEST_F(AdmissionStoreTest, KeepsADeedWholeOrNotAtAll) {
  const KeptAdmission kept = Kept(AnAdmission());
  const auto refused = admissions_.Change(Soon(), kOsaka, kept.admission.id, [](KeptAdmission& seen)
                                              -> absl::StatusOr<std::vector<Step>> {
    EXPECT_TRUE(Cancel(seen.admission, 1, kNow).ok());
    return absl::AbortedError("no");
  }, Audited());
  EXPECT_TRUE(absl::IsAborted(refused.status()));
  EXPECT_EQ(admissions_.Get(Soon(), kOsaka, kept.admission.id, std::nullopt)->admission.state, State::kRequested);
}

TEST_F(AdmissionStoreTest, SettlesAStepOnce) {
  const KeptAdmission kept = Kept(AnAdmission());
  const auto due = steps_.Due(Soon(), kNow, 10);
  ASSERT_TRUE(due.ok()) << due.status();
  ASSERT_EQ(due->size(), 1u);
  EXPECT_EQ(due->front().of.admission.id, kept.admission.id);
  int decided = 0;
  const auto decide = [&](KeptAdmission&) -> absl::StatusOr<std::vector<Step>> {
    ++decided;
    return std::vector<Step>{};
  };
  ASSERT_TRUE(steps_.Settle(Soon(), due->front().step, "", decide, Audited()).ok());
  ASSERT_TRUE(steps_.Settle(Soon(), due->front().step, "CASE_UNKNOWN", decide, Audited()).ok()) << "another process was faster";
  EXPECT_EQ(decided, 1);
  EXPECT_TRUE(steps_.Due(Soon(), kNow, 10)->empty());
  EXPECT_TRUE(admissions_.StepsOf(Soon(), {kept.admission.id})->empty());
}

// Of one admission: what the registry hears, in order; what capacity does; what the mail brings. One that is away holds back its own.
TEST_F(AdmissionStoreTest, FindsTheFirstThatWaitsForEachService) {
  const KeptAdmission kept = Kept(AnAdmission());  // AWAITING
  const auto step = [](StepKind kind, std::string word) {
    return Step{.id = StepId::Random(), .kind = kind, .word = std::move(word), .moment = kNow};
  };
  ASSERT_TRUE(admissions_.Change(Soon(), kOsaka, kept.admission.id, [&](KeptAdmission&) -> absl::StatusOr<std::vector<Step>> {
    return std::vector<Step>{step(StepKind::kPlaceCase, "HOME"), step(StepKind::kHold, "severe"),
                             step(StepKind::kExtendHold, ""), step(StepKind::kMail, "admission-place"),
                             step(StepKind::kMail, "admission-lost")};
  }, Audited()).ok());
  const auto words = [&](absl::Time now) {
    std::vector<std::string> found;
    const auto all = steps_.Due(Soon(), now, 10);
    for (const DueStep& due : *all) found.push_back(due.step.step.word);
    return found;
  };
  EXPECT_EQ(words(kNow), (std::vector<std::string>{"AWAITING", "severe", "admission-place"}));
  const auto due = steps_.Due(Soon(), kNow, 10);
  ASSERT_TRUE(steps_.Postpone(Soon(), due->at(0).step.step.id, "BUSY", kNow + absl::Seconds(2)).ok());
  ASSERT_TRUE(steps_.Settle(Soon(), due->at(1).step, "", [](KeptAdmission&) { return std::vector<Step>{}; }, Audited()).ok());
  EXPECT_EQ(words(kNow), (std::vector<std::string>{"", "admission-place"})) << "HOME waits behind AWAITING";
  EXPECT_EQ(words(kNow + absl::Seconds(2)), (std::vector<std::string>{"AWAITING", "", "admission-place"}));
}

TEST_F(AdmissionStoreTest, FindsWhatIsNotOverOfCasesInTheirOrder) {
  const Admission first = AnAdmission(), second = AnAdmission(), third = AnAdmission();
  for (const Admission& one : {first, second, third}) Kept(one);
  ASSERT_TRUE(admissions_.Change(Soon(), kOsaka, third.id, [](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    EXPECT_TRUE(Cancel(seen.admission, 1, kNow).ok());
    return std::vector<Step>{};
  }, Audited()).ok());
  const auto found = admissions_.OfCases(Soon(), {second.case_id, CaseId::Random(), third.case_id, first.case_id});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->at(0).admission.id, second.id);
  EXPECT_EQ(found->at(1).admission.id, first.id);
  EXPECT_TRUE(admissions_.OfCases(Soon(), {})->empty());
}

TEST_F(AdmissionStoreTest, ReadsThePoliciesThatItShips) {
  EXPECT_EQ(PriorityRulesAt(pool_, Soon(), kNow)->rules, PriorityRules());
  EXPECT_EQ(RecommendRulesAt(pool_, Soon(), kNow)->rules, RecommendRules());
  EXPECT_EQ(OfferRulesAt(pool_, Soon(), kNow)->rules, OfferRules());
  EXPECT_TRUE(QuotasAt(pool_, Soon(), kNow)->rules.beds.empty());
  EXPECT_EQ(RetentionAt(pool_, Soon(), kNow)->rules, absl::Hours(1826 * 24));
  EXPECT_EQ(*RecommendRulesOf(pool_, Soon(), 1), RecommendRules());
  EXPECT_EQ(ReasonOf(RecommendRulesOf(pool_, Soon(), 2).status()), "POLICY_MISSING");
}

TEST(PolicyReader, NamesWhatIsWrong) {
  EXPECT_EQ(FieldOf(ReadPriorityRules(R"({"urgency": {"planned": 0, "urgent": 30}})").status()), "tiers");
  EXPECT_EQ(FieldOf(ReadOfferRules(R"({"minutes": {"planned": 10, "urgent": 20, "emergency": 5}, "extend_before": 20})").status()), "minutes[1]");
  EXPECT_EQ(FieldOf(ReadOfferRules(R"({"minutes": {"planned": 20, "urgent": 20, "emergency": 5}})").status()), "extend_before");
  const char* const twice = R"({"quotas": [{"area_code": "271004", "bed_class": "severe", "beds": 1},
                                           {"area_code": "271004", "bed_class": "severe", "beds": 2}]})";
  EXPECT_EQ(ReasonOf(ReadQuotas(twice).status()), "POLICY_MALFORMED");
  EXPECT_EQ(ReasonOf(ReadQuotas(R"({"quotas": [{"area_code": "271005", "bed_class": "severe", "beds": 1}]})").status()),
            "POLICY_MALFORMED");
  const Quotas quotas = *ReadQuotas(R"({"quotas": [{"area_code": "271004", "bed_class": "severe", "beds": 1}]})");
  EXPECT_EQ(quotas.Of(*platform::AreaCode::Parse("271004"), "severe"), 1);
  EXPECT_EQ(quotas.Of(*platform::AreaCode::Parse("271004"), "moderate"), std::nullopt);
  EXPECT_EQ(ReasonOf(ReadRetention(R"({"admission_days": 28})").status()), "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::admission
