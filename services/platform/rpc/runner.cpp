// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/runner.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/metadata.hpp"
#include "services/platform/rpc/methods.hpp"
#include "services/platform/rpc/outcome.hpp"
#include "services/platform/rpc/workers.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr absl::Duration kShave = absl::Milliseconds(50);
constexpr absl::Duration kLongestCall = absl::Seconds(30);
constexpr absl::Duration kLongestStream = absl::Hours(1);

std::string_view MetadataOf(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto it = all.find(key);
  return it == all.end() ? std::string_view() : std::string_view(it->second.data(), it->second.size());
}


}  // namespace

struct Runner::Ticket {
  const Method* method = nullptr;
  Call call;
  std::chrono::steady_clock::time_point arrived;
};

struct Runner::State {
  State(const Options& options, const CallerVerifier& caller_verifier, const Clock& time, observe::Metrics& all_metrics)
      : verifier(caller_verifier),
        clock(time),
        metrics(all_metrics),
        methods(all_metrics),
        unary(static_cast<size_t>(options.threads), options.queue_limit),
        streams(static_cast<size_t>(options.stream_threads), 0) {}

  const CallerVerifier& verifier;
  const Clock& clock;
  observe::Metrics& metrics;
  Methods methods;
  std::atomic<bool> draining = false;
  Workers unary;
  Workers streams;
};

Runner::Runner(Options options, const CallerVerifier& verifier, const Clock& clock, observe::Metrics& metrics)
    : state_(std::make_shared<State>(options, verifier, clock, metrics)) {
  // The metrics may be read after the runner is gone.
  const std::weak_ptr<State> weak = state_;
  const auto read = [weak](auto what) {
    return [weak, what] {
      const auto state = weak.lock();
      return state ? static_cast<double>(what(*state)) : 0;
    };
  };
  metrics.GaugeOf("mimamori_rpc_waiting_calls", "Calls that wait for a thread.", {},
                  read([](const State& state) { return state.unary.waiting(); }));
  metrics.GaugeOf("mimamori_rpc_running_calls", "Calls that a thread works on.", {},
                  read([](const State& state) { return state.unary.busy(); }));
  metrics.GaugeOf("mimamori_rpc_open_streams", "Streams that are open.", {},
                  read([](const State& state) { return state.streams.busy(); }));
}

Runner::~Runner() {
  state_->unary.Stop();
  state_->streams.Stop();
}

Envelope Runner::EnvelopeOf(grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  const bool endless = deadline == std::chrono::system_clock::time_point::max();
  return {.caller = MetadataOf(context, kCallerKey),
          .traceparent = MetadataOf(context, kTraceKey),
          .network = MetadataOf(context, kNetworkKey),
          .deadline = endless ? absl::InfiniteFuture() : absl::FromChrono(deadline),
          .cancelled = [&context] { return context.IsCancelled(); }};
}

std::shared_ptr<Runner::Ticket> Runner::Admit(const Envelope& envelope,
                                              const google::protobuf::Descriptor& request_type, Kind kind,
                                              absl::Status& refusal) {
  auto ticket = std::make_shared<Ticket>();
  ticket->method = &state_->methods.Of(request_type);
  ticket->arrived = std::chrono::steady_clock::now();
  Call& call = ticket->call;
  call.now = state_->clock.Now();
  const absl::Duration longest = kind == Kind::kStream ? kLongestStream : kLongestCall;
  call.deadline = std::min(absl::Now() + longest, envelope.deadline - kShave);
  call.trace = Trace::Parse(envelope.traceparent);
  call.network = envelope.network;
  if (kind == Kind::kStream) {
    call.cancelled = [this, gone = envelope.cancelled] { return gone() || draining(); };
  } else {
    call.cancelled = envelope.cancelled;
  }
  if (draining()) {
    refusal = Failure(absl::StatusCode::kUnavailable, "DRAINING", "this process is ending; try again shortly");
    return ticket;
  }
  auto caller = state_->verifier.Verify(envelope.caller);
  if (!caller.ok()) {
    refusal = std::move(caller).status();
    return ticket;
  }
  call.caller = *std::move(caller);
  refusal = CheckAccess(ticket->method->access, *call.caller);
  return ticket;
}

grpc::Status Runner::AdmitCarrier(grpc::CallbackServerContext& context,
                                  const google::protobuf::Descriptor& request_type) {
  absl::Status refusal;
  const auto ticket = Admit(EnvelopeOf(context), request_type, Kind::kStream, refusal);
  return Settle(*ticket, refusal);
}

grpc::Status Runner::Settle(Ticket& ticket, const absl::Status& status) {
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - ticket.arrived;
  ticket.method->seconds->Observe(seconds.count());
  if (status.ok()) {
    ticket.method->answered->Add();
    return grpc::Status::OK;
  }
  RequestsOf(state_->metrics, ticket.method->name, status).Add();
  const Call& call = ticket.call;
  LogFailure(ticket.method->name, status, call.caller ? call.caller->issuer : "", call.trace.trace_id);
  return ToGrpc(status);
}

const Call& Runner::CallOf(const Ticket& ticket) { return ticket.call; }

absl::Status Runner::CheckTime(const Ticket& ticket) {
  if (ticket.call.cancelled()) return Failure(absl::StatusCode::kCancelled, "CANCELLED", "the call was given up");
  if (absl::Now() < ticket.call.deadline) return absl::OkStatus();
  return Failure(absl::StatusCode::kDeadlineExceeded, "TIME_IS_UP", "the answer took too long; try again shortly");
}

absl::Status Runner::Busy() {
  return Failure(absl::StatusCode::kUnavailable, "BUSY", "too many are asking at this moment; try again shortly");
}

absl::Status Runner::Malformed() {
  return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_MESSAGE", "the request cannot be read");
}

bool Runner::Post(std::function<void()> job) { return state_->unary.Post(std::move(job)); }
bool Runner::PostStream(std::function<void()> job) { return state_->streams.Post(std::move(job)); }

void Runner::ReleaseStream() { state_->streams.Release(); }

void Runner::Drain() { state_->draining = true; }
bool Runner::draining() const { return state_->draining; }

}  // namespace mimamori::platform::rpc
