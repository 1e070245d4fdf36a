// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <future>
#include <latch>

#include "mimamori/rpc/v1/jobs.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/rpc/server.hpp"
#include "tests/services/platform/rpc/http_client.hpp"
#include "tests/services/platform/rpc/key_ring.hpp"

namespace mimamori::platform::rpc {
namespace {

using mimamori::rpc::v1::JobService;
using testing::HasSubstr;
using testing::StartsWith;
using tests::Get;

class ProcessTest : public testing::Test {
 protected:
  void SetUp() override { clock_ = *MakeClock(""); }
  void TearDown() override { End(); }

  std::string File(const std::string& name) const { return keys_.path() + "/" + name; }
  ProcessConfig Config() const {
    return {.listen = "unix:" + File("s"),
            .metrics_listen = "unix:" + File("m"),
            .caller_keys = keys_.path(),
            .log_level = "off"};
  }
  void Create() {
    auto process = Process::Create("probe", Config());
    ASSERT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
    channel_ = std::make_unique<ServiceChannel>(process_->Connect("probe", "unix:" + File("s")));
  }
  void Serve() {
    thread_ = std::thread([this] { code_ = process_->Serve({}); });
    grpc_connectivity_state state = GRPC_CHANNEL_IDLE;
    while ((state = channel_->channel()->GetState(true)) != GRPC_CHANNEL_READY) {
      channel_->channel()->WaitForStateChange(state, std::chrono::system_clock::now() + std::chrono::seconds(5));
    }
  }
  // The signal goes to the serving thread alone: the test program has other threads that don't hold it back.
  int End() {
    if (thread_.joinable()) {
      pthread_kill(thread_.native_handle(), SIGTERM);
      thread_.join();
    }
    return code_;
  }
  std::unique_ptr<grpc::ClientContext> As(const std::string& service) const {
    const auto signer = keys_.SignerOf(service, *clock_);
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("mimamori-caller-bin", signer.ForService("probe"));
    return context;
  }
  absl::StatusOr<mimamori::rpc::v1::Job> RunJob(const std::string& service, const std::string& job) {
    const auto stub = JobService::NewStub(channel_->channel());
    mimamori::rpc::v1::RunJobRequest request;
    request.set_job(job);
    return Ask(*stub, &JobService::StubInterface::RunJob, *As(service), request);
  }

  tests::KeyRing keys_{"probe", "ctl", "visit"};
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Process> process_;
  std::unique_ptr<ServiceChannel> channel_;
  std::thread thread_;
  int code_ = -1;
};

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return {&slice, 1};
}

std::string Text(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  return buffer.DumpToSingleSlice(&slice).ok() ? std::string(slice.begin(), slice.end()) : "";
}

// One message there and one back on any method, by its name.
std::string CallByName(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                       const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  grpc::ByteBuffer response;
  grpc::Status status;
  const auto stream = stub.PrepareCall(&context, method, &queue);
  const auto step = [&] { return queue.Next(&tag, &ok) && ok; };
  stream->StartCall(nullptr);
  step();
  stream->Write(Bytes(request), nullptr);
  step();
  stream->Read(&response, nullptr);
  step();
  stream->WritesDone(nullptr);
  step();
  stream->Finish(&status, nullptr);
  step();
  return status.ok() ? Text(response) : status.error_message();
}

TEST_F(ProcessTest, TellsItsHealthAndItsMethods) {
  Create();
  Serve();
  EXPECT_EQ(CallByName(channel_->channel(), "/grpc.health.v1.Health/Check", ""), "\x08\x01");  // SERVING
  const std::string list_services = "\x3a\x01*";  // ServerReflectionRequest.list_services
  EXPECT_THAT(
      CallByName(channel_->channel(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", list_services),
      HasSubstr("mimamori.rpc.v1.JobService"));
  EXPECT_THAT(Get(File("m"), "/healthz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Get(File("m"), "/metrics"), HasSubstr("mimamori_rpc_running_calls"));
  EXPECT_THAT(Get(File("m"), "/visits/7"), StartsWith("HTTP/1.1 404 "));
  EXPECT_EQ(End(), 0);
}

TEST_F(ProcessTest, IsReadyWhenWhatItNeedsIs) {
  std::atomic<bool> there = false;
  Create();
  process_->AddReadiness("database", [&] {
    return there ? absl::OkStatus()
                 : Failure(absl::StatusCode::kUnavailable, "DATABASE_UNREACHABLE", "host=/run/secret refused");
  });
  Serve();
  const std::string answer = Get(File("m"), "/readyz");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("database: DATABASE_UNREACHABLE\n"));
  EXPECT_THAT(answer, testing::Not(HasSubstr("/run/secret")));
  there = true;
  while (!Get(File("m"), "/readyz").starts_with("HTTP/1.1 200 ")) std::this_thread::yield();  // Serve may be on its way
}

TEST_F(ProcessTest, RunsItsJobsForTheOperatorAlone) {
  std::atomic<int> runs = 0;
  Create();
  process_->AddJob("retention", absl::Hours(1), [&](absl::Time) {
    ++runs;
    return absl::OkStatus();
  });
  process_->AddJob("relay", absl::Minutes(2), [](absl::Time) { return NotFound("KEY_DESTROYED", "gone"); });
  Serve();
  const auto job = RunJob("ctl", "retention");
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->name(), "retention");
  EXPECT_EQ(job->runs(), runs);
  EXPECT_EQ(ReasonOf(RunJob("ctl", "relay").status()), "KEY_DESTROYED");
  EXPECT_EQ(ReasonOf(RunJob("ctl", "another").status()), "JOB_UNKNOWN");
  EXPECT_EQ(ReasonOf(RunJob("visit", "retention").status()), "ACCESS_DENIED");

  const auto stub = JobService::NewStub(channel_->channel());
  const auto list = Ask(*stub, &JobService::StubInterface::ListJobs, *As("ctl"), mimamori::rpc::v1::ListJobsRequest());
  ASSERT_TRUE(list.ok() && list->jobs_size() == 2);
  EXPECT_EQ(list->jobs(0).name(), "relay");
  EXPECT_EQ(list->jobs(0).period().seconds(), 120);
  EXPECT_EQ(list->jobs(0).last_failure(), "KEY_DESTROYED");
  EXPECT_EQ(list->jobs(1).last_failure(), "");
}

TEST_F(ProcessTest, LetsTheJobThatRunsEndBeforeItLeaves) {
  std::latch running(1), go(1);
  std::atomic<bool> ended = false;
  Create();
  process_->AddJob("relay", absl::Hours(1), [&](absl::Time) {
    running.count_down();
    go.wait();
    ended = true;
    return absl::OkStatus();
  });
  process_->OnDrain([&](absl::Time until) {
    EXPECT_GT(until, absl::Now());
    EXPECT_THAT(Get(File("m"), "/readyz"), StartsWith("HTTP/1.1 503 "));
    go.count_down();
  });
  Serve();
  running.wait();
  EXPECT_EQ(End(), 0);
  EXPECT_TRUE(ended);
}

TEST_F(ProcessTest, DoesNotTakeAnothersAddress) {
  Create();
  Serve();
  auto second = Process::Create("probe", Config());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ((*second)->Serve({}), 1);
  EXPECT_EQ(CallByName(channel_->channel(), "/grpc.health.v1.Health/Check", ""), "\x08\x01");
}

TEST_F(ProcessTest, NeedsItsKey) {
  ProcessConfig config = Config();
  config.caller_keys = "/nowhere";
  EXPECT_EQ(Process::Create("probe", config).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(Process::Create("mail", Config()).ok());
}

struct MainConfig {
  ProcessConfig process;
  std::string vault;
};
void BindFlags(Flags& flags, MainConfig& config) {
  BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault");
}
absl::StatusOr<int> Run(Process& process, const MainConfig& config) {
  EXPECT_EQ(process.name(), "probe");
  if (config.vault == "broken") return absl::FailedPreconditionError("no vault");
  return 7;
}

int RunProbe(std::vector<const char*> words) {
  words.insert(words.begin(), "probe");
  return Main<MainConfig>("probe", "A probe.", static_cast<int>(words.size()), words.data(), &BindFlags, &Run);
}

TEST_F(ProcessTest, MainTellsEveryProblemAndTheHelp) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunProbe({"--log-level", "loud", "--threads", "0", "--database", "host=x password=y"}), 2);
  const std::string problems = testing::internal::GetCapturedStderr();
  for (const char* part :
       {"--log-level needs", "--threads needs", "passfile=", "--caller-keys is required", "--vault is required"}) {
    EXPECT_THAT(problems, HasSubstr(part));
  }
  EXPECT_THAT(problems, testing::Not(HasSubstr("password=y")));

  testing::internal::CaptureStdout();
  EXPECT_EQ(RunProbe({"--help"}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("address of the vault"));
}

TEST_F(ProcessTest, MainRunsTheServiceAndLogsWhyItCannot) {
  const std::string keys = keys_.path();
  EXPECT_EQ(RunProbe({"--caller-keys", keys.c_str(), "--vault", "unix:/v"}), 7);
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunProbe({"--caller-keys", keys.c_str(), "--vault", "broken"}), 1);
  EXPECT_EQ(RunProbe({"--caller-keys", "/nowhere", "--vault", "unix:/v"}), 1);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("no vault"));
  EXPECT_THAT(log, HasSubstr("/nowhere/probe.key"));
}

}  // namespace
}  // namespace mimamori::platform::rpc
