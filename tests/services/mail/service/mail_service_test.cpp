// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/mail_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_migrations.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/wire.hpp"
#include "tests/services/mail/support/fake_vault.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using tests::FakeVault;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

class MailServiceTest : public testing::Test {
 protected:
  MailServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::MailService::NewStub(server_->InProcessChannel({}));
  }
  ~MailServiceTest() override { server_->Shutdown(); }

  v1::NewMessage AMessage(std::map<std::string, std::string> parameters) {
    v1::NewMessage message;
    message.set_request_id(platform::RequestId::Random().ToString());
    message.set_sealed_contact("sealed");
    for (const auto& [name, value] : parameters) (*message.mutable_parameters())[name] = value;
    return message;
  }
  v1::EnqueueRequest Verification() {
    v1::EnqueueRequest request;
    request.set_template_("verification");
    *request.mutable_permit() = FakeVault::Permit("visit", vault::v1::RING_VISIT, "verification");
    *request.mutable_expire_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(1));
    *request.add_messages() = AMessage({{"link", "https://mimamori.example/confirm/secret-token"}});
    request.mutable_messages(0)->set_quota_key(std::string(16, 'r'));
    request.mutable_messages(0)->set_domain_quota_key(std::string(16, 'd'));
    return request;
  }
  v1::EnqueueRequest Caution(const std::string& group, int count) {
    v1::EnqueueRequest request;
    request.set_template_("alert-caution");
    request.set_group(group);
    *request.mutable_permit() = FakeVault::Permit("exposure", vault::v1::RING_VISIT, "alert-caution");
    *request.mutable_expire_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(24));
    for (int i = 0; i < count; ++i) {
      *request.add_messages() = AMessage({{"date", "2026-11-21"}, {"contact_text", "secret contact text"}});
    }
    return request;
  }

  absl::StatusOr<v1::EnqueueResponse> Enqueue(const std::string& service, const v1::EnqueueRequest& request) {
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::Enqueue, request);
  }
  absl::StatusOr<v1::Progress> ProgressOf(const std::string& group, const std::string& service = "exposure") {
    v1::GetProgressRequest request;
    request.set_group(group);
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::GetProgress, request);
  }
  absl::StatusOr<v1::Progress> Cancel(const std::string& group, const std::string& service = "exposure") {
    v1::CancelGroupRequest request;
    request.set_group(group);
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::CancelGroup, request);
  }

  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"mail", clock_};
  platform::rpc::CallerVerifier verifier_{"mail", callers_.keys(), clock_};
  platform::observe::Metrics metrics_;
  platform::rpc::Runner runner_{{}, verifier_, clock_, metrics_};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresMailStore store_{pool_};
  PolicyBook policies_{pool_};
  ParameterBox parameters_{platform::crypto::RandomKey()};
  std::atomic<int> wakes_ = 0;
  StopList stops_{pool_, platform::Secret(std::string(32, 's'))};
  MailService service_{store_, stops_, parameters_, runner_,
                       {.public_url = "https://mimamori.example",
                        .staff_url = "https://staff.mimamori.example",
                        .quotas = std::bind_front(&PolicyBook::Quotas, &policies_),
                        .wake_sender = [this] { ++wakes_; }}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::MailService::Stub> stub_;
};

TEST_F(MailServiceTest, TakesMailsAndWakesTheSender) {
  const auto response = Enqueue("visit", Verification());
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->message_ids_size(), 1);
  EXPECT_TRUE(platform::ParseUuid(response->message_ids(0)));
  EXPECT_EQ(wakes_, 1);
}

TEST_F(MailServiceTest, RemembersWhoWantsNoMailForVisitAloneAndKeepsNoAddress) {
  v1::SetStopRequest set;
  set.set_email_address("Hanako@example.jp");
  set.set_stopped(true);
  v1::GetStopRequest get;
  get.set_email_address("hanako@EXAMPLE.jp");
  const auto set_by = [&](const std::string& service) {
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::SetStop, set);
  };
  const auto get_by = [&](const std::string& service) {
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::GetStop, get);
  };
  for (const char* stranger : {"venue", "identity", "exposure", "gateway_public", "gateway_staff"}) {
    EXPECT_TRUE(absl::IsPermissionDenied(set_by(stranger).status())) << stranger;
    EXPECT_TRUE(absl::IsPermissionDenied(get_by(stranger).status())) << stranger;
  }
  EXPECT_FALSE(get_by("visit")->stopped());
  EXPECT_TRUE(set_by("visit")->stopped());
  EXPECT_TRUE(get_by("visit")->stopped());
  EXPECT_EQ(tests::DumpDatabase(database_.Conninfo()).find("anako"), std::string::npos);
  set.set_stopped(false);
  EXPECT_FALSE(set_by("visit")->stopped());
  EXPECT_FALSE(get_by("visit")->stopped());
  set.set_email_address("nobody");
  get.set_email_address("nobody");
  EXPECT_EQ(platform::ReasonOf(set_by("visit").status()), "MALFORMED_EMAIL_ADDRESS");
  EXPECT_EQ(platform::ReasonOf(get_by("visit").status()), "MALFORMED_EMAIL_ADDRESS");
}

TEST_F(MailServiceTest, AnswersARetryAlike) {
  const v1::EnqueueRequest request = Caution("event", 3);
  const auto first = Enqueue("exposure", request);
  const auto again = Enqueue("exposure", request);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(ProgressOf("event")->queued(), 3);
}

TEST_F(MailServiceTest, KeepsWhoseTextsTheyAreWrittenWith) {
  auto request = Caution("event", 1);
  request.set_area_code("271004");
  ASSERT_TRUE(Enqueue("exposure", request).ok());
  const auto claimed = store_.Claim(absl::Now() + absl::Seconds(20), kNow, kNow + absl::Minutes(1), 1, 10);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  ASSERT_EQ(claimed->size(), 1u);
  EXPECT_EQ(claimed->front().area_code, "271004");
}

TEST_F(MailServiceTest, KeepsNoParameterReadable) {
  ASSERT_TRUE(Enqueue("visit", Verification()).ok());
  ASSERT_TRUE(Enqueue("exposure", Caution("event", 2)).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  for (const char* secret : {"secret-token", "secret contact text", "2026-11-21\",", "confirm/"}) {
    EXPECT_EQ(dump.find(secret), std::string::npos) << secret;
  }
}

TEST_F(MailServiceTest, RefusesWhatIsNotAsAgreed) {
  struct Case {
    const char* name;
    const char* caller;
    std::function<void(v1::EnqueueRequest&)> change;
    const char* reason;
    const char* field;
  };
  const Case cases[] = {
      {"no such template", "visit", [](auto& r) { r.set_template_("letter"); }, "UNKNOWN_TEMPLATE", "template"},
      {"another service's template", "venue", [](auto&) {}, "TEMPLATE_NOT_FOR_CALLER", ""},
      {"a service that may not mail", "registry", [](auto&) {}, "ACCESS_DENIED", ""},
      {"no permit", "visit", [](auto& r) { r.clear_permit(); }, "PERMIT_NOT_FOR_THIS", ""},
      {"a permit for another template", "visit",
       [](auto& r) { *r.mutable_permit() = FakeVault::Permit("visit", vault::v1::RING_VISIT, "alert-cluster"); },
       "PERMIT_NOT_FOR_THIS", ""},
      {"a permit for another ring", "visit",
       [](auto& r) { *r.mutable_permit() = FakeVault::Permit("visit", vault::v1::RING_PATIENT, "verification"); },
       "PERMIT_NOT_FOR_THIS", ""},
      {"another service's permit", "visit",
       [](auto& r) { *r.mutable_permit() = FakeVault::Permit("venue", vault::v1::RING_VISIT, "verification"); },
       "PERMIT_NOT_FOR_THIS", ""},
      {"no message", "visit", [](auto& r) { r.clear_messages(); }, "MISSING_FIELD", "messages"},
      {"too many messages", "visit",
       [](auto& r) {
         for (int i = 0; i < 500; ++i) *r.add_messages() = r.messages(0);
       },
       "TOO_MANY_MESSAGES", "messages"},
      {"a malformed id", "visit", [](auto& r) { r.mutable_messages(0)->set_request_id("7"); }, "MALFORMED_ID",
       "request_id"},
      {"a malformed group", "visit", [](auto& r) { r.set_group("a b"); }, "MALFORMED_ID", "group"},
      {"no area", "visit", [](auto& r) { r.set_area_code("271005"); }, "MALFORMED_AREA_CODE", "area_code"},
      {"no contact", "visit", [](auto& r) { r.mutable_messages(0)->clear_sealed_contact(); }, "MALFORMED_CONTACT",
       "sealed_contact"},
      {"an address as quota key", "visit", [](auto& r) { r.mutable_messages(0)->set_quota_key("a@example.jp"); },
       "MALFORMED_QUOTA_KEY", "quota_key"},
      {"a network as quota key", "visit", [](auto& r) { r.mutable_messages(0)->set_network_quota_key("192.0.2.0/24"); },
       "MALFORMED_QUOTA_KEY", "network_quota_key"},
      {"no end", "visit", [](auto& r) { r.clear_expire_time(); }, "MISSING_FIELD", "expire_time"},
      {"an end in the past", "visit",
       [](auto& r) { *r.mutable_expire_time() = platform::rpc::ToTimestamp(kNow); }, "EXPIRE_TIME_OUT_OF_RANGE",
       "expire_time"},
      {"an end too far", "visit",
       [](auto& r) { *r.mutable_expire_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(14 * 24 + 1)); },
       "EXPIRE_TIME_OUT_OF_RANGE", "expire_time"},
      {"a parameter too few", "visit", [](auto& r) { r.mutable_messages(0)->clear_parameters(); }, "PARAMETER_MISSING",
       "parameters"},
      {"a link elsewhere", "visit",
       [](auto& r) { (*r.mutable_messages(0)->mutable_parameters())["link"] = "https://evil.example/"; },
       "LINK_NOT_OURS", "parameters"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    v1::EnqueueRequest request = Verification();
    c.change(request);
    const absl::Status status = Enqueue(c.caller, request).status();
    EXPECT_EQ(ReasonOf(status), c.reason) << status;
    EXPECT_EQ(FieldOf(status), c.field);
  }
  EXPECT_EQ(wakes_, 0);
  EXPECT_EQ(*store_.CountUnsettled(absl::Now() + absl::Seconds(10)), Progress{}) << "all or none";
}

TEST_F(MailServiceTest, KeepsAllOrNone) {
  v1::EnqueueRequest request = Caution("event", 3);
  request.mutable_messages(2)->set_request_id("not one");
  EXPECT_FALSE(Enqueue("exposure", request).ok());
  EXPECT_EQ(ProgressOf("event")->queued(), 0);
}

TEST_F(MailServiceTest, HoldsStrangersToTheirQuota) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Enqueue("visit", Verification()).ok()) << i;
  EXPECT_EQ(ReasonOf(Enqueue("visit", Verification()).status()), "MAIL_QUOTA_EXCEEDED");
  EXPECT_TRUE(Enqueue("exposure", Caution("event", 100)).ok()) << "alerts are nobody's quota";
  clock_.Advance(absl::Hours(1));
  v1::EnqueueRequest later = Verification();
  *later.mutable_expire_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(3));
  EXPECT_TRUE(Enqueue("visit", later).ok());
}

TEST_F(MailServiceTest, SendsNothingUnlimitedWhenThePolicyIsMissing) {
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("DELETE FROM policies WHERE name = 'mail.quotas'").ok());
  EXPECT_EQ(ReasonOf(Enqueue("visit", Verification()).status()), "POLICY_MISSING");
}

TEST_F(MailServiceTest, HoldsANetworkToThePolicyOfNetworks) {
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script(R"(UPDATE policies SET body = '{"mails_per_hour": 2}' WHERE name = 'mail.network_quota')").ok());
  const auto ask = [&](char recipient, char network) {
    v1::EnqueueRequest request = Verification();
    request.mutable_messages(0)->set_quota_key(std::string(16, recipient));
    request.mutable_messages(0)->set_network_quota_key(std::string(16, network));
    return ReasonOf(Enqueue("visit", request).status());
  };
  EXPECT_EQ(ask('a', 'n'), "");
  EXPECT_EQ(ask('b', 'n'), "");
  EXPECT_EQ(ask('c', 'n'), "MAIL_QUOTA_EXCEEDED");
  EXPECT_EQ(ask('c', 'o'), "");
}

TEST_F(MailServiceTest, SendsNothingUnlimitedWhenThePolicyOfNetworksIsMissing) {
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("DELETE FROM policies WHERE name = 'mail.network_quota'").ok());
  EXPECT_EQ(ReasonOf(Enqueue("visit", Verification()).status()), "POLICY_MISSING");
}

TEST_F(MailServiceTest, TellsHowFarAGroupIsAndTakesItBack) {
  ASSERT_TRUE(Enqueue("exposure", Caution("event", 4)).ok());
  EXPECT_EQ(ProgressOf("event")->queued(), 4);
  const auto cancelled = Cancel("event");
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->cancelled(), 4);
  EXPECT_EQ(cancelled->queued(), 0);
  EXPECT_EQ(ProgressOf("another")->queued(), 0);
  EXPECT_EQ(ReasonOf(ProgressOf("").status()), "MALFORMED_ID");
  EXPECT_EQ(ReasonOf(ProgressOf("event", "visit").status()), "ACCESS_DENIED");
  EXPECT_EQ(ReasonOf(Cancel("event", "visit").status()), "ACCESS_DENIED");
}

TEST_F(MailServiceTest, TellsWhatBecameOfTheCallersOwnMessages) {
  const auto find = [&](const std::string& service, const v1::FindFatesRequest& request) {
    return tests::CallWith(callers_.Service(service), *stub_, &v1::MailService::Stub::FindFates, request);
  };
  const v1::EnqueueRequest alerts = Caution("event", 2);
  ASSERT_TRUE(Enqueue("exposure", alerts).ok());
  v1::FindFatesRequest request;
  request.add_request_ids(alerts.messages(1).request_id());
  request.add_request_ids(platform::RequestId::Random().ToString());
  EXPECT_EQ(find("exposure", request)->fates(0), v1::FATE_OPEN);
  EXPECT_EQ(find("exposure", request)->fates(1), v1::FATE_UNKNOWN);
  ASSERT_TRUE(Cancel("event").ok());
  EXPECT_EQ(find("exposure", request)->fates(0), v1::FATE_STAYED);
  EXPECT_EQ(ReasonOf(find("visit", request).status()), "ACCESS_DENIED");
  request.add_request_ids("1");
  EXPECT_EQ(ReasonOf(find("exposure", request).status()), "MALFORMED_ID");
  request.Clear();
  for (int i = 0; i < 501; ++i) request.add_request_ids(platform::RequestId::Random().ToString());
  EXPECT_EQ(ReasonOf(find("exposure", request).status()), "TOO_MANY_MESSAGES");
}

}  // namespace
}  // namespace mimamori::mail
