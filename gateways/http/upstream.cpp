// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/upstream.hpp"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <mutex>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::Message;
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
    context.reset();  // before anybody may take the channel away: see Upstream::Call
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

struct Upstream::Service {
  explicit Service(platform::rpc::ServiceChannel c) : channel(std::move(c)), stub(channel.channel()) {}
  platform::rpc::ServiceChannel channel;
  Stub stub;
};

void Upstream::Add(platform::rpc::ServiceChannel channel) {
  const std::string name = channel.service();
  channels_[name] = std::make_shared<Service>(std::move(channel));
}

void Upstream::Call(const Route& route, const platform::rpc::Call& call, const platform::rpc::Caller& caller,
                    const Message& request, Message& response, std::function<void(absl::Status)> done) const {
  const auto found = channels_.find(route.service);
  if (found == channels_.end()) {
    return done(platform::Failure(absl::StatusCode::kUnavailable, "SERVICE_NOT_CONNECTED",
                                  "this part of the system is not running here"));
  }
  Service& service = *found->second;
  std::shared_ptr<grpc::ClientContext> context = service.channel.ContextFor(call, caller);
  grpc::ClientContext* bare = context.get();
  service.stub.UnaryCall(bare, route.rpc_path, {}, &request, &response,
                         [context = std::move(context), done = std::move(done)](const grpc::Status& status) mutable {
                           // A context holds its channel. Once `done` ran, the process may drop the channel, and its
                           // last reference must not go on gRPC's own callback thread: that thread can't join itself.
                           context.reset();
                           done(platform::rpc::FromGrpc(status));
                         });
}

std::shared_ptr<ServerStream> Upstream::Open(const Route& route, const platform::rpc::Call& call,
                                             const platform::rpc::Caller& caller, const Message& request) const {
  const auto found = channels_.find(route.service);
  if (found == channels_.end()) return nullptr;
  Service& service = *found->second;
  auto stream = std::make_shared<StreamReactor>(service.channel.ContextFor(call, caller), request);
  stream->Start(service.stub, route.rpc_path, stream);
  return stream;
}

}  // namespace mimamori::http
