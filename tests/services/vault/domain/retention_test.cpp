// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/retention.hpp"

#include <gtest/gtest.h>

namespace mimamori::vault {
namespace {

using Periods = std::vector<std::string>;

class RetentionTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &retention_.zone)); }
  // Tokyo's wall clock.
  absl::Time At(int month, int day, int hour, int minute = 0) const {
    return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute), retention_.zone);
  }
  Periods Expired(KeyKind kind, const Periods& periods, absl::Time now) const {
    return ExpiredPeriods(kind, periods, retention_, now);
  }

  Retention retention_{.zone = {},
                       .pseudonym_days = 28,
                       .seal_visit_days = 21,
                       .seal_patient_days = 180,
                       .seal_operator_days = 730,
                       .seal_staff_days = 31,
                       .seal_desk_days = 3650,
                       .event_days = 60};
};

TEST_F(RetentionTest, KeepsADaysKeyForAsManyServiceDaysAsThePolicySays) {
  const Periods periods{"2026-11-01", "2026-11-02", "2026-11-28"};
  const struct {
    const char* name;
    absl::Time now;
    Periods expired;
  } cases[] = {
      {"on the 28th day after", At(11, 29, 12), {}},
      {"in its last minute", At(11, 30, 4, 59), {}},
      {"when the 29th starts", At(11, 30, 5), {"2026-11-01"}},
      {"a day later", At(12, 1, 5), {"2026-11-01", "2026-11-02"}},
      {"after a job that didn't run for months", At(12, 31, 5), periods},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Expired(KeyKind::kPseudonym, periods, c.now), c.expired);
  }
}

TEST_F(RetentionTest, GivesEachKindItsOwnTime) {
  const absl::Time now = At(11, 30, 12);
  EXPECT_EQ(Expired(KeyKind::kSealVisit, {"2026-11-08", "2026-11-09"}, now), (Periods{"2026-11-08"}));
  // 180 days after May's last day is 27 November; after June's, 27 December.
  EXPECT_EQ(Expired(KeyKind::kSealPatient, {"2026-05", "2026-06"}, now), (Periods{"2026-05"}));
  EXPECT_EQ(Expired(KeyKind::kSealPatient, {"2026-05"}, At(11, 28, 4, 59)), (Periods{}));
  EXPECT_EQ(Expired(KeyKind::kSealPatient, {"2026-05"}, At(11, 28, 5)), (Periods{"2026-05"}));
  EXPECT_EQ(Expired(KeyKind::kSealOperator, {"2024-10", "2024-12"}, now), (Periods{"2024-10"}));
}

TEST_F(RetentionTest, LeavesAloneWhatIsNoPeriodOfTheKind) {
  const absl::Time now = At(11, 30, 12);
  EXPECT_EQ(Expired(KeyKind::kPseudonym, {"2020-01", "root", "2020-01-32"}, now), (Periods{}));
  EXPECT_EQ(Expired(KeyKind::kSealOperator, {"2020-01-01"}, now), (Periods{}));
  EXPECT_EQ(Expired(KeyKind::kEvent, {"2020-01-01", "2020-01"}, now), (Periods{}));
}

TEST_F(RetentionTest, CountsAnEventFromItsFirstUse) {
  const absl::Time first_used = At(9, 1, 10);
  EXPECT_FALSE(EventKeyExpired(first_used, retention_, first_used + absl::Hours(24 * 60) - absl::Seconds(1)));
  EXPECT_TRUE(EventKeyExpired(first_used, retention_, first_used + absl::Hours(24 * 60)));
}

}  // namespace
}  // namespace mimamori::vault
