// SPDX-License-Identifier: Apache-2.0
#pragma once

// The templates of runner.hpp, which includes this file.

namespace mimamori::platform::rpc {

template <class Request, class Response, class Handler>
grpc::ServerUnaryReactor* Runner::Unary(grpc::CallbackServerContext* context, const Request* request,
                                        Response* response, Handler handler) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  absl::Status refusal;
  const auto ticket = Admit(EnvelopeOf(*context), *Request::descriptor(), Kind::kUnary, refusal);
  if (!refusal.ok()) {
    reactor->Finish(Settle(*ticket, refusal));
    return reactor;
  }
  const bool accepted = Post([this, ticket, request, response, reactor, handler = std::move(handler)] {
    if (const absl::Status late = CheckTime(*ticket); !late.ok()) return reactor->Finish(Settle(*ticket, late));
    absl::StatusOr<Response> result = handler(CallOf(*ticket), *request);
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(Settle(*ticket, result.status()));
  });
  if (!accepted) reactor->Finish(Settle(*ticket, Busy()));
  return reactor;
}

template <class Request, class Response, class Handler>
grpc::ServerUnaryReactor* Runner::Later(grpc::CallbackServerContext* context, const Request* request,
                                        Response* response, Handler handler) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  absl::Status refusal;
  const auto ticket = Admit(EnvelopeOf(*context), *Request::descriptor(), Kind::kUnary, refusal);
  if (!refusal.ok()) {
    reactor->Finish(Settle(*ticket, refusal));
    return reactor;
  }
  handler(CallOf(*ticket), *request, [this, ticket, response, reactor](absl::StatusOr<Response> result) {
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(Settle(*ticket, result.status()));
  });
  return reactor;
}

template <class Request, class Response, class Handler>
void Runner::OffLane(const Envelope& envelope, const std::string& bytes, const Handler& handler, Answered answered) {
  struct Carried {
    std::shared_ptr<Ticket> ticket;
    Request request;
    Answered answered;
  };
  absl::Status refusal;
  const auto carried = std::make_shared<Carried>();
  carried->ticket = Admit(envelope, *Request::descriptor(), Kind::kUnary, refusal);
  if (refusal.ok() && !carried->request.ParseFromString(bytes)) refusal = Malformed();
  if (!refusal.ok()) return answered(Settle(*carried->ticket, refusal), std::string());
  carried->answered = std::move(answered);
  handler(CallOf(*carried->ticket), carried->request, [this, carried](absl::StatusOr<Response> result) {
    const grpc::Status status = Settle(*carried->ticket, result.status());
    carried->answered(status, result.ok() ? result->SerializeAsString() : std::string());
  });
}

// gRPC's reactor and the handler's sink in one. Lives until gRPC says OnDone, which comes after Finish: the stream
// thread touches nothing of it afterwards.
template <class Response>
class Runner::StreamReactor final : public grpc::ServerWriteReactor<Response>, public Sink<Response> {
 public:
  StreamReactor(const Runner& runner, std::shared_ptr<Ticket> ticket) : runner_(runner), ticket_(std::move(ticket)) {}

  bool Write(const Response& response) override {
    std::unique_lock lock(mutex_);
    if (gone_ || runner_.draining() || absl::Now() >= CallOf(*ticket_).deadline) return false;
    writing_ = true;
    lock.unlock();
    this->StartWrite(&response);
    lock.lock();
    // Always answered: when the client is gone or the server shuts down, with false.
    wake_.wait(lock, [this] { return !writing_; });
    return !gone_;
  }

  void OnWriteDone(bool ok) override {
    // Notified under the lock: once the waiting thread has it, this object may go at any time.
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) gone_ = true;
    wake_.notify_all();
  }

  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }

  void OnDone() override { delete this; }

 private:
  const Runner& runner_;
  const std::shared_ptr<Ticket> ticket_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool writing_ = false;
  bool gone_ = false;
};

template <class Response, class Request, class Handler>
grpc::ServerWriteReactor<Response>* Runner::Stream(grpc::CallbackServerContext* context, const Request* request,
                                                   Handler handler) {
  absl::Status refusal;
  const auto ticket = Admit(EnvelopeOf(*context), *Request::descriptor(), Kind::kStream, refusal);
  auto* const reactor = new StreamReactor<Response>(*this, ticket);
  if (!refusal.ok()) {
    reactor->Finish(Settle(*ticket, refusal));
    return reactor;
  }
  const bool accepted = PostStream([this, ticket, request, reactor, handler = std::move(handler)] {
    absl::Status status = CheckTime(*ticket);
    if (status.ok()) status = handler(CallOf(*ticket), *request, static_cast<Sink<Response>&>(*reactor));
    const grpc::Status settled = Settle(*ticket, status);
    ReleaseStream();
    reactor->Finish(settled);
  });
  if (!accepted) reactor->Finish(Settle(*ticket, Busy()));
  return reactor;
}

}  // namespace mimamori::platform::rpc
