// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/upstream.hpp"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <mutex>
#include <thread>

#include "gateways/http/after_ready.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/rpc/lane.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::Message;
absl::Status Unreadable() { return absl::InternalError("an answer can't be read"); }

// Whom a call is for: what every service has is asked of the one that the request names.
std::string ServiceOf(const Route& route, const Message& request) {
  if (route.service_field == nullptr) return route.service;
  return request.GetReflection()->GetString(request, route.service_field);
}

using Stub = grpc::TemplatedGenericStub<Message, Message>;

// The generic stub knows bidirectional streams only; on the wire a server stream is one whose client writes once.
class StreamReactor final : public grpc::ClientBidiReactor<Message, Message>, public ServerStream {
 public:
  StreamReactor(std::unique_ptr<grpc::ClientContext> context, const Message& request)
      : context_(std::move(context)), request_(request.New()) {
    request_->CopyFrom(request);
  }

  void Start(Stub& stub, const std::string& rpc_path, std::shared_ptr<StreamReactor> self) {
    self_ = std::move(self);  // gRPC keeps a bare pointer until OnDone
    stub.PrepareBidiStreamingCall(context_.get(), rpc_path, {}, this);
    StartWriteLast(request_.get(), grpc::WriteOptions());
    AddHold();  // reads start later, from another thread
    StartCall();
  }

  void Read(Message& into, std::function<void(bool, absl::Status)> ready) override {
    {
      const std::lock_guard lock(mutex_);
      if (!done_ && !exhausted_) {
        ready_ = std::move(ready);
        StartRead(&into);
        return;
      }
      if (!done_) {
        ready_ = std::move(ready);
        return;
      }
    }
    ready(false, status_);
  }

  void Cancel() override {
    {
      const std::lock_guard lock(mutex_);
      if (context_) context_->TryCancel();
    }
    Release();
  }

  void OnReadDone(bool ok) override {
    std::function<void(bool, absl::Status)> ready;
    {
      const std::lock_guard lock(mutex_);
      if (ok) {
        ready = std::exchange(ready_, nullptr);
      } else {
        exhausted_ = true;
      }
    }
    if (ok) return ready(true, absl::OkStatus());
    Release();  // OnDone follows, with the status
  }

  void OnDone(const grpc::Status& status) override {
    std::function<void(bool, absl::Status)> ready;
    std::unique_ptr<grpc::ClientContext> context;
    {
      const std::lock_guard lock(mutex_);
      context = std::move(context_);
      done_ = true;
      status_ = platform::rpc::FromGrpc(status);
      ready = std::exchange(ready_, nullptr);
    }
    const auto last = std::move(self_);
    context.reset();  // gRPC's callback threads must not be the ones that drop a channel: they can't join themselves
    if (ready) ready(false, status_);
  }

 private:
  void Release() {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(released_, true)) return;
      exhausted_ = true;  // no read may start without the hold
    }
    RemoveHold();
  }

  std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<Message> request_;
  std::shared_ptr<StreamReactor> self_;
  std::mutex mutex_;
  std::function<void(bool, absl::Status)> ready_;
  bool exhausted_ = false;
  bool released_ = false;
  bool done_ = false;
  absl::Status status_;
};

}  // namespace

// One queue and one thread for the answers of all unary calls: half the hand-overs between threads of gRPC's callbacks.
struct Upstream::Answers {
  // What a call needs until its answer is there; deletes itself.
  struct Pending {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Message>> reader;
    grpc::Status status;
    std::function<void(absl::Status)> done;
  };

  Answers() : thread([this] { Run(); }) {}
  ~Answers() {
    queue.Shutdown();
    thread.join();
  }

  void Run() {
    void* tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) {
      const std::unique_ptr<Pending> pending(static_cast<Pending*>(tag));
      // A context holds its channel: once `done` ran, the process may drop the channel, and should be the last to.
      pending->reader.reset();
      pending->context.reset();
      pending->done(platform::rpc::FromGrpc(pending->status));
    }
  }

  grpc::CompletionQueue queue;
  std::thread thread;
};

struct Upstream::Service {
  explicit Service(platform::rpc::ServiceChannel c) : channel(std::move(c)), stub(channel.channel()), lane(channel, {.defer = AfterReady}) {}
  platform::rpc::ServiceChannel channel;
  Stub stub;
  platform::rpc::Lane lane;
};

Upstream::Upstream() : answers_(std::make_shared<Answers>()) {}

void Upstream::Add(platform::rpc::ServiceChannel channel) {
  const std::string name = channel.service();
  channels_[name] = std::make_shared<Service>(std::move(channel));
}

void Upstream::Call(const Route& route, const platform::rpc::Call& call, const platform::rpc::Caller& caller,
                    const Message& request, Message& response, std::function<void(absl::Status)> done) const {
  const auto found = channels_.find(ServiceOf(route, request));
  if (found == channels_.end()) {
    if (route.service_field != nullptr) {
      return done(platform::NotFound("SERVICE_UNKNOWN", "there is no such service here"));
    }
    return done(platform::Failure(absl::StatusCode::kUnavailable, "SERVICE_NOT_CONNECTED",
                                  "this part of the system is not running here"));
  }
  Service& service = *found->second;
  if (route.lane && service.lane.Carries(route.full_name)) {
    return service.lane.Send(route.full_name, call, caller, request,
                             [&response, done = std::move(done)](const absl::Status& status, const std::string& bytes) {
                               if (!status.ok()) return done(status);
                               done(response.ParseFromString(bytes) ? status : Unreadable());
                             });
  }
  auto pending = std::make_unique<Answers::Pending>();
  pending->done = std::move(done);
  pending->context = service.channel.ContextFor(call, caller);
  pending->reader =
      service.stub.PrepareUnaryCall(pending->context.get(), route.rpc_path, request, &answers_->queue);
  pending->reader->StartCall();
  Answers::Pending* tag = pending.release();
  tag->reader->Finish(&response, &tag->status, tag);
}

std::shared_ptr<ServerStream> Upstream::Open(const Route& route, const platform::rpc::Call& call,
                                             const platform::rpc::Caller& caller, const Message& request) const {
  const auto found = channels_.find(ServiceOf(route, request));
  if (found == channels_.end()) return nullptr;
  Service& service = *found->second;
  auto stream = std::make_shared<StreamReactor>(service.channel.ContextFor(call, caller), request);
  stream->Start(service.stub, route.rpc_path, stream);
  return stream;
}

}  // namespace mimamori::http
