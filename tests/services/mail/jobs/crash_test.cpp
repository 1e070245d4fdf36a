// SPDX-License-Identifier: Apache-2.0
// The real binary, killed while it sends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "embedded/mail_migrations.hpp"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/platform/rpc/wire.hpp"
#include "tests/services/mail/support/fake_vault.hpp"
#include "tests/services/mail/support/mailbox.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using testing::SizeIs;

constexpr int kMails = 1500;

class CrashTest : public testing::Test {
 protected:
  std::unique_ptr<tests::ChildProcess> Start() {
    auto process = std::make_unique<tests::ChildProcess>(tests::ChildProcess::Command{
        .words = {MAIL_BINARY, "--listen", address_, "--caller-keys", callers_.keys(), "--vault", vault_address_,
                  "--secrets", folder_.path(), "--database", database_.ServiceConninfo(), "--migration-database",
                  database_.OwnerConninfo(), "--smtp", mailbox_.smtp(), "--clock-file", folder_.File("clock"),
                  "--smtp-connections", "4"},
        .environment = {}});
    channel_ = grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
    EXPECT_TRUE(channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30)))
        << process->Errors();
    return process;
  }
  void Enqueue(int count) {
    v1::EnqueueRequest request;
    request.set_template_("alert-cluster");
    request.set_group("event");
    *request.mutable_permit() = tests::FakeVault::Permit("exposure", vault::v1::RING_VISIT, "alert-cluster");
    *request.mutable_expire_time() = platform::rpc::ToTimestamp(absl::Now() + absl::Hours(24));
    for (int i = 0; i < count; ++i) {
      v1::NewMessage& message = *request.add_messages();
      message.set_request_id(platform::RequestId::Random().ToString());
      message.set_sealed_contact(vault_.Seal(fmt::format("visitor-{}@example.jp", ++visitors_), "en"));
      for (const auto& [name, value] : std::map<std::string, std::string>{
               {"venue_name", "Cafe"}, {"date", "2026-11-21"}, {"stay_start", "19:05"}, {"stay_end", "20:35"},
               {"contact_text", "health centre"}}) {
        (*message.mutable_parameters())[name] = value;
      }
    }
    const auto stub = v1::MailService::NewStub(channel_);
    const auto response =
        tests::CallWith(callers_.Service("exposure"), *stub, &v1::MailService::Stub::Enqueue, request);
    ASSERT_TRUE(response.ok()) << response.status();
  }
  int64_t Sent() {
    const platform::postgres::Statement sent{"test_sent", "SELECT count(*) FROM outbox WHERE state = 2"};
    return pool_.Run(absl::Now() + absl::Seconds(10), sent)->Int8(0, 0);
  }
  bool WaitUntilAllAreWrittenDown() {
    for (const absl::Time end = absl::Now() + absl::Minutes(1); Sent() < kMails;) {
      if (absl::Now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  tests::TempFolder folder_;
  std::unique_ptr<platform::Clock> clock_ = *platform::MakeClock("");
  tests::Callers callers_{"mail", *clock_};
  std::string address_ = "unix:" + folder_.File("mail.sock");
  std::string vault_address_ = "unix:" + folder_.File("vault.sock");
  tests::FakeVault vault_{vault_address_};
  tests::Mailbox mailbox_;
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 2};
  std::shared_ptr<grpc::Channel> channel_;
  int visitors_ = 0;
};

TEST_F(CrashTest, LosesNoMailAndRepeatsOnlyWhatWasInFlight) {
  ASSERT_TRUE(platform::CreateSecretFile(folder_.File("page-token.key"),
                                         platform::crypto::ToBase64Url(platform::crypto::RandomBytes(32)))
                  .ok());
  ASSERT_TRUE(platform::CreateSecretFile(folder_.File("mail-outbox.key"),
                                         platform::crypto::ToBase64Url(platform::crypto::RandomBytes(32))).ok());
  folder_.Write("clock", "0");
  auto process = Start();
  for (int i = 0; i < kMails / 500; ++i) Enqueue(500);
  ASSERT_TRUE(mailbox_.WaitFor(300)) << process->Errors();
  process->Signal(SIGKILL);
  process->Wait();
  // The mailbox still reads what the dead one had sent.
  const int64_t written_down = Sent();
  const auto received = mailbox_.MessageIds();
  const auto in_flight = std::ssize(received) - written_down;
  ASSERT_LT(std::ssize(received), kMails) << "killed too late";
  EXPECT_GE(in_flight, 0) << "nothing is written down before it is sent";
  EXPECT_LE(in_flight, 200);

  folder_.Write("clock", "61");  // its leases lapse
  process = Start();
  ASSERT_TRUE(WaitUntilAllAreWrittenDown()) << process->Errors();
  process->Signal(SIGTERM);
  EXPECT_EQ(process->Wait(), 0) << process->Errors();
  const auto all = mailbox_.MessageIds();
  EXPECT_THAT(std::set<std::string>(all.begin(), all.end()), SizeIs(kMails));
  EXPECT_LE(std::ssize(all), kMails + in_flight + 4) << "a mail on each connection, and what was not written down";
}

}  // namespace
}  // namespace mimamori::mail
