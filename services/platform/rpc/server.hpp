// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/observe/metrics.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/lane_service.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::platform::rpc {

// What every process is told. Bound to flags by BindProcessFlags; a service's own struct has one of these inside.
struct ProcessConfig {
  std::string listen = {};              // "unix:/run/mimamori/visit.sock" or "127.0.0.1:7001"
  std::string metrics_listen = {};      // "unix:…" or "127.0.0.1:…" for GET /metrics, /healthz, /readyz; empty: none
  std::string caller_keys = {};         // folder with <process>.pub of everybody and <this>.key
  std::string clock_file = {};          // movable clock, dev builds only
  std::string log_level = "info";
  std::string database = {};            // libpq conninfo of the service's role; empty for a service without a database
  std::string migration_database = {};  // the owner's
  int database_connections = 8;
  std::string redis = {};               // socket path; empty: none
  int threads = 8;
  absl::Duration drain_time = absl::Seconds(5);
};
void BindProcessFlags(Flags& flags, ProcessConfig& config);

// What every process is made of, in one place: clock, log, metrics, keys, channels, runner.
class Process {
 public:
  // `name`: "visit": log and metric prefix, token audience, key file name.
  static absl::StatusOr<std::unique_ptr<Process>> Create(const std::string& name, const ProcessConfig& config);
  ~Process();

  const std::string& name() const;
  const Clock& clock() const;
  observe::Metrics& metrics();
  const CallerSigner& signer() const;
  const crypto::Signer& permit_signer() const;  // the same key file, for dispatch permits
  Runner& runner();
  // Where a service offers its methods with the option `lane`, before Serve.
  LaneService& lanes();
  // A channel to a service's address, with reconnects and keep-alive; kept for the life of the process.
  ServiceChannel Connect(const std::string& service, const std::string& address);

  // A dependency that readiness asks (database, vault): answers fast; its name is told by GET /readyz.
  void AddReadiness(const std::string& dependency, std::function<absl::Status()> check);
  // Calls `work` at the start and then every `period` (with ±10 % jitter, on one thread per job) until drained. `now` is
  // the clock's. Failures are logged and counted; the job is tried again at its next time. Also run at once by
  // JobService.RunJob (deploy and tests).
  void AddJob(const std::string& job, absl::Duration period, std::function<absl::Status(absl::Time now)> work);
  // Wakes a job before its time: after work for it was queued.
  void WakeJob(const std::string& job);
  // Called once when draining starts, on Serve's thread; returns by `until` (in the system's time): for whatever else a
  // process serves (a gateway's HTTP).
  void OnDrain(std::function<void(absl::Time until)> stop);

  // Serves `services` and JobService with health (grpc.health.v1) and reflection until SIGTERM or SIGINT; then drains:
  // readiness goes down, new calls get UNAVAILABLE, running ones finish within drain_time. Returns the process's exit
  // code: 0 after a drain, 1 when it can't listen. What has not ended a second after drain_time is cut off by leaving the
  // process at once, with code 1. Without `services` and a listen address (a gateway) it runs jobs and the metrics
  // endpoint alone. Call once; every AddJob, AddReadiness and OnDrain comes before it.
  int Serve(const std::vector<grpc::Service*>& services);

 private:
  Process();
  struct State;
  std::unique_ptr<State> state_;
};

// The start of every main: parses flags, prints every problem (exit code 2) or the help (0), makes the process and runs
// it. `run` ends with `return process.Serve({&service});`; what it says instead is logged, exit code 1. `Config` has a
// ProcessConfig named `process`; `bind` adds all flags: BindProcessFlags(flags, config.process), then the service's own.
//   int main(int argc, char** argv) {
//     return rpc::Main<visit::Config>("visit", "Remembers who was where.", argc, argv, &visit::BindFlags, &visit::Run);
//   }
int RunMain(const std::string& name, const std::string& purpose, int argc, const char* const* argv,
            const ProcessConfig& config, const std::function<void(Flags&)>& bind,
            const std::function<absl::StatusOr<int>(Process&)>& run);

template <class Config>
int Main(const std::string& name, const std::string& purpose, int argc, const char* const* argv,
         void (*bind)(Flags&, Config&), absl::StatusOr<int> (*run)(Process&, const Config&)) {
  Config config;
  return RunMain(
      name, purpose, argc, argv, config.process, [&](Flags& flags) { bind(flags, config); },
      [&](Process& process) { return run(process, config); });
}

}  // namespace mimamori::platform::rpc
