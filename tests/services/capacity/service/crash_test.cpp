// SPDX-License-Identifier: Apache-2.0
// The real binary, killed while hundreds want its beds.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include "embedded/capacity_migrations.hpp"
#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/platform/rpc/status.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;
using platform::postgres::Params;

constexpr int kClients = 240;
constexpr int kWards = 4;
constexpr int kBeds = 15;  // free in each
constexpr int kKills = 3;
constexpr int kChannels = 8;
const char kOfficer[] = "0192f0c1-0000-4000-8000-000000000001";

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class HoldCrashTest : public testing::Test {
 protected:
  HoldCrashTest() {
    for (int i = 0; i < kWards; ++i) hospitals_.push_back(AHospital());
    for (int i = 0; i < kChannels; ++i) {
      grpc::ChannelArguments own;
      own.SetInt("test.channel", i);  // each a connection of its own
      own.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
      own.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
      stubs_.push_back(
          v1::HoldService::NewStub(grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), own)));
    }
  }
  std::string AHospital() {
    const platform::Uuid id = platform::RandomUuid();
    const auto added = pool_.Run(Soon(), {"test.facility", R"sql(
      INSERT INTO facilities (facility_id, kind, display_name, area_code, time_zone, accepting, capabilities, phone, language,
                              due_minutes, created_at, created_by, request_id)
      VALUES ($1, 1, $2, '271004', 'Asia/Tokyo', true, '{}', '', 'ja', '{}', $3, 'test', $1))sql"},
                                 Params().Uuid(id).Text(platform::FormatUuid(id)).Time(absl::Now()));
    EXPECT_TRUE(added.ok()) << added.status();
    const auto ward = pool_.Run(Soon(), {"test.ward", R"sql(
      INSERT INTO wards (facility_id, bed_class, staffed, occupied, blocked, reported_at) VALUES ($1, 'severe', $2, 0, 0, $3)
    )sql"}, Params().Uuid(id).Int2(kBeds).Time(absl::Now() - absl::Minutes(5)));
    EXPECT_TRUE(ward.ok()) << ward.status();
    return platform::FormatUuid(id);
  }
  std::unique_ptr<tests::ChildProcess> Start() {
    auto process = std::make_unique<tests::ChildProcess>(tests::ChildProcess::Command{
        .words = {CAPACITY_BINARY, "--listen", address_, "--caller-keys", callers_.keys(), "--vault",
                  "unix:" + folder_.File("vault.sock"), "--mail", "unix:" + folder_.File("mail.sock"), "--secrets",
                  folder_.path(), "--database", database_.ServiceConninfo(), "--migration-database",
                  database_.OwnerConninfo(), "--staff-url", "http://127.0.0.1:8081"},
        .environment = {}});
    const auto channel = grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
    EXPECT_TRUE(channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30))) << process->Errors();
    return process;
  }

  // Asks with the same request id until there is an answer that says what became of it.
  template <class Request>
  absl::StatusOr<v1::Hold> AskForSure(int client, const Request& request,
                                      grpc::Status (v1::HoldService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                                    v1::Hold*)) {
    for (const absl::Time end = absl::Now() + absl::Minutes(2); absl::Now() < end;) {
      grpc::ClientContext context;
      context.AddMetadata("mimamori-caller-bin", signer_.ForService("capacity"));
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
      v1::Hold hold;
      const grpc::Status status = (stubs_[static_cast<size_t>(client) % kChannels].get()->*method)(&context, request, &hold);
      if (status.ok()) return hold;
      const auto code = status.error_code();
      if (code != grpc::StatusCode::UNAVAILABLE && code != grpc::StatusCode::DEADLINE_EXCEEDED &&
          code != grpc::StatusCode::CANCELLED && code != grpc::StatusCode::ABORTED) {
        return platform::rpc::FromGrpc(status);
      }
      ++unanswered_;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return absl::DeadlineExceededError("never answered");
  }
  absl::StatusOr<v1::Hold> Take(int client, const std::string& holder) {
    v1::CreateHoldRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_facility_id(hospitals_[static_cast<size_t>(client) % kWards]);
    request.set_bed_class("severe");
    request.set_holder_id(holder);
    request.set_officer_id(kOfficer);
    auto hold = AskForSure(client, request, &v1::HoldService::Stub::CreateHold);
    if (!hold.ok()) {
      if (ReasonOf(hold.status()) != "NO_BED_FREE") ++odd_;
      return hold;
    }
    Acknowledged(hold->id());
    const auto again = AskForSure(client, request, &v1::HoldService::Stub::CreateHold);
    if (!again.ok() || again->id() != hold->id()) ++odd_;
    return hold;
  }
  void LetGo(int client, const v1::Hold& hold) {
    v1::ReleaseHoldRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_facility_id(hold.facility_id());
    request.set_hold_id(hold.id());
    request.set_version(hold.version());
    request.set_officer_id(kOfficer);
    const auto released = AskForSure(client, request, &v1::HoldService::Stub::ReleaseHold);
    if (!released.ok() || released->state() != v1::HOLD_STATE_RELEASED) ++odd_;
  }
  void Acknowledged(const std::string& id) {
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(id);
  }
  size_t Acknowledged() {
    const std::lock_guard lock(mutex_);
    return acknowledged_.size();
  }
  int64_t Count(const char* name, const char* sql) {
    const auto rows = pool_.Run(Soon(), {name, sql});
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::TempFolder folder_;
  std::unique_ptr<platform::Clock> clock_ = *platform::MakeClock("");
  tests::Callers callers_{"capacity", *clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("admission");
  const std::string address_ = "unix:" + folder_.File("capacity.sock");
  tests::ScratchDatabase database_{"capacity", embedded::capacity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 2};
  std::vector<std::string> hospitals_;
  std::vector<std::unique_ptr<v1::HoldService::Stub>> stubs_;
  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::atomic<int> unanswered_ = 0, odd_ = 0;
};

TEST_F(HoldCrashTest, PromisesEachBedOnceAndLosesNoPromiseThatWasMade) {
  platform::crypto::Initialise();
  ASSERT_TRUE(platform::CreateSecretFile(folder_.File("page-token.key"),
                                         platform::crypto::ToBase64Url(platform::crypto::RandomBytes(32))).ok());
  auto process = Start();
  std::atomic<int> given = 0;
  std::atomic<bool> storming = true;
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([this, client, &given, &storming] {
      const std::string holder = platform::FormatUuid(platform::RandomUuid());
      while (storming) {
        if (const auto hold = Take(client, holder); hold.ok()) LetGo(client, *hold);
      }
      if (Take(client, holder).ok()) ++given;
    });
  }
  for (int kill = 0; kill < kKills; ++kill) {
    const size_t enough = Acknowledged() + 60;
    for (const absl::Time end = absl::Now() + absl::Minutes(1); Acknowledged() < enough && absl::Now() < end;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_GE(Acknowledged(), enough) << process->Errors();
    process->Signal(SIGKILL);
    process->Wait();
    EXPECT_EQ(Count("test.most", "SELECT count(*) FROM ward_since WHERE held > 15"), 0);
    process = Start();
  }
  storming = false;
  for (std::thread& client : clients) client.join();

  EXPECT_GT(unanswered_, 0) << "nobody noticed";
  EXPECT_EQ(odd_, 0);
  EXPECT_EQ(given, kWards * kBeds) << "whoever asks last and lets nothing go";
  EXPECT_EQ(Count("test.full", "SELECT count(*) FROM ward_since WHERE held = 15"), kWards);
  EXPECT_EQ(Count("test.made", "SELECT count(*) FROM holds"), static_cast<int64_t>(Acknowledged()))
      << "of what was made everybody has heard, and nothing that was promised is gone";
  EXPECT_EQ(Count("test.audited", "SELECT count(*) FROM audit_entries WHERE action = 'capacity.CreateHold'"),
            static_cast<int64_t>(Acknowledged()));
  EXPECT_EQ(Count("test.told", "SELECT count(DISTINCT key) FROM changes WHERE topic = 'hold'"),
            static_cast<int64_t>(Acknowledged()));
  process->Signal(SIGTERM);
  EXPECT_EQ(process->Wait(), 0) << process->Errors();
}

}  // namespace
}  // namespace mimamori::capacity
