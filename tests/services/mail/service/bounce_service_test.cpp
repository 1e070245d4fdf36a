// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/bounce_service.hpp"

#include <gtest/gtest.h>

#include "embedded/mail_migrations.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class BounceServiceTest : public testing::Test {
 protected:
  using Stub = v1::BounceService::Stub;
  BounceServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::BounceService::NewStub(server_->InProcessChannel({}));
  }
  ~BounceServiceTest() override { server_->Shutdown(); }

  // A mail that left, and its token.
  std::string AToken() {
    const platform::postgres::Statement sent{"test_sent", R"(
      INSERT INTO outbox (message_id, caller, request_id, template, priority, state, created_at, expires_at, next_at, settled_at, key_day)
      VALUES (gen_random_uuid(), 'exposure', gen_random_uuid(), 'alert-caution', 1, 2, 'epoch', 'epoch', 'epoch', 'epoch', '2026-11-21')
      RETURNING id)"};
    return tokens_.Write({pool_.Run(Soon(), sent)->Int8(0, 0), mailbox_});
  }
  absl::StatusOr<v1::RecordedBounce> Record(const std::string& token, const std::string& status = "5.1.1", int code = 550,
                                            const std::string& caller = "inbound_mail") {
    v1::RecordBounceRequest request;
    request.set_token(token);
    request.set_status(status);
    request.set_smtp_code(code);
    return tests::CallWith(caller.empty() ? callers_.Anyone() : callers_.Service(caller), *stub_, &Stub::RecordBounce, request);
  }
  bool Suppressed() { return bounces_.AreSuppressed(Soon(), kNow, {mailbox_})->front(); }

  const std::string mailbox_ = std::string(16, 'h');
  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"mail", clock_};
  platform::rpc::CallerVerifier verifier_{"mail", callers_.keys(), clock_};
  platform::observe::Metrics metrics_;
  platform::rpc::Runner runner_{{}, verifier_, clock_, metrics_};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  const platform::Secret key_ = platform::crypto::RandomKey();
  const BounceTokens tokens_{key_};
  BounceStore bounces_{pool_};
  PolicyBook policies_{pool_};
  BounceService service_{bounces_, tokens_, std::bind_front(&PolicyBook::Bounces, &policies_), runner_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(BounceServiceTest, RecordsWhatTheDoorOfMailsReports) {
  const std::string token = AToken();
  const auto first = Record(token);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->changed());
  EXPECT_FALSE(Record(token)->changed()) << "once";
  EXPECT_TRUE(Record(AToken())->changed());
  for (const char* status : {"5.7.1", "5.2.2", "4.4.7"}) EXPECT_TRUE(Record(AToken(), status, 0)->changed()) << status;
  EXPECT_FALSE(Suppressed()) << "a filter, a full mailbox, a server that was away";
  EXPECT_TRUE(Record(AToken())->changed());
  EXPECT_TRUE(Suppressed()) << "three mails to a mailbox that there is not";
}

TEST_F(BounceServiceTest, SaysWhatIsWrong) {
  const std::string token = AToken();
  const struct {
    std::string token, status;
    int code;
    const char* reason;
    const char* field;
  } cases[] = {
      {"", "5.1.1", 550, "TOKEN_UNKNOWN", ""},
      {std::string(55, '0'), "5.1.1", 550, "TOKEN_UNKNOWN", ""},
      {token, "", 550, "MALFORMED_STATUS", "status"},
      {token, "2.1.5", 550, "MALFORMED_STATUS", "status"},
      {token, "5.1.1", 250, "SMTP_CODE_OUT_OF_RANGE", "smtp_code"},
      {token, "5.1.1", 600, "SMTP_CODE_OUT_OF_RANGE", "smtp_code"},
      {token, "5.1.1", -1, "SMTP_CODE_OUT_OF_RANGE", "smtp_code"},
  };
  for (const auto& c : cases) {
    const absl::Status status = Record(c.token, c.status, c.code).status();
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(FieldOf(status), c.field) << c.reason;
  }
  EXPECT_TRUE(Record(token)->changed()) << "nothing was kept before";
}

TEST_F(BounceServiceTest, IsForTheDoorOfMailsAlone) {
  const std::string token = AToken();
  for (const char* caller : {"", "gateway_public", "gateway_staff", "visit", "exposure"}) {
    EXPECT_EQ(Record(token, "5.1.1", 550, caller).status().code(), absl::StatusCode::kPermissionDenied) << caller;
  }
  EXPECT_TRUE(Record(token)->changed());
}

}  // namespace
}  // namespace mimamori::mail
