// SPDX-License-Identifier: Apache-2.0
// Whoever tells the others may fall between any two lines.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

class StepsTest : public AdmissionHouse {
 protected:
  // From the request to the discharge, told by runners of which each one may fall; how many calls that took.
  std::vector<std::string> WholeCourse() {
    const auto told = [&](const std::string& id) {
      for (int i = 0; i < 10 && !Get(id).steps().empty(); ++i) {
        (void)Tell();
        clock_.Advance(absl::Seconds(10));  // the next try has its time
      }
      return Get(id);
    };
    const auto created = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(ACase()));
    EXPECT_TRUE(created.ok()) << created.status();
    v1::AcceptOfferRequest answer;
    answer.set_offer_id(Offered(told(created->id())).offer().id());
    EXPECT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
    EXPECT_TRUE(Admit(told(created->id()), Staff()).ok());
    EXPECT_TRUE(Discharge(told(created->id()), v1::DISCHARGE_TO_HOME, Staff()).ok());
    EXPECT_EQ(told(created->id()).state(), v1::ADMISSION_STATE_DISCHARGED);
    EXPECT_THAT(Get(created->id()).steps(), testing::IsEmpty());
    return ByService(std::exchange(told_.deeds, {}));
  }
  // What the registry heard, in its order; what capacity did; what the mail brought.
  static std::vector<std::string> ByService(std::vector<std::string> deeds) {
    const auto service = [](const std::string& deed) { return deed.starts_with("place") ? 0 : deed.starts_with("mail") ? 2 : 1; };
    std::ranges::stable_sort(deeds, {}, service);
    return deeds;
  }
};

TEST_F(StepsTest, AreEachMadeOnceWhereverTheCallOrItsAnswerIsLost) {
  const std::vector<std::string> whole = WholeCourse();
  ASSERT_EQ(whole.size(), 7u);
  for (int at = 0; at < 7; ++at) {
    SCOPED_TRACE(at);
    told_.calls = 0;
    told_.lost_before = at;
    EXPECT_EQ(WholeCourse(), whole);
    EXPECT_EQ(told_.calls, 8);
    told_.calls = 0;
    told_.lost_before = -1;
    told_.lost_after = at;
    EXPECT_EQ(WholeCourse(), whole);
    EXPECT_EQ(told_.calls, 8) << "it was asked again, and had it";
    told_.lost_after = -1;
  }
}

TEST_F(StepsTest, WaitLongerAfterEachTryAndSayWhatTheLastOneSaid) {
  told_.lost_before = 0;
  const auto created = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(ACase()));
  ASSERT_TRUE(created.ok());
  EXPECT_TRUE(absl::IsUnavailable(Tell()));
  v1::Admission now = Get(created->id());
  ASSERT_EQ(now.steps_size(), 1);
  EXPECT_EQ(now.steps(0).state(), v1::STEP_STATE_WAITING);
  EXPECT_EQ(now.steps(0).attempts(), 1);
  EXPECT_EQ(now.steps(0).refusal(), "SERVICE_UNREACHABLE");
  EXPECT_TRUE(Tell().ok()) << "its time has not come";
  EXPECT_EQ(told_.calls, 1);
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Tell().ok());
  EXPECT_EQ(told_.calls, 2);
  EXPECT_THAT(Get(created->id()).steps(), testing::IsEmpty());
}

TEST_F(StepsTest, OfOneAdmissionAreMadeInOrderAndHoldBackNobodyElses) {
  told_.lost_before = 0;
  const auto first = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(ACase()));
  const auto second = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(ACase()));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_FALSE(Tell().ok());
  EXPECT_EQ(told_.deeds.size(), 1u) << "that of the second";
  EXPECT_THAT(Get(second->id()).steps(), testing::IsEmpty());

  // What goes to another service does not wait with it: a bed is held while the registry is away.
  v1::AcceptOfferRequest answer;
  answer.set_offer_id(Offered(Get(first->id())).offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_THAT(told_.deeds, testing::ElementsAre("place CASE_STATUS_AWAITING 2026-11-21", "hold severe", "mail admission-place 病院1"));
  // What the same one hears, it hears in order.
  ASSERT_TRUE(Admit(Get(first->id()), Staff()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "convert 1");
  clock_.Advance(absl::Seconds(2));
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.size(), 6u);
  EXPECT_EQ(told_.deeds[4], "place CASE_STATUS_AWAITING 2026-11-21");
  EXPECT_EQ(told_.deeds[5], "place CASE_STATUS_ADMITTED 2026-11-21");
}

TEST_F(StepsTest, ThatAreRefusedDoNotHoldBackThoseBehindThem) {
  told_.refusals["convert 1"] = "HOLD_ENDED";
  const v1::Admission admitted = Admitted();
  EXPECT_EQ(admitted.state(), v1::ADMISSION_STATE_ADMITTED) << "she lies there, whatever became of the hold";
  ASSERT_EQ(admitted.steps_size(), 1);
  EXPECT_EQ(admitted.steps(0).refusal(), "HOLD_ENDED");
  EXPECT_EQ(told_.deeds.back(), "place CASE_STATUS_ADMITTED 2026-11-21");
  ASSERT_TRUE(Discharge(admitted, v1::DISCHARGE_TO_HOME, Osaka()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "place CASE_STATUS_HOME 2026-11-21") << "there is no stay that could end";
}

TEST_F(StepsTest, AreInTheAuditWhateverCameOfThem) {
  told_.refusals["convert 1"] = "HOLD_ENDED";
  const v1::Admission admitted = Admitted();
  const auto entries = [&](const std::string& more) {
    return Count("SELECT count(*) FROM audit_entries WHERE action = 'admission.SettleStep' AND area = '271004' AND object_id = '" +
                 admitted.id() + "'" + more);
  };
  EXPECT_EQ(entries(""), 5) << "AWAITING, the bed, the mail, the stay, ADMITTED";
  EXPECT_EQ(entries(" AND reason = 'CONVERT_HOLD: HOLD_ENDED'"), 1);
  EXPECT_EQ(entries(" AND reason = 'PLACE_CASE AWAITING'"), 1);
  EXPECT_EQ(entries(" AND actor = '" + std::string(kHanako) + "'"), 1) << "in the name of whoever did what it follows from";
}

TEST_F(StepsTest, TakeAHoldThatEndedBeforeItWasHeardOfForNone) {
  holds_.state = capacity::v1::HOLD_STATE_EXPIRED;
  const v1::Admission now = Held();
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_REQUESTED);
  EXPECT_FALSE(now.has_bed());
  EXPECT_EQ(now.steps(0).refusal(), "HOLD_ENDED");
}

}  // namespace
}  // namespace mimamori::admission
