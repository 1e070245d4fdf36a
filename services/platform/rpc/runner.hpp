// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/observe/metrics.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::platform::rpc {

// Writes a server stream's messages one after another, waiting until the client took the last one.
template <class Response>
class Sink {
 public:
  virtual ~Sink() = default;
  // False when the client is gone or the call's time is up: the handler returns.
  virtual bool Write(const Response& response) = 0;
};

// What a call brings beside its request, whatever carried it.
struct Envelope {
  std::string_view caller = {};  // a serialized SignedCallerToken
  std::string_view traceparent = {};
  std::string_view network = {};
  absl::Time deadline = absl::InfiniteFuture();  // the caller's own, in the system's time
  std::function<bool()> cancelled = nullptr;     // the client is gone
};

// The entrance of every RPC: reads the caller token, checks the method's access option (found through the request
// type: every RPC has a request message of its own, declared beside its service; a contract test holds that), fixes now
// and deadline, counts, times, logs, and maps the answer. Blocking handlers run off gRPC's threads, at most `threads` at
// a time; past `queue_limit` waiting calls it says UNAVAILABLE (BUSY) at once instead of letting them pile up.
class Runner {
 public:
  struct Options {
    int threads = 8;
    size_t queue_limit = 256;
    int stream_threads = 32;  // long-lived server streams have their own, started when needed; past them: BUSY
  };
  Runner(Options options, const CallerVerifier& verifier, const Clock& clock, observe::Metrics& metrics);
  ~Runner();

  // return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoCheckOut, this));
  template <class Request, class Response, class Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Handler handler);

  // For a handler that answers later, from any thread, by calling `done` exactly once:
  // void (const Call&, const Request&, std::function<void(absl::StatusOr<Response>)> done). Runs on gRPC's thread: it
  // must not block.
  template <class Request, class Response, class Handler>
  grpc::ServerUnaryReactor* Later(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Handler handler);

  // absl::Status (const Call&, const Request&, Sink<Response>&), on a stream thread.
  template <class Response, class Request, class Handler>
  grpc::ServerWriteReactor<Response>* Stream(grpc::CallbackServerContext* context, const Request* request,
                                             Handler handler);

  // A call that came over a lane (LaneService), for a handler as Later takes it. INVALID_ARGUMENT (MALFORMED_MESSAGE) for
  // bytes that are no Request. `answered` is called once, with the serialized response when the status is OK.
  using Answered = std::function<void(const grpc::Status& status, std::string response)>;
  template <class Request, class Response, class Handler>
  void OffLane(const Envelope& envelope, const std::string& bytes, const Handler& handler, Answered answered);
  // Whether a stream that carries calls may be opened; takes no thread of ours.
  grpc::Status AdmitCarrier(grpc::CallbackServerContext& context, const google::protobuf::Descriptor& request_type);

  // For handlers of Later that have to block after all: runs `job` on a runner thread; false when the queue is full.
  bool Post(std::function<void()> job);

  // Refuses new calls with UNAVAILABLE (DRAINING) and ends streams; called by Process on SIGTERM.
  void Drain();
  bool draining() const;

 private:
  // The parts that need no template live in runner.cpp.
  struct Ticket;  // method, call, start time
  template <class Response>
  class StreamReactor;
  enum class Kind { kUnary, kStream };
  // Never null. The call may go on when `refusal` is OK; else it is settled with that.
  std::shared_ptr<Ticket> Admit(const Envelope& envelope, const google::protobuf::Descriptor& request_type, Kind kind,
                                absl::Status& refusal);
  static Envelope EnvelopeOf(grpc::CallbackServerContext& context);
  static absl::Status Malformed();
  grpc::Status Settle(Ticket& ticket, const absl::Status& status);  // counts, logs, maps
  static const Call& CallOf(const Ticket& ticket);
  static absl::Status CheckTime(const Ticket& ticket);  // DEADLINE_EXCEEDED (TIME_IS_UP), CANCELLED
  static absl::Status Busy();
  bool PostStream(std::function<void()> job);
  void ReleaseStream();  // on a stream thread, before the last answer

  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mimamori::platform::rpc

#include "services/platform/rpc/runner_inl.hpp"
