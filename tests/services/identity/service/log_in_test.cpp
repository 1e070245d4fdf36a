// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::COOKIE_NAME_OPERATOR_SESSION;
using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;

TEST(LogIn, OpensASessionWithPasswordAndCode) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  const auto session = house.LogIn(" Hanako", kPassword, house.CodeOf(hanako));
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->account().id(), hanako.account.id.ToString());
  EXPECT_EQ(session->account().area_codes(0), "271004");
  EXPECT_EQ(session->session_cookie().size(), 22u);
  EXPECT_EQ(session->expire_time().seconds(), absl::ToUnixSeconds(house.clock().Now() + absl::Hours(12)));

  const auto resolved = house.Resolve(session->session_cookie());
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->subject(), hanako.account.id.ToString());
  EXPECT_EQ(resolved->roles(0), mimamori::rpc::v1::ROLE_HEALTH_OFFICER);
  EXPECT_EQ(resolved->area_codes(0), "271004");
  EXPECT_EQ(resolved->organisation(), "") << "a name is no organisation";
}

TEST(LogIn, RefusesAlikeWhateverWasWrong) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  const struct {
    const char* name;
    const char* user_name;
    const char* password;
    std::string code;
  } cases[] = {
      {"nobody by that name", "taro", kPassword, house.CodeOf(hanako)},
      {"a name that no account can have", "taro@example.jp", kPassword, house.CodeOf(hanako)},
      {"wrong password", "hanako", "another password", house.CodeOf(hanako)},
      {"wrong password, no code", "hanako", "another password", ""},
      {"wrong code", "hanako", kPassword, TotpCodeAt(hanako.totp_secret, house.clock().Now() + absl::Hours(1))},
      {"a word as code", "hanako", kPassword, "secret"},
  };
  absl::Status first;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    house.clock().Advance(absl::Minutes(16));  // no slowing here
    const std::string code = c.code == cases[0].code ? house.CodeOf(hanako) : c.code;
    const auto refused = house.LogIn(c.user_name, c.password, code);
    EXPECT_EQ(ReasonOf(refused.status()), "LOG_IN_REFUSED");
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnauthenticated);
    if (first.ok()) first = refused.status();
    EXPECT_EQ(refused.status().message(), first.message());
    EXPECT_EQ(platform::FieldOf(refused.status()), "");
  }
  EXPECT_EQ(house.Number("SELECT count(*) FROM sessions"), 0);
}

TEST(LogIn, AsksForTheCodeOnlyAfterTheRightPassword) {
  IdentityHouse house;
  house.Make("hanako");
  EXPECT_EQ(ReasonOf(house.LogIn("hanako", kPassword).status()), "TOTP_REQUIRED");
  EXPECT_EQ(ReasonOf(house.LogIn("hanako", "another password").status()), "LOG_IN_REFUSED");
  EXPECT_EQ(house.Number("SELECT count(*) FROM log_in_attempts"), 2) << "one failure: its account and its network";
}

TEST(LogIn, TakesACodeOnce) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  const std::string code = house.CodeOf(hanako);
  ASSERT_TRUE(house.LogIn("hanako", kPassword, code).ok());
  EXPECT_EQ(ReasonOf(house.LogIn("hanako", kPassword, code).status()), "LOG_IN_REFUSED");
  house.clock().Advance(kTotpStep);
  EXPECT_EQ(ReasonOf(house.LogIn("hanako", kPassword, code).status()), "LOG_IN_REFUSED") << "still within the skew";
  EXPECT_TRUE(house.LogIn("hanako", kPassword, house.CodeOf(hanako)).ok());
  EXPECT_EQ(house.Number("SELECT count(*) FROM audit_entries WHERE reason = 'CODE_REPLAYED'"), 2);
}

TEST(LogIn, SlowsFailuresOfAnAccountWhetherItExistsOrNot) {
  for (const char* user_name : {"hanako", "nobody-here"}) {
    SCOPED_TRACE(user_name);
    IdentityHouse house;
    const auto hanako = house.Make("hanako");
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(ReasonOf(house.LogIn(user_name, "another password").status()), "LOG_IN_REFUSED");
    }
    const auto slowed = house.LogIn(user_name, "another password");
    EXPECT_EQ(ReasonOf(slowed.status()), "SLOW_DOWN");
    EXPECT_EQ(slowed.status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ReasonOf(house.LogIn(user_name, kPassword, house.CodeOf(hanako)).status()), "SLOW_DOWN")
        << "whoever it is";
    house.clock().Advance(absl::Seconds(1));
    EXPECT_EQ(ReasonOf(house.LogIn(user_name, "another password").status()), "LOG_IN_REFUSED");
    house.clock().Advance(absl::Seconds(1));
    EXPECT_EQ(ReasonOf(house.LogIn(user_name, "another password").status()), "SLOW_DOWN") << "two seconds now";
  }
}

TEST(LogIn, IsSlowedButNeverLockedOut) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  for (int i = 0; i < 40; ++i) {
    (void)house.LogIn("hanako", "another password");
    house.clock().Advance(absl::Seconds(5));
  }
  house.clock().Advance(absl::Seconds(60));
  EXPECT_TRUE(house.LogIn("hanako", kPassword, house.CodeOf(hanako)).ok());
  EXPECT_EQ(ReasonOf(house.LogIn("hanako", "another password").status()), "LOG_IN_REFUSED") << "forgotten";
}

TEST(LogIn, LetsADemoAccountInWithoutACodeOnlyInADemo) {
  for (const bool demo : {true, false}) {
    SCOPED_TRACE(demo);
    IdentityHouse house(demo);
    house.Make("demo", true);
    EXPECT_EQ(house.LogIn("demo", kPassword).ok(), demo);
  }
}

TEST(LogIn, RehashesAPasswordThatWasHashedAtAnotherCost) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  house.HashWith(R"({"memory_kib": 128, "passes": 2})");
  ASSERT_TRUE(house.LogIn("hanako", kPassword, house.CodeOf(hanako)).ok());
  EXPECT_EQ(house.Number("SELECT count(*) FROM accounts WHERE password_hash LIKE '$argon2id$v=19$m=128,t=2,%'"), 1);
  house.clock().Advance(absl::Minutes(1));
  EXPECT_TRUE(house.LogIn("hanako", kPassword, house.CodeOf(hanako)).ok());
}

TEST(LogIn, IsAuditedByAccountNeverByWhatWasTyped) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  ASSERT_TRUE(house.LogIn("hanako", kPassword, house.CodeOf(hanako)).ok());
  EXPECT_FALSE(house.LogIn("hanako", "typed-by-a-stranger").ok());
  EXPECT_FALSE(house.LogIn("my-password-in-the-wrong-field", "typed-by-a-stranger").ok());
  const std::string id = hanako.account.id.ToString();
  EXPECT_EQ(house.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.LogIn' AND reason = 'ACCEPTED' "
                         "AND actor = '" + id + "' AND object_id = '" + id + "'"), 1);
  EXPECT_EQ(house.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.LogIn' AND reason = 'REFUSED' "
                         "AND actor = 'anyone' AND object_id = '" + id + "'"), 1);
  EXPECT_EQ(house.Number("SELECT count(*) FROM audit_entries WHERE reason = 'REFUSED' AND object_id = ''"), 1);
}

TEST(LogIn, LeavesNothingSecretInTheDatabase) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  const std::string code = house.CodeOf(hanako);
  const auto session = house.LogIn("hanako", kPassword, code, "198.51.100.0/24");
  ASSERT_TRUE(session.ok());
  (void)house.LogIn("typed-into-the-wrong-field", "another password", "", "198.51.100.0/24");
  const std::string dump = tests::DumpDatabase(house.database().Conninfo());
  ASSERT_THAT(dump, HasSubstr(hanako.account.id.ToString()));
  for (const std::string& secret :
       {std::string(kPassword), session->session_cookie(), TotpSecretText(hanako.totp_secret),
        std::string(hanako.totp_secret.Reveal()), platform::crypto::ToHex(hanako.totp_secret.Reveal()),
        platform::crypto::ToHex(*platform::crypto::FromBase64Url(session->session_cookie())),
        std::string("typed-into-the-wrong-field"), std::string("198.51.100")}) {
    EXPECT_THAT(dump, Not(HasSubstr(secret)));
  }
}

TEST(LogIn, RefusesWhatIsNoFormByItsField) {
  IdentityHouse house;
  const struct {
    const char* name;
    std::string user_name;
    std::string password;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no name", "", kPassword, "user_name", "MISSING_FIELD"},
      {"no password", "hanako", "", "password", "MISSING_FIELD"},
      {"endless name", std::string(257, 'a'), kPassword, "user_name", "TEXT_TOO_LONG"},
      {"endless password", "hanako", std::string(1025, 'a'), "password", "TEXT_TOO_LONG"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto refused = house.LogIn(c.user_name, c.password);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(refused.status()), c.field);
  }
}

TEST(Session, EndsWithLogOut) {
  IdentityHouse house;
  house.Make("demo", true);
  const auto session = house.LogIn("demo", kPassword);
  ASSERT_TRUE(session.ok());
  v1::LogOutRequest request;
  request.set_session_cookie(session->session_cookie());
  for (const char* attempt : {"first", "again"}) {
    SCOPED_TRACE(attempt);
    const auto out = tests::CallWith(house.callers().Anyone("gateway_staff"), house.stub(),
                                     &IdentityHouse::Stub::LogOut, request);
    ASSERT_TRUE(out.ok()) << out.status();
    EXPECT_EQ(out->session_cookie(), "");
  }
  EXPECT_EQ(ReasonOf(house.Resolve(session->session_cookie()).status()), "SESSION_ENDED");
  EXPECT_EQ(house.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.LogOut'"), 1);
}

TEST(Session, EndsWhenNobodyIsThereAndAfterAShift) {
  IdentityHouse house;
  house.Make("demo", true);
  const auto left = house.LogIn("demo", kPassword);
  house.clock().Advance(absl::Minutes(61));
  EXPECT_EQ(ReasonOf(house.Resolve(left->session_cookie()).status()), "SESSION_ENDED");

  const auto busy = house.LogIn("demo", kPassword);
  for (int i = 0; i < 14; ++i) {
    house.clock().Advance(absl::Minutes(50));
    EXPECT_TRUE(house.Resolve(busy->session_cookie()).ok()) << i;
  }
  house.clock().Advance(absl::Minutes(20));
  EXPECT_EQ(ReasonOf(house.Resolve(busy->session_cookie()).status()), "SESSION_ENDED") << "12 hours";
}

TEST(Session, IsMarkedAsSeenAtMostOnceAMinute) {
  IdentityHouse house;
  house.Make("demo", true);
  const auto session = house.LogIn("demo", kPassword);
  const std::string ask = "SELECT extract(epoch FROM max(last_seen_at))::bigint FROM sessions";
  const int64_t opened = house.Number(ask);
  house.clock().Advance(absl::Seconds(59));
  ASSERT_TRUE(house.Resolve(session->session_cookie()).ok());
  EXPECT_EQ(house.Number(ask), opened);
  house.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(house.Resolve(session->session_cookie()).ok());
  EXPECT_EQ(house.Number(ask), opened + 60);
}

TEST(Session, CountsOnlyInTheCookieOfItsKind) {
  IdentityHouse house;
  house.Make("demo", true);
  const auto staff = house.LogIn("demo", kPassword);
  v1::OpenOperatorSessionRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_venue_id("0000002D");
  const auto device = tests::CallWith(house.callers().Service("venue"), house.stub(),
                                      &IdentityHouse::Stub::OpenOperatorSession, request);
  ASSERT_TRUE(device.ok()) << device.status();

  EXPECT_EQ(ReasonOf(house.Resolve(staff->session_cookie(), COOKIE_NAME_OPERATOR_SESSION).status()), "SESSION_ENDED");
  EXPECT_EQ(ReasonOf(house.Resolve(device->session_cookie()).status()), "SESSION_ENDED");
  const auto resolved = house.Resolve(device->session_cookie(), COOKIE_NAME_OPERATOR_SESSION);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->organisation(), "0000002D");
  EXPECT_EQ(resolved->roles(0), mimamori::rpc::v1::ROLE_VENUE_OPERATOR);
  house.clock().Advance(absl::Hours(24 * 90));
  EXPECT_EQ(ReasonOf(house.Resolve(device->session_cookie(), COOKIE_NAME_OPERATOR_SESSION).status()), "SESSION_ENDED");
  for (const char* nonsense : {"", "x", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_EQ(ReasonOf(house.Resolve(nonsense).status()), "SESSION_ENDED");
  }
}

TEST(OwnAccount, IsTheCallers) {
  IdentityHouse house;
  const auto hanako = house.Make("hanako");
  const auto account = tests::CallWith(house.callers().Officer(hanako.account.id.ToString(), {"271004"}), house.stub(),
                                       &IdentityHouse::Stub::GetOwnAccount, v1::GetOwnAccountRequest());
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_EQ(account->user_name(), "hanako");
  EXPECT_EQ(ReasonOf(tests::CallWith(house.callers().Officer(AccountId::Random().ToString(), {}), house.stub(),
                                     &IdentityHouse::Stub::GetOwnAccount, v1::GetOwnAccountRequest())
                         .status()),
            "SESSION_ENDED");
}

}  // namespace
}  // namespace mimamori::identity
