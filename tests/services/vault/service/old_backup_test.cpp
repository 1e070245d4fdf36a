// SPDX-License-Identifier: Apache-2.0
// What is left when a database is stolen, or an old one restored: privacy rules 1, 2 and 13, on a real database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/vault_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/observe/log.hpp"
#include "services/vault/jobs/destroy_keys.hpp"
#include "services/vault/store/postgres_vault_store.hpp"
#include "tests/services/vault/service/vault_house.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::vault {
namespace {

using platform::ReasonOf;
using platform::postgres::Pool;
using testing::HasSubstr;
using testing::Not;
using Stub = v1::VaultService::Stub;

constexpr char kAddress[] = "taro.yamada@example.jp";

// A vault on a database of its own.
struct Vault {
  tests::ScratchDatabase database{"vault", embedded::vault_migrations::Files()};
  Pool pool{database.ServiceConninfo(), 2};
  PostgresVaultStore store{pool};
};

std::vector<std::string> Macs(const VaultHouse& house, const EventId& event, const std::string& contact) {
  const auto response = house.Ask("exposure", &Stub::MatchContacts, VaultHouse::MatchRequest(event, {contact}));
  if (!response.ok()) return {ReasonOf(response.status())};
  return {response->macs().begin(), response->macs().end()};
}

TEST(OldBackup, HoldsNoAddressNoKeyAndNoMac) {
  testing::internal::CaptureStderr();
  platform::observe::StartLog("vault", "trace");
  Vault vault;
  VaultHouse house(vault.store);
  const EventId event = EventId::Random();
  const std::string contact = house.Seal(kAddress);
  const std::string mac = Macs(house, event, contact).at(0);
  const auto opened = house.Ask("mail", &Stub::OpenContacts, house.AlertRequest({contact, "rubbish"}));
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_THAT(opened->contacts(0).contact(), HasSubstr(kAddress));
  v1::OpenContactsRequest refused = house.AlertRequest({contact});
  refused.mutable_permit()->set_signature(kAddress);
  ASSERT_FALSE(house.Ask("mail", &Stub::OpenContacts, refused).ok());
  v1::DispatchPermit careless = VaultHouse::AlertPermit();
  careless.set_event_id(kAddress);
  *refused.mutable_permit() = house.Signed(careless, "exposure");
  ASSERT_FALSE(house.Ask("mail", &Stub::OpenContacts, refused).ok());
  v1::GetPseudonymKeyRequest day;
  day.set_service_day(kToday);
  const std::string key = house.Ask("visit", &Stub::GetPseudonymKey, day)->key();

  const std::string dump = tests::DumpDatabase(vault.database.Conninfo());
  const std::string log = testing::internal::GetCapturedStderr();
  ASSERT_THAT(dump, HasSubstr("vault.OpenContacts"));
  ASSERT_THAT(dump, HasSubstr(event.ToString()));
  ASSERT_THAT(log, HasSubstr("OpenContacts"));
  for (const std::string& place : {dump, log}) {
    EXPECT_THAT(place, Not(HasSubstr("taro")));
    EXPECT_THAT(place, Not(HasSubstr("yamada")));
    EXPECT_THAT(place, Not(HasSubstr("example.jp")));
    for (const std::string& secret : {key, mac, contact}) {
      EXPECT_THAT(place, Not(HasSubstr(secret)));
      EXPECT_THAT(place, Not(HasSubstr(platform::crypto::ToHex(secret))));
      EXPECT_THAT(place, Not(HasSubstr(platform::crypto::ToBase64Url(secret))));
    }
  }
}

// The old stays (here: a sealed contact and its MAC) come back; the keys are today's.
TEST(OldBackup, OpensNothingOfADestroyedDay) {
  Vault vault;
  VaultHouse house(vault.store);
  const std::string contact = house.Seal(kAddress);
  v1::GetPseudonymKeyRequest day;
  day.set_service_day(kToday);
  ASSERT_TRUE(house.Ask("visit", &Stub::GetPseudonymKey, day).ok());

  house.clock().Advance(absl::Hours(24 * 29));
  ASSERT_TRUE(DestroyKeys(house.rings(), vault.store).Run(house.clock().Now()).ok());

  v1::DispatchPermit permit = VaultHouse::AlertPermit();
  permit.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(house.clock().Now() + absl::Hours(1)));
  v1::OpenContactsRequest request = house.AlertRequest({contact});
  *request.mutable_permit() = house.Signed(permit, "exposure");
  const auto opened = house.Ask("mail", &Stub::OpenContacts, request);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->contacts(0).failure_reason(), "KEY_DESTROYED");
  EXPECT_EQ(opened->contacts(0).contact(), "");
  EXPECT_EQ(Macs(house, EventId::Random(), contact), std::vector<std::string>{""});
  EXPECT_EQ(ReasonOf(house.Ask("visit", &Stub::GetPseudonymKey, day).status()), "DAY_OUT_OF_REACH");
  EXPECT_TRUE(house.rings().Periods(KeyKind::kPseudonym)->empty()) << "asking for an old day makes no new key";
}

// A vault database from before the event's end forgets that it ended; the event's key is gone all the same.
TEST(OldBackup, LinksNothingOfAnEndedEvent) {
  Vault vault;
  const EventId event = EventId::Random();
  {
    VaultHouse house(vault.store);
    const std::string contact = house.Seal(kAddress);
    const std::string mac = Macs(house, event, contact).at(0);
    v1::EndEventRequest end;
    end.set_event_id(event.ToString());
    ASSERT_TRUE(house.Ask("exposure", &Stub::EndEvent, end).ok());

    Pool owner(vault.database.Conninfo(), 1);
    static constexpr platform::postgres::Statement kRestore{"test.restore", "UPDATE event_keys SET ended_at = NULL"};
    ASSERT_TRUE(owner.Run(absl::Now() + absl::Seconds(20), kRestore).ok());
    const auto again = Macs(house, event, contact);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].size(), 16u);
    EXPECT_NE(again[0], mac);
  }
}

}  // namespace
}  // namespace mimamori::vault
