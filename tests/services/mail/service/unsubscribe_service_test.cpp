// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/unsubscribe_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_migrations.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::EmailAddress;
using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class UnsubscribeServiceTest : public testing::Test {
 protected:
  using Stub = v1::UnsubscribeService::Stub;
  UnsubscribeServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::UnsubscribeService::NewStub(server_->InProcessChannel({}));
  }
  ~UnsubscribeServiceTest() override { server_->Shutdown(); }

  absl::StatusOr<v1::Subscription> Click(const std::string& token) {
    v1::UnsubscribeRequest request;
    request.set_token(token);
    return tests::CallWith(callers_.Anyone(), *stub_, &Stub::Unsubscribe, request);
  }
  absl::StatusOr<v1::Subscription> Get(const std::string& token) {
    v1::GetSubscriptionRequest request;
    request.set_token(token);
    return tests::CallWith(callers_.Anyone(), *stub_, &Stub::GetSubscription, request);
  }
  absl::StatusOr<v1::Subscription> Set(const std::string& token, bool stopped) {
    v1::SetSubscriptionRequest request;
    request.set_token(token);
    request.set_stopped(stopped);
    return tests::CallWith(callers_.Anyone(), *stub_, &Stub::SetSubscription, request);
  }
  std::string TokenFor(const char* address) const { return tokens_.Write(stops_.MacOf(*EmailAddress::Parse(address))); }
  bool Stopped(const char* text) {
    const auto address = *EmailAddress::Parse(text);
    return stops_.AreStopped(Soon(), {&address})->front();
  }

  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"mail", clock_};
  platform::rpc::CallerVerifier verifier_{"mail", callers_.keys(), clock_};
  platform::observe::Metrics metrics_;
  platform::rpc::Runner runner_{{}, verifier_, clock_, metrics_};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  const platform::Secret key_ = platform::crypto::RandomKey();
  StopList stops_{pool_, key_};
  const UnsubscribeTokens tokens_{key_};
  UnsubscribeService service_{stops_, tokens_, runner_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::UnsubscribeService::Stub> stub_;
};

TEST_F(UnsubscribeServiceTest, PreparesEveryStatementOfTheStopList) {
  auto connection = *pool_.Borrow(Soon());
  for (const auto& statement : StopList::Statements()) {
    EXPECT_TRUE(connection->Prepare(statement).ok()) << statement.name;
  }
}

TEST_F(UnsubscribeServiceTest, EndsAlertsWithOneClickForThatPersonAlone) {
  const std::string token = TokenFor("Hanako@Example.jp");
  EXPECT_FALSE(Get(token)->stopped());
  EXPECT_FALSE(Stopped("hanako@example.jp")) << "looking changes nothing";
  for (int i = 0; i < 2; ++i) {
    const auto clicked = Click(token);
    ASSERT_TRUE(clicked.ok()) << clicked.status();
    EXPECT_TRUE(clicked->stopped());
  }
  EXPECT_TRUE(Get(token)->stopped());
  EXPECT_TRUE(Get(TokenFor("hanako@example.jp"))->stopped()) << "another mail's token is hers as well";
  EXPECT_TRUE(Stopped("hanako@example.jp"));
  EXPECT_FALSE(Stopped("john@example.com"));
}

TEST_F(UnsubscribeServiceTest, LetsThemComeAgain) {
  const std::string token = TokenFor("hanako@example.jp");
  ASSERT_TRUE(Set(token, true)->stopped());
  EXPECT_TRUE(Stopped("hanako@example.jp"));
  ASSERT_FALSE(Set(token, false)->stopped());
  EXPECT_FALSE(Stopped("hanako@example.jp"));
}

TEST_F(UnsubscribeServiceTest, KeepsNoAddressAndAuditsWithoutOne) {
  ASSERT_TRUE(Click(TokenFor("hanako@example.jp")).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_EQ(dump.find("hanako"), std::string::npos);
  EXPECT_EQ(dump.find("example.jp"), std::string::npos);
  EXPECT_THAT(dump, testing::HasSubstr("mail.Stop"));
}

TEST_F(UnsubscribeServiceTest, KnowsItsOwnTokensOnly) {
  std::string changed = TokenFor("hanako@example.jp");
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  const platform::Secret other_key = platform::crypto::RandomKey();
  const UnsubscribeTokens others(other_key);
  for (const std::string& token : {std::string(), std::string("x"), std::string("not base64!"), changed,
                                   others.Write(std::string(16, 'm'))}) {
    EXPECT_EQ(ReasonOf(Click(token).status()), "LINK_UNKNOWN") << token;
    EXPECT_EQ(ReasonOf(Get(token).status()), "LINK_UNKNOWN");
    EXPECT_EQ(ReasonOf(Set(token, true).status()), "LINK_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(tests::CallWith(callers_.Service("visit"), *stub_, &Stub::Unsubscribe, v1::UnsubscribeRequest())
                         .status()),
            "ACCESS_DENIED");
}

}  // namespace
}  // namespace mimamori::mail
