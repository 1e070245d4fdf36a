// SPDX-License-Identifier: Apache-2.0
#include "services/vault/jobs/destroy_keys.hpp"

#include <gtest/gtest.h>

#include "embedded/vault_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/vault/store/postgres_vault_store.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::vault {
namespace {

using Periods = std::vector<std::string>;
using platform::postgres::Pool;
using platform::postgres::Statement;

// 21 November, noon in Tokyo.
const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 11, 21, 3), absl::UTCTimeZone());

class DestroyKeysTest : public testing::Test {
 protected:
  void Make(KeyKind kind, const Periods& periods) {
    for (const std::string& period : periods) ASSERT_TRUE(rings_.ReadOrMake(kind, period, kNow).ok());
  }
  Periods Left(KeyKind kind) const { return rings_.Periods(kind).value(); }
  Access At(absl::Time now) const {
    return {.now = now, .deadline = absl::Now() + absl::Seconds(20), .actor = "exposure", .trace_id = {}};
  }
  EventId UseEvent(absl::Time first) {
    const EventId event = EventId::Random();
    EXPECT_TRUE(store_.BeginMatching(At(first), event, 1).ok());
    Make(KeyKind::kEvent, {event.ToString()});
    return event;
  }
  int Destructions() {
    static constexpr Statement kCount{"test.count", R"sql(
      SELECT count(*) FROM audit_entries WHERE action = 'vault.DestroyKeys'
    )sql"};
    return static_cast<int>(pool_.Run(absl::Now() + absl::Seconds(20), kCount).value().Int8(0, 0));
  }

  const tests::TempFolder folder_;
  tests::ScratchDatabase database_{"vault", embedded::vault_migrations::Files()};
  Pool pool_{database_.ServiceConninfo(), 2};
  PostgresVaultStore store_{pool_};
  KeyRings rings_{platform::crypto::KeyFolder::Open(folder_.File("keys")).value()};
  DestroyKeys job_{rings_, store_};
};

TEST_F(DestroyKeysTest, TakesWhatIsOverAndLeavesTheRest) {
  Make(KeyKind::kPseudonym, {"2026-10-23", "2026-10-24", "2026-11-21"});
  Make(KeyKind::kSealVisit, {"2026-10-20", "2026-10-23", "2026-10-24", "2026-11-22"});
  Make(KeyKind::kSealPatient, {"2026-04", "2026-05", "2026-11"});
  Make(KeyKind::kSealOperator, {"2024-10", "2024-11"});
  ASSERT_TRUE(job_.Run(kNow).ok());
  EXPECT_EQ(Left(KeyKind::kPseudonym), (Periods{"2026-10-24", "2026-11-21"}));
  EXPECT_EQ(Left(KeyKind::kSealVisit), (Periods{"2026-10-24", "2026-11-22"}));
  EXPECT_EQ(Left(KeyKind::kSealPatient), (Periods{"2026-05", "2026-11"}));
  EXPECT_EQ(Left(KeyKind::kSealOperator), (Periods{"2024-11"}));
  EXPECT_EQ(Destructions(), 5);
  ASSERT_TRUE(job_.Run(kNow).ok());
  EXPECT_EQ(Destructions(), 5) << "the second run finds nothing to do";
}

TEST_F(DestroyKeysTest, TakesEventsThatEndedOrAreTooOld) {
  const EventId fresh = UseEvent(kNow - absl::Hours(24 * 59));
  UseEvent(kNow - absl::Hours(24 * 60));
  const EventId ended = UseEvent(kNow - absl::Hours(1));
  ASSERT_TRUE(store_.EndEvent(At(kNow), ended).ok());  // and the process stopped before the key was destroyed
  ASSERT_TRUE(job_.Run(kNow).ok());
  EXPECT_EQ(Left(KeyKind::kEvent), (Periods{fresh.ToString()}));
  EXPECT_EQ(Destructions(), 2);
}

TEST_F(DestroyKeysTest, KeepsTheKeyOfAnUnknownEventForOneFullTime) {
  const std::string stranger = EventId::Random().ToString();
  Make(KeyKind::kEvent, {stranger});
  ASSERT_TRUE(job_.Run(kNow).ok());
  ASSERT_TRUE(job_.Run(kNow + absl::Hours(24 * 60 - 1)).ok());
  EXPECT_EQ(Left(KeyKind::kEvent), (Periods{stranger}));
  ASSERT_TRUE(job_.Run(kNow + absl::Hours(24 * 60)).ok());
  EXPECT_EQ(Left(KeyKind::kEvent), (Periods{}));
}

TEST_F(DestroyKeysTest, DestroysNothingThatItCouldNotWriteDown) {
  Make(KeyKind::kPseudonym, {"2026-01-01"});
  Pool admin(database_.Conninfo(), 1);
  static constexpr Statement kSilence{"test.silence", "REVOKE INSERT ON audit_entries FROM vault"};
  ASSERT_TRUE(admin.Run(absl::Now() + absl::Seconds(20), kSilence).ok());
  EXPECT_FALSE(job_.Run(kNow).ok());
  EXPECT_EQ(Left(KeyKind::kPseudonym), (Periods{"2026-01-01"}));
}

}  // namespace
}  // namespace mimamori::vault
