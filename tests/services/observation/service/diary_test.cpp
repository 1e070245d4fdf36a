// SPDX-License-Identifier: Apache-2.0
#include "tests/services/observation/service/diary_house.hpp"

namespace mimamori::observation {
namespace {

using DiaryTest = DiaryHouse;

TEST_F(DiaryTest, ShowsTheHouseholdAndWhatWasTold) {
  const CaseId child = Child();
  ASSERT_TRUE(Submit(AReport(Saturated(93))).ok());
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(Submit(AReport(Saturated(97)), Patient()).ok());
  const auto diary = Diary(Patient());
  ASSERT_TRUE(diary.ok()) << diary.status();
  EXPECT_FALSE(diary->new_device());
  ASSERT_EQ(diary->members_size(), 2);
  const v1::Member& her = diary->members(0);
  EXPECT_EQ(her.case_id(), hers_.ToString());
  EXPECT_EQ(her.number(), "271004-2026-000123");
  EXPECT_EQ(her.due_time().seconds(), absl::ToUnixSeconds(At("2026-11-20 20:00:00")));
  EXPECT_FALSE(her.ended());
  ASSERT_EQ(her.reports_size(), 2);
  EXPECT_EQ(her.reports(0).answers().spo2(), 97) << "the latest first";
  EXPECT_FALSE(her.reports(0).has_judgement());
  EXPECT_EQ(diary->members(1).case_id(), child.ToString());
  EXPECT_EQ(diary->members(1).reports_size(), 0);
  EXPECT_EQ(diary->members(1).due_time().seconds(), absl::ToUnixSeconds(At("2026-11-20 20:00:00")))
      << "this morning's was due before her plan was made";
}

TEST_F(DiaryTest, ShowsANewDeviceNothingOfBefore) {
  Bind("new", hers_, false);
  ASSERT_TRUE(Submit(AReport(Saturated(93))).ok());
  const auto before = Diary(PatientWith("new", hers_));
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_TRUE(before->new_device());
  ASSERT_EQ(before->members_size(), 1);
  EXPECT_EQ(before->members(0).reports_size(), 0);
  Bind("new", hers_, true);
  EXPECT_EQ(Diary(PatientWith("new", hers_))->members(0).reports_size(), 1);
}

TEST_F(DiaryTest, ShowsNothingToOthers) {
  const CaseId neighbour = Watched();
  Bind("neighbour's", neighbour, true);
  Bind("lost", hers_, true, true);
  EXPECT_EQ(Diary(PatientWith("neighbour's", neighbour))->members_size(), 1);
  EXPECT_EQ(ReasonOf(Diary(PatientWith("neighbour's", hers_)).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Diary(PatientWith("lost", hers_)).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Diary(callers_.Anyone()).status()), "ACCESS_DENIED");
  EXPECT_EQ(ReasonOf(Diary(Osaka()).status()), "ACCESS_DENIED");
  EXPECT_EQ(ReasonOf(Diary(callers_.Service("registry")).status()), "ACCESS_DENIED");
  const CaseId nobody = CaseId::Random();
  Bind("nobody's", nobody, true);
  EXPECT_EQ(ReasonOf(Diary(PatientWith("nobody's", nobody)).status()), "MEMBER_UNKNOWN");
}

TEST_F(DiaryTest, SaysThatNothingMoreIsAskedFor) {
  WatchedPatient patient = *patients_.Find(Soon(), hers_).value();
  patient.status = 7;
  Watched(patient);
  const auto diary = Diary(Patient());
  ASSERT_TRUE(diary.ok()) << diary.status();
  EXPECT_TRUE(diary->members(0).ended());
  EXPECT_FALSE(diary->members(0).has_due_time());
}

}  // namespace
}  // namespace mimamori::observation
