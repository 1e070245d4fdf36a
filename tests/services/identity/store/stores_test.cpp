// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "embedded/identity_migrations.hpp"
#include "services/identity/store/administrators.hpp"
#include "services/identity/store/colleague_store.hpp"
#include "services/identity/store/device_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/postgres_account_store.hpp"
#include "services/identity/store/postgres_area_store.hpp"
#include "services/identity/store/postgres_invitation_store.hpp"
#include "services/identity/store/postgres_link_store.hpp"
#include "services/identity/store/postgres_log_in_store.hpp"
#include "services/identity/store/postgres_organisation_store.hpp"
#include "services/identity/store/postgres_session_store.hpp"
#include "services/identity/store/postgres_staff_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/pool.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::identity {
namespace {

namespace postgres = platform::postgres;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class IdentityStores : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  static postgres::AuditEntry AnAudit(const std::string& action) {
    return {.time = kNow, .actor = "test", .action = action, .object_type = "account", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  static NewAccount AnAccount(const std::string& user_name, bool demo = false) {
    NewAccount created{.account = *OpenAccount(AccountId::Random(), {.user_name = user_name,
                                                                     .display_name = "花子",
                                                                     .roles = {"HEALTH_OFFICER", "AUDITOR"},
                                                                     .areas = {"271004", "131016"},
                                                                     .organisation = "保健所",
                                                                     .demo = demo}),
                       .password_hash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
                       .totp_secret = std::nullopt,
                       .created_at = kNow};
    if (!demo) created.totp_secret = "sealed";
    return created;
  }
  AccountId Keep(const NewAccount& account) {
    EXPECT_TRUE(accounts_.Insert(Soon(), account, false, AnAudit("identity.CreateAccount")).ok());
    return account.account.id;
  }
  int64_t Count(const char* sql) {
    const auto rows = pool_.Run(Soon(), {sql, sql});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
  static std::string Mac(char letter) { return std::string(16, letter); }
  static std::string Hash(char letter) { return std::string(32, letter); }
  static LogInAttempt AnAttempt(char account = 'a', char network = 'n') {
    return {.id = platform::RandomUuid(), .account = Mac(account), .network = Mac(network)};
  }
  static AcceptedLogIn Accepted(const AccountId& account, std::optional<int64_t> step, char token) {
    return {.account = account, .totp_step = step, .password_hash = std::nullopt,
            .session = OpenSession(SessionId::Random(), SessionKind::kStaff, kNow, {}), .token_hash = Hash(token)};
  }

  tests::ScratchDatabase database_{"identity", embedded::identity_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresAccountStore accounts_{pool_};
  PostgresLogInStore log_ins_{pool_};
  PostgresSessionStore sessions_{pool_};
  PostgresLinkStore links_{pool_};
  PostgresAreaStore areas_{pool_};
  const SlowingPolicy slowing_;
};

TEST_F(IdentityStores, PrepareEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statements :
       {PostgresAccountStore::Statements(), PostgresLogInStore::Statements(), PostgresSessionStore::Statements(),
        PostgresLinkStore::Statements(), PostgresAreaStore::Statements(), PostgresStaffStore::Statements(),
        PostgresInvitationStore::Statements(), PostgresOrganisationStore::Statements(), DeviceStore::Statements(),
        ColleagueStore::Statements(), AdministratorStatements()}) {
    for (const auto& statement : statements) {
      EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
    }
  }
}

TEST_F(IdentityStores, FindAnAccountAsItWasKept) {
  const NewAccount created = AnAccount("hanako");
  Keep(created);
  const auto found = log_ins_.Find(Soon(), "hanako");
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ((*found)->account, created.account);
  EXPECT_EQ((*found)->password_hash, created.password_hash);
  EXPECT_EQ((*found)->totp_secret, "sealed");
  EXPECT_FALSE(log_ins_.Find(Soon(), "taro")->has_value());
  EXPECT_EQ(**log_ins_.GetAccount(Soon(), created.account.id), created.account);
}

TEST_F(IdentityStores, GiveAUserNameOnce) {
  Keep(AnAccount("hanako"));
  EXPECT_EQ(platform::ReasonOf(accounts_.Insert(Soon(), AnAccount("hanako"), false, AnAudit("x"))), "USER_NAME_TAKEN");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries"), 1);
}

TEST_F(IdentityStores, MakeTheFirstAdministratorOnce) {
  EXPECT_TRUE(accounts_.Insert(Soon(), AnAccount("first"), true, AnAudit("x")).ok());
  EXPECT_EQ(platform::ReasonOf(accounts_.Insert(Soon(), AnAccount("second"), true, AnAudit("x"))),
            "ADMINISTRATOR_EXISTS");
  EXPECT_EQ(Count("SELECT count(*) FROM accounts"), 1);
}

TEST_F(IdentityStores, SlowTheSixthAttempt) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt(), slowing_).ok());
  EXPECT_EQ(platform::ReasonOf(log_ins_.Begin(Soon(), kNow, AnAttempt(), slowing_)), "SLOW_DOWN");
  EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt('b'), slowing_).ok()) << "another account";
  EXPECT_TRUE(log_ins_.Begin(Soon(), kNow + absl::Seconds(1), AnAttempt(), slowing_).ok());
  EXPECT_EQ(platform::ReasonOf(log_ins_.Begin(Soon(), kNow + absl::Seconds(2), AnAttempt(), slowing_)), "SLOW_DOWN");
  EXPECT_TRUE(log_ins_.Begin(Soon(), kNow + absl::Minutes(17), AnAttempt(), slowing_).ok()) << "forgotten by then";
}

TEST_F(IdentityStores, SlowANetworkThatTriesManyAccounts) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt(static_cast<char>('A' + i)), slowing_).ok());
  }
  EXPECT_EQ(platform::ReasonOf(log_ins_.Begin(Soon(), kNow, AnAttempt('z'), slowing_)), "SLOW_DOWN");
  EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt('z', 'm'), slowing_).ok()) << "from another network";
}

TEST_F(IdentityStores, SlowManyAttemptsAtTheSameTimeToo) {
  std::atomic<int> begun = 0;
  {
    std::vector<std::jthread> strangers;
    for (int i = 0; i < 12; ++i) {
      strangers.emplace_back([&] { begun += log_ins_.Begin(Soon(), kNow, AnAttempt(), slowing_).ok() ? 1 : 0; });
    }
  }
  EXPECT_EQ(begun, 5);
}

TEST_F(IdentityStores, TakeACodeOnce) {
  const AccountId account = Keep(AnAccount("hanako"));
  EXPECT_TRUE(log_ins_.Accept(Soon(), AnAttempt(), Accepted(account, 100, '1'), AnAudit("in")).ok());
  const struct {
    const char* name;
    int64_t step;
    const char* reason;
  } cases[] = {{"the same", 100, "CODE_REPLAYED"}, {"an older one", 99, "CODE_REPLAYED"}, {"the next", 101, ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(platform::ReasonOf(log_ins_.Accept(Soon(), AnAttempt(), Accepted(account, c.step, '2'), AnAudit("in"))),
              c.reason);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM sessions"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'in'"), 2);
}

TEST_F(IdentityStores, ForgetAnAccountsFailuresWhenItLogsIn) {
  const AccountId account = Keep(AnAccount("hanako"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt(), slowing_).ok());
  const LogInAttempt right = AnAttempt();
  EXPECT_TRUE(log_ins_.Begin(Soon(), kNow, right, slowing_).ok());
  EXPECT_TRUE(log_ins_.Accept(Soon(), right, Accepted(account, std::nullopt, '1'), AnAudit("in")).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM log_in_attempts WHERE subject = repeat('a', 16)::bytea"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM log_in_attempts WHERE subject = repeat('n', 16)::bytea"), 3)
      << "the network keeps its failures";
}

TEST_F(IdentityStores, FindASessionOnlyAsWhatItIs) {
  const NewAccount hanako = AnAccount("hanako");
  Keep(hanako);
  ASSERT_TRUE(log_ins_.Accept(Soon(), AnAttempt(), Accepted(hanako.account.id, std::nullopt, 's'), AnAudit("in")).ok());
  const NewOperatorSession device{.session = OpenSession(SessionId::Random(), SessionKind::kOperator, kNow, {}),
                                  .token_hash = Hash('o'),
                                  .venue = platform::VenueId(77),
                                  .opened_by = "venue",
                                  .request_id = platform::RequestId::Random()};
  ASSERT_TRUE(sessions_.OpenOperator(Soon(), device, AnAudit("open")).ok());

  EXPECT_EQ((*sessions_.Find(Soon(), Hash('s'), SessionKind::kStaff))->account, hanako.account);
  EXPECT_FALSE(sessions_.Find(Soon(), Hash('s'), SessionKind::kOperator)->has_value());
  EXPECT_EQ((*sessions_.Find(Soon(), Hash('o'), SessionKind::kOperator))->venue.number(), 77);
  EXPECT_FALSE(sessions_.Find(Soon(), Hash('o'), SessionKind::kStaff)->has_value());
  EXPECT_FALSE(sessions_.Find(Soon(), Hash('x'), SessionKind::kStaff)->has_value());

  ASSERT_TRUE(sessions_.EndStaff(Soon(), Hash('o'), AnAudit("out")).ok());
  EXPECT_TRUE(sessions_.Find(Soon(), Hash('o'), SessionKind::kOperator)->has_value()) << "not a staff session";
  ASSERT_TRUE(sessions_.EndStaff(Soon(), Hash('s'), AnAudit("out")).ok());
  ASSERT_TRUE(sessions_.EndStaff(Soon(), Hash('s'), AnAudit("out")).ok()) << "again";
  EXPECT_FALSE(sessions_.Find(Soon(), Hash('s'), SessionKind::kStaff)->has_value());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'out'"), 1);
}

TEST_F(IdentityStores, MakeTheEarlierDeviceTokenVoidOnARetry) {
  NewOperatorSession device{.session = OpenSession(SessionId::Random(), SessionKind::kOperator, kNow, {}),
                            .token_hash = Hash('1'),
                            .venue = platform::VenueId(77),
                            .opened_by = "venue",
                            .request_id = platform::RequestId::Random()};
  ASSERT_TRUE(sessions_.OpenOperator(Soon(), device, AnAudit("open")).ok());
  device.token_hash = Hash('2');
  device.session.id = SessionId::Random();
  ASSERT_TRUE(sessions_.OpenOperator(Soon(), device, AnAudit("open")).ok());
  EXPECT_FALSE(sessions_.Find(Soon(), Hash('1'), SessionKind::kOperator)->has_value());
  EXPECT_TRUE(sessions_.Find(Soon(), Hash('2'), SessionKind::kOperator)->has_value());
  device.venue = platform::VenueId(78);
  EXPECT_EQ(platform::ReasonOf(sessions_.OpenOperator(Soon(), device, AnAudit("open")).status()), "REQUEST_ID_REUSED");
}

TEST_F(IdentityStores, RemoveWhatHasExpired) {
  const AccountId account = Keep(AnAccount("hanako"));
  ASSERT_TRUE(log_ins_.Accept(Soon(), AnAttempt(), Accepted(account, std::nullopt, 's'), AnAudit("in")).ok());
  EXPECT_EQ(*sessions_.RemoveExpired(Soon(), kNow + absl::Hours(11)), 0);
  EXPECT_EQ(*sessions_.RemoveExpired(Soon(), kNow + absl::Hours(13)), 1);
  ASSERT_TRUE(log_ins_.Begin(Soon(), kNow, AnAttempt(), slowing_).ok());
  EXPECT_EQ(*log_ins_.ForgetAttempts(Soon(), kNow), 0);
  EXPECT_EQ(*log_ins_.ForgetAttempts(Soon(), kNow + absl::Seconds(1)), 2);
  const Link link = *MakeLink({.payload = "p", .owner = "visit", .request_id = RequestId::Random()}, kNow, {});
  ASSERT_TRUE(links_.Keep(Soon(), Hash('l'), link).ok());
  EXPECT_EQ(*links_.RemoveForgotten(Soon(), kNow + absl::Hours(47)), 0);
  EXPECT_EQ(*links_.RemoveForgotten(Soon(), kNow + absl::Hours(48)), 1);
}

TEST_F(IdentityStores, KeepTheNewestLinkOfACall) {
  Link link = *MakeLink({.payload = "first", .owner = "visit", .request_id = RequestId::Random()}, kNow, {});
  ASSERT_TRUE(links_.Keep(Soon(), Hash('1'), link).ok());
  link.payload = "second";
  ASSERT_TRUE(links_.Keep(Soon(), Hash('2'), link).ok());
  EXPECT_FALSE(links_.Find(Soon(), Hash('1'))->has_value());
  EXPECT_EQ((*links_.Find(Soon(), Hash('2')))->payload, "second");

  const RequestId use = RequestId::Random();
  ASSERT_TRUE(links_.Use(Soon(), kNow, Hash('2'), "visit", LinkPurpose::kVerifyAddress, use).ok());
  EXPECT_EQ(platform::ReasonOf(links_.Keep(Soon(), Hash('3'), link)), "LINK_USED");
  link.purpose = LinkPurpose::kVenueRegistration;
  EXPECT_EQ(platform::ReasonOf(links_.Keep(Soon(), Hash('4'), link)), "REQUEST_ID_REUSED");
}

TEST_F(IdentityStores, UseALinkOnceAmongManyAtTheSameTime) {
  const Link link = *MakeLink({.payload = "p", .owner = "visit", .request_id = RequestId::Random()}, kNow, {});
  ASSERT_TRUE(links_.Keep(Soon(), Hash('l'), link).ok());
  std::atomic<int> used = 0;
  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 8; ++i) {
      readers.emplace_back([&] {
        used += links_.Use(Soon(), kNow, Hash('l'), "visit", LinkPurpose::kVerifyAddress, RequestId::Random()).ok();
      });
    }
  }
  EXPECT_EQ(used, 1);
}

TEST_F(IdentityStores, ShipOnlyAreasWhoseCheckDigitIsRight) {
  const auto areas = areas_.List(Soon(), "", 10'000);
  ASSERT_TRUE(areas.ok());
  int prefectures = 0;
  std::map<std::string, std::string> prefecture_names;
  for (const Area& area : *areas) {
    SCOPED_TRACE(area.code + " " + area.display_name);
    const auto code = platform::AreaCode::Parse(area.code);
    ASSERT_TRUE(code.ok());
    EXPECT_EQ(code->IsPrefecture(), area.prefecture.empty());
    if (code->IsPrefecture()) {
      ++prefectures;
      prefecture_names[area.code.substr(0, 2)] = area.display_name;
    } else {
      EXPECT_EQ(prefecture_names[area.code.substr(0, 2)], area.prefecture);
    }
  }
  EXPECT_EQ(prefectures, 47);
  EXPECT_EQ(areas->size(), 131u);
}

TEST_F(IdentityStores, ReadThePoliciesThatAreShipped) {
  PolicyBook book(pool_);
  EXPECT_EQ(*book.Hashing(Soon(), kNow), (HashingPolicy{.memory_kib = 65536, .passes = 3}));
  EXPECT_EQ(book.Slowing(Soon(), kNow)->longest_delay, absl::Seconds(60));
  EXPECT_EQ(book.Sessions(Soon(), kNow)->operator_device, absl::Hours(24 * 90));
  EXPECT_EQ(book.Links(Soon(), kNow)->venue_registration, absl::Hours(24 * 7));
  EXPECT_TRUE(book.Staff(Soon(), kNow)->totp_required);
  EXPECT_EQ(book.Staff(Soon(), kNow)->invitation, absl::Hours(72));
  EXPECT_EQ(book.Links(Soon(), kNow)->venue_log_in, absl::Hours(1));
  EXPECT_EQ(book.Links(Soon(), kNow)->diary, absl::Hours(24 * 7));
  EXPECT_EQ(book.Sessions(Soon(), kNow)->patient_device, absl::Hours(24 * 90));
}

TEST_F(IdentityStores, ReadHowLongPatientsLinksAndDevicesLast) {
  auto owner = postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner.ok());
  const auto change = [&](const std::string& body) {
    return (*owner)->Script("UPDATE policies SET body = '" + body + "' WHERE name = 'identity.diaries'").ok();
  };
  ASSERT_TRUE(change(R"({"link_hours": 48, "session_days": 14})"));
  PolicyBook book(pool_);
  EXPECT_EQ(book.Links(Soon(), kNow)->diary, absl::Hours(48));
  EXPECT_EQ(book.Sessions(Soon(), kNow)->patient_device, absl::Hours(24 * 14));
  for (const char* broken : {R"({"link_hours": 48})", R"({"link_hours": 48, "session_days": 91})",
                             R"({"link_hours": 313, "session_days": 90})", R"({"link_hours": 0, "session_days": 90})"}) {
    SCOPED_TRACE(broken);
    ASSERT_TRUE(change(broken));
    EXPECT_EQ(platform::ReasonOf(PolicyBook(pool_).Links(Soon(), kNow).status()), "POLICY_MALFORMED");
    EXPECT_EQ(platform::ReasonOf(PolicyBook(pool_).Sessions(Soon(), kNow).status()), "POLICY_MALFORMED");
  }
}

TEST_F(IdentityStores, ReadAChangedPolicyHalfAMinuteLater) {
  PolicyBook book(pool_);
  ASSERT_EQ(book.Sessions(Soon(), kNow)->staff, absl::Hours(12));
  auto owner = postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner.ok());
  const auto change = [&](const std::string& body) {
    return (*owner)->Script("UPDATE policies SET body = '" + body + "' WHERE name = 'identity.sessions'").ok();
  };
  ASSERT_TRUE(change(R"({"staff_hours": 8, "staff_idle_minutes": 30, "operator_days": 30})"));
  EXPECT_EQ(book.Sessions(Soon(), kNow + absl::Seconds(29))->staff, absl::Hours(12));
  EXPECT_EQ(book.Sessions(Soon(), kNow + absl::Seconds(31))->staff, absl::Hours(8));
  for (const char* broken : {R"({"staff_hours": 8})", R"({"staff_hours": 800, "staff_idle_minutes": 30, "operator_days": 30})",
                             R"({"staff_hours": "8", "staff_idle_minutes": 30, "operator_days": 30})",
                             R"({"staff_hours": 7.5, "staff_idle_minutes": 30, "operator_days": 30})"}) {
    SCOPED_TRACE(broken);
    ASSERT_TRUE(change(broken));
    EXPECT_EQ(platform::ReasonOf(PolicyBook(pool_).Sessions(Soon(), kNow).status()), "POLICY_MALFORMED");
  }
}

}  // namespace
}  // namespace mimamori::identity
