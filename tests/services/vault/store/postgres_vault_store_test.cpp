// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/postgres_vault_store.hpp"

#include <gtest/gtest.h>

#include "embedded/vault_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::vault {
namespace {

using platform::postgres::Pool;
using platform::postgres::Statement;

const absl::Time kNow = absl::FromUnixSeconds(1795262400);

class PostgresVaultStoreTest : public testing::Test {
 protected:
  static Access By(const std::string& actor, absl::Time now = kNow) {
    return {.now = now, .deadline = absl::Now() + absl::Seconds(20), .actor = actor, .trace_id = "trace"};
  }
  // "actor action object_type/object_id payload", oldest first.
  std::vector<std::string> Audit() {
    static constexpr Statement kAudit{"test.audit", R"sql(
      SELECT actor || ' ' || action || ' ' || object_type || '/' || object_id || ' ' || payload::text
      FROM audit_entries ORDER BY sequence
    )sql"};
    const auto rows = pool_.Run(absl::Now() + absl::Seconds(20), kAudit);
    std::vector<std::string> entries;
    for (int row = 0; rows.ok() && row < rows->size(); ++row) entries.emplace_back(rows->Text(row, 0));
    return entries;
  }

  tests::ScratchDatabase database_{"vault", embedded::vault_migrations::Files()};
  Pool pool_{database_.ServiceConninfo(), 2};
  PostgresVaultStore store_{pool_};
};

TEST_F(PostgresVaultStoreTest, PreparesEveryStatementOnTheMigratedSchema) {
  auto lease = pool_.Borrow(absl::Now() + absl::Seconds(20));
  ASSERT_TRUE(lease.ok());
  for (const Statement& statement : PostgresVaultStore::Statements()) {
    const absl::Status prepared = (*lease)->Prepare(statement);
    EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
  }
}

TEST_F(PostgresVaultStoreTest, ShipsPoliciesThatCanBeRead) {
  const auto retention = store_.GetRetention(By("vault"));
  ASSERT_TRUE(retention.ok()) << retention.status();
  EXPECT_EQ(retention->pseudonym_days, 28);
  EXPECT_EQ(retention->seal_visit_days, 28);
  EXPECT_EQ(retention->event_days, 60);
  EXPECT_GT(retention->seal_patient_days, 28) << "a patient must stay reachable after day 28";
  const auto permits = store_.GetPermitPolicy(By("mail"));
  ASSERT_TRUE(permits.ok()) << permits.status();
  EXPECT_EQ(permits->rules.size(), 15u);
}

TEST_F(PostgresVaultStoreTest, CountsLinksAndTheirUsesAndRefusesWhatIsTooMuch) {
  ASSERT_TRUE(pool_.Run(absl::Now() + absl::Seconds(20), Statement{"test.limits", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    VALUES ('vault.records', 2, '2026-01-01', '{"uses_per_link": 3, "links_per_hour": 2}', 'one', 'another')
  )sql"}).ok());
  const auto use = [&](char link, absl::Time now = kNow) {
    return platform::ReasonOf(store_.BeginDerivation(By("visit", now), std::string(32, link), 30));
  };
  EXPECT_EQ(use('a'), "");
  EXPECT_EQ(use('b'), "");
  EXPECT_EQ(use('c'), "TOO_MANY_DERIVATIONS") << "a third link within the hour";
  EXPECT_EQ(use('a'), "") << "those that were let in go on";
  EXPECT_EQ(use('a'), "");
  EXPECT_EQ(use('a'), "TOO_MANY_DERIVATIONS") << "a fourth use";
  EXPECT_EQ(use('c', kNow + absl::Minutes(61)), "");
  ASSERT_EQ(Audit().size(), 5u) << "and what was refused is not written down as done";
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += "61";
  EXPECT_EQ(Audit()[0], "visit vault.DerivePseudonyms record_link/" + hash + " {\"days\": 30}");
}

TEST_F(PostgresVaultStoreTest, WritesDownWhatWasGivenOpenedAndDestroyed) {
  const Permit permit{.issuer = "exposure", .event_id = "event-1", .ring = Ring::kVisit,
                      .template_name = "alert-cluster", .expire_time = kNow};
  ASSERT_TRUE(store_.RecordPseudonymKeyGiven(By("visit"), "2026-11-21").ok());
  ASSERT_TRUE(store_.RecordOpening(By("mail"), permit, 3, 2).ok());
  ASSERT_TRUE(store_.RecordDestruction(By("vault"), KeyKind::kSealVisit, "2026-10-01").ok());
  EXPECT_EQ(Audit(), (std::vector<std::string>{
                         "visit vault.GetPseudonymKey pseudonym_key/2026-11-21 {}",
                         "mail vault.OpenContacts event/event-1 {\"ring\": \"visit\", \"asked\": 3, \"issuer\": "
                         "\"exposure\", \"opened\": 2, \"template\": \"alert-cluster\"}",
                         "vault vault.DestroyKeys key/2026-10-01 {\"ring\": \"seal-visit\"}",
                     }));
}

TEST_F(PostgresVaultStoreTest, EndsAnEventForGoodAndOnce) {
  const EventId event = EventId::Random();
  EXPECT_TRUE(store_.BeginMatching(By("exposure"), event, 10).ok());
  EXPECT_TRUE(store_.BeginMatching(By("exposure"), event, 20).ok());
  EXPECT_TRUE(store_.EndEvent(By("exposure"), event).ok());
  EXPECT_TRUE(store_.EndEvent(By("exposure", kNow + absl::Hours(1)), event).ok());
  EXPECT_EQ(platform::ReasonOf(store_.BeginMatching(By("exposure"), event, 10)), "EVENT_ENDED");
  const std::string id = event.ToString();
  EXPECT_EQ(Audit(), (std::vector<std::string>{
                         "exposure vault.MatchContacts event/" + id + " {\"contacts\": 10}",
                         "exposure vault.MatchContacts event/" + id + " {\"contacts\": 20}",
                         "exposure vault.EndEvent event/" + id + " {}",
                     }));
  const auto keys = store_.ListEventKeys(By("vault"), {event});
  ASSERT_TRUE(keys.ok());
  ASSERT_EQ(keys->size(), 1u);
  EXPECT_EQ((*keys)[0].first_used, kNow);
  EXPECT_EQ((*keys)[0].ended, kNow);
}

TEST_F(PostgresVaultStoreTest, EndsAnEventThatNeverBegan) {
  const EventId event = EventId::Random();
  EXPECT_TRUE(store_.EndEvent(By("exposure"), event).ok());
  EXPECT_EQ(platform::ReasonOf(store_.BeginMatching(By("exposure"), event, 1)), "EVENT_ENDED");
}

TEST_F(PostgresVaultStoreTest, AdoptsAnEventItDoesNotRemember) {
  const EventId known = EventId::Random();
  const EventId stranger = EventId::Random();
  ASSERT_TRUE(store_.BeginMatching(By("exposure"), known, 1).ok());
  const absl::Time later = kNow + absl::Hours(5);
  for (int i = 0; i < 2; ++i) {  // the second look doesn't move the first use
    const auto keys = store_.ListEventKeys(By("vault", later + i * absl::Hours(1)), {known, stranger});
    ASSERT_TRUE(keys.ok());
    ASSERT_EQ(keys->size(), 2u);
    for (const EventKey& key : *keys) EXPECT_EQ(key.first_used, key.event == known ? kNow : later);
  }
}

TEST_F(PostgresVaultStoreTest, MayAddToTheAuditButNotChangeIt) {
  ASSERT_TRUE(store_.RecordPseudonymKeyGiven(By("visit"), "2026-11-21").ok());
  static constexpr Statement kForge{"test.forge", "UPDATE audit_entries SET actor = 'nobody'"};
  static constexpr Statement kErase{"test.erase", "DELETE FROM audit_entries"};
  static constexpr Statement kRevive{"test.revive", "DELETE FROM event_keys"};
  for (const Statement& statement : {kForge, kErase, kRevive}) {
    EXPECT_FALSE(pool_.Run(absl::Now() + absl::Seconds(20), statement).ok()) << statement.name;
  }
}

}  // namespace
}  // namespace mimamori::vault
