// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/server.hpp"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/http_endpoint.hpp"
#include "services/platform/rpc/job_board.hpp"
#include "services/platform/rpc/job_service.hpp"

namespace mimamori::platform::rpc {
namespace {

// A Document holds up to 16 MiB.
constexpr int kLargestAnswer = 17 << 20;
constexpr int kMostStreams = 512;  // each has a thread, which mostly waits
constexpr int kKeepAliveMilliseconds = 30'000;
constexpr absl::Duration kGrace = absl::Seconds(1);

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Threads inherit the mask, so this comes before the first of them; Serve takes the signals with sigwait.
void HoldSignals() {
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void WaitForSignal() {
  const sigset_t signals = EndSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
}

// A thread can't be stopped from outside. What a call or a job had begun is undone or repeated, as after a crash.
class Watchdog {
 public:
  explicit Watchdog(absl::Time until) : thread_([this, until] { Watch(until); }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

 private:
  void Watch(absl::Time until) {
    std::unique_lock lock(mutex_);
    if (wake_.wait_until(lock, absl::ToChronoTime(until), [this] { return ended_; })) return;
    observe::Log(spdlog::level::err, "a call or a job did not end in time");
    std::_Exit(EXIT_FAILURE);
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

grpc::ChannelArguments ChannelOptions() {
  grpc::ChannelArguments options;
  options.SetMaxReceiveMessageSize(kLargestAnswer);
  options.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepAliveMilliseconds);
  options.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // A service that was restarted is found again at once, not after gRPC's usual seconds.
  options.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  options.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  options.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  options.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return options;
}

}  // namespace

struct Process::State {
  State(std::string process_name, const ProcessConfig& process_config, std::unique_ptr<Clock> time,
        crypto::Signer token_key, crypto::Signer permit_key)
      : name(std::move(process_name)),
        config(process_config),
        clock(std::move(time)),
        signer(name, std::move(token_key), *clock),
        permit_signer(std::move(permit_key)),
        verifier(name, config.caller_keys, *clock),
        runner({.threads = config.threads, .stream_threads = kMostStreams}, verifier, *clock, metrics),
        jobs(*clock, metrics) {}

  absl::Status Start(const std::vector<grpc::Service*>& services);
  absl::Status StartGrpc(const std::vector<grpc::Service*>& services);
  void Drain();
  HttpEndpoint::Answer Answer(const std::string& path) const;
  HttpEndpoint::Answer Readiness() const;

  const std::string name;
  const ProcessConfig config;
  const std::unique_ptr<Clock> clock;
  observe::Metrics metrics;
  const CallerSigner signer;
  const crypto::Signer permit_signer;
  const CallerVerifier verifier;
  Runner runner;
  JobBoard jobs;
  JobService job_service{jobs, runner};
  LaneService lanes{runner, metrics};
  std::vector<std::pair<std::string, std::function<absl::Status()>>> readiness;
  std::vector<std::function<void(absl::Time)>> on_drain;
  std::mutex channels_mutex;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels;
  std::atomic<bool> serving = false;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<HttpEndpoint> endpoint;
};

absl::Status Process::State::StartGrpc(const std::vector<grpc::Service*>& services) {
  constexpr std::string_view kUnix = "unix:";
  if (config.listen.starts_with(kUnix) && SomebodyListens(config.listen.substr(kUnix.size()))) {
    return Failure(absl::StatusCode::kFailedPrecondition, "ADDRESS_IN_USE", "somebody listens on " + config.listen);
  }
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(config.listen, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Our clients' keep-alives come more often than gRPC's server would bear by default.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kKeepAliveMilliseconds / 2);
  builder.SetMaxSendMessageSize(kLargestAnswer);
  builder.RegisterService(&job_service);
  if (!lanes.empty()) builder.RegisterService(&lanes);
  for (grpc::Service* const service : services) builder.RegisterService(service);
  server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    server.reset();
    return Failure(absl::StatusCode::kFailedPrecondition, "ADDRESS_IN_USE", "cannot listen on " + config.listen);
  }
  return absl::OkStatus();
}

absl::Status Process::State::Start(const std::vector<grpc::Service*>& services) {
  if (!config.listen.empty()) {
    RETURN_IF_ERROR(StartGrpc(services));
  } else if (!services.empty()) {
    return Failure(absl::StatusCode::kInvalidArgument, "MISSING_FLAG", "--listen is required (or MIMAMORI_LISTEN)");
  }
  if (!config.metrics_listen.empty()) {
    ASSIGN_OR_RETURN(
        endpoint, HttpEndpoint::Start(config.metrics_listen, [this](const std::string& path) { return Answer(path); }));
  }
  jobs.Start();
  serving = true;
  return absl::OkStatus();
}

void Process::State::Drain() {
  const absl::Time until = absl::Now() + config.drain_time;
  const Watchdog watchdog(until + kGrace);
  serving = false;
  if (server && server->GetHealthCheckService() != nullptr) server->GetHealthCheckService()->SetServingStatus(false);
  runner.Drain();
  lanes.Drain();
  for (const auto& stop : on_drain) stop(until);
  if (server) {
    server->Shutdown(absl::ToChronoTime(until));
    server->Wait();
  }
  jobs.Stop();
  endpoint.reset();
}

HttpEndpoint::Answer Process::State::Answer(const std::string& path) const {
  if (path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", metrics.Serialize()};
  if (path == "/healthz") return {200, "text/plain", "alive\n"};
  if (path == "/readyz") return Readiness();
  return {404, "text/plain", "there are /metrics, /healthz and /readyz\n"};
}

HttpEndpoint::Answer Process::State::Readiness() const {
  std::string text;
  for (const auto& [dependency, check] : readiness) {
    const absl::Status status = check();
    const std::string reason = ReasonOf(status);
    if (!status.ok()) {
      text += fmt::format("{}: {}\n", dependency, reason.empty() ? absl::StatusCodeToString(status.code()) : reason);
    }
  }
  if (!serving) text += fmt::format("{}: not serving\n", name);
  return text.empty() ? HttpEndpoint::Answer{200, "text/plain", "ready\n"}
                      : HttpEndpoint::Answer{503, "text/plain", text};
}

Process::Process() = default;
Process::~Process() = default;

absl::StatusOr<std::unique_ptr<Process>> Process::Create(const std::string& name, const ProcessConfig& config) {
  HoldSignals();
  observe::StartLog(name, config.log_level);
  crypto::Initialise();
  ASSIGN_OR_RETURN(auto clock, MakeClock(config.clock_file));
  const std::string key = config.caller_keys + "/" + name + ".key";
  ASSIGN_OR_RETURN(auto token_key, crypto::Signer::FromFile(key));
  ASSIGN_OR_RETURN(auto permit_key, crypto::Signer::FromFile(key));
  std::unique_ptr<Process> process(new Process);
  process->state_ =
      std::make_unique<State>(name, config, std::move(clock), std::move(token_key), std::move(permit_key));
  return process;
}

const std::string& Process::name() const { return state_->name; }
const Clock& Process::clock() const { return *state_->clock; }
observe::Metrics& Process::metrics() { return state_->metrics; }
const CallerSigner& Process::signer() const { return state_->signer; }
const crypto::Signer& Process::permit_signer() const { return state_->permit_signer; }
Runner& Process::runner() { return state_->runner; }
LaneService& Process::lanes() { return state_->lanes; }

ServiceChannel Process::Connect(const std::string& service, const std::string& address) {
  const std::lock_guard lock(state_->channels_mutex);
  auto& channel = state_->channels[address];
  if (!channel) channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), ChannelOptions());
  return ServiceChannel(service, channel, state_->signer);
}

void Process::AddReadiness(const std::string& dependency, std::function<absl::Status()> check) {
  state_->readiness.emplace_back(dependency, std::move(check));
}

void Process::AddJob(const std::string& job, absl::Duration period, std::function<absl::Status(absl::Time now)> work) {
  state_->jobs.Add(job, period, std::move(work));
}

void Process::WakeJob(const std::string& job) { state_->jobs.Wake(job); }

void Process::OnDrain(std::function<void(absl::Time until)> stop) { state_->on_drain.push_back(std::move(stop)); }

int Process::Serve(const std::vector<grpc::Service*>& services) {
  const absl::Status started = state_->Start(services);
  if (!started.ok()) {
    observe::Log(spdlog::level::err, "cannot serve", {observe::Of(started)});
    state_->Drain();
    return EXIT_FAILURE;
  }
  observe::Log(spdlog::level::info, "serving", {{"listen", state_->config.listen}});
  WaitForSignal();
  observe::Log(spdlog::level::info, "draining");
  state_->Drain();
  observe::Log(spdlog::level::info, "ended");
  return EXIT_SUCCESS;
}

int RunMain(const std::string& name, const std::string& purpose, int argc, const char* const* argv,
            const ProcessConfig& config, const std::function<void(Flags&)>& bind,
            const std::function<absl::StatusOr<int>(Process&)>& run) {
  Flags flags(name, purpose);
  bind(flags);
  const absl::Status parsed = flags.Parse(argc, argv);
  if (parsed.code() == absl::StatusCode::kCancelled) {
    fmt::print("{}\n", std::string(parsed.message()));
    return EXIT_SUCCESS;
  }
  if (!parsed.ok()) {
    fmt::print(stderr, "{}\n{} --help tells more\n", std::string(parsed.message()), name);
    return 2;
  }
  auto process = Process::Create(name, config);
  absl::StatusOr<int> code = process.ok() ? run(**process) : absl::StatusOr<int>(process.status());
  if (code.ok()) return *code;
  observe::Log(spdlog::level::err, "cannot start", {observe::Of(code.status())});
  return EXIT_FAILURE;
}

}  // namespace mimamori::platform::rpc
