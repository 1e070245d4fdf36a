// SPDX-License-Identifier: Apache-2.0
// The operator's command line: lists the jobs of a process, or runs one at once and waits for its end.
#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <memory>
#include <string>

#include "mimamori/rpc/v1/jobs.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori {
namespace {

using rpc::v1::JobService;

constexpr char kName[] = "ctl";  // as which it calls, and the name of its key

struct Options {
  std::string caller_keys = {};
  std::string clock_file = {};
  std::string service = {};
  std::string address = {};
  std::string job = {};
  absl::Duration patience = absl::Minutes(1);
};

void BindFlags(platform::Flags& flags, Options& options) {
  flags.Require("caller-keys", &options.caller_keys, "folder with ctl.key")
      .Require("service", &options.service, "name of the process: vault")
      .Require("address", &options.address, "where it listens: unix:/run/mimamori/vault.sock")
      .Add("job", &options.job, "job to run; without it the jobs are listed")
      .Add("patience", &options.patience, "how long to wait for its end");
#ifdef MIMAMORI_MOVABLE_CLOCK
  flags.Add("clock-file", &options.clock_file, "the clock file of the process");
#endif
}

void Print(const rpc::v1::Job& job) {
  fmt::print("{}: every {} s, {} runs, last failure: {}\n", job.name(), job.period().seconds(), job.runs(),
             job.last_failure().empty() ? "none" : job.last_failure());
}

absl::Status Call(const Options& options) {
  ASSIGN_OR_RETURN(const auto clock, platform::MakeClock(options.clock_file));
  ASSIGN_OR_RETURN(auto key, platform::crypto::Signer::FromFile(fmt::format("{}/{}.key", options.caller_keys, kName)));
  const platform::rpc::CallerSigner signer(kName, std::move(key), *clock);
  const platform::rpc::ServiceChannel channel(
      options.service, grpc::CreateChannel(options.address, grpc::InsecureChannelCredentials()), signer);
  const auto stub = JobService::NewStub(channel.channel());
  const auto context = channel.Context(absl::Now() + options.patience);
  if (options.job.empty()) {
    rpc::v1::ListJobsResponse jobs;
    RETURN_IF_ERROR(platform::rpc::FromGrpc(stub->ListJobs(context.get(), {}, &jobs)));
    for (const rpc::v1::Job& job : jobs.jobs()) Print(job);
    return absl::OkStatus();
  }
  rpc::v1::RunJobRequest request;
  request.set_job(options.job);
  rpc::v1::Job job;
  RETURN_IF_ERROR(platform::rpc::FromGrpc(stub->RunJob(context.get(), request, &job)));
  Print(job);
  return absl::OkStatus();
}

int Main(int argc, const char* const* argv) {
  platform::crypto::Initialise();
  Options options;
  platform::Flags flags(fmt::format("mimamori_{}", kName), "Lists the jobs of a process, or runs one of them at once.");
  BindFlags(flags, options);
  if (const absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    const bool asked = absl::IsCancelled(parsed);
    fmt::print(asked ? stdout : stderr, "{}\n", std::string(parsed.message()));
    return asked ? 0 : 2;
  }
  if (const absl::Status called = Call(options); !called.ok()) {
    fmt::print(stderr, "{}: {}\n", platform::ReasonOf(called), std::string(called.message()));
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace mimamori

int main(int argc, char** argv) { return mimamori::Main(argc, argv); }
