// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/lane.hpp"

#include <grpcpp/alarm.h>

#include <condition_variable>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mimamori/rpc/v1/lane.grpc.pb.h"
#include "services/platform/rpc/metadata.hpp"

namespace mimamori::platform::rpc {
namespace {

namespace v1 = mimamori::rpc::v1;

constexpr absl::Duration kSweep = absl::Milliseconds(100);

// As gRPC's own, in our words.
absl::Status Broken() { return FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "")); }
absl::Status Late() { return FromGrpc(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "")); }

absl::Status StatusOf(const v1::LaneAnswer& answer) {
  if (!answer.has_failure()) return absl::OkStatus();
  const google::rpc::Status& failure = answer.failure();
  return FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(failure.code()), failure.message(),
                               failure.SerializeAsString()));
}

}  // namespace

// At most one read and one write are under way; calls that come while a write is go with the next one.
class Lane::Stream final : public grpc::ClientBidiReactor<v1::CarryRequest, v1::CarryResponse>,
                           public std::enable_shared_from_this<Lane::Stream> {
 public:
  explicit Stream(const ServiceChannel& channel)
      : stub_(v1::LaneService::NewStub(channel.channel())),
        context_(channel.Context(absl::InfiniteFuture())) {}

  // After this gRPC holds the object up, through `self`, until OnDone.
  void Start() {
    self_ = shared_from_this();
    stub_->async()->Carry(context_.get(), this);
    StartRead(&answers_);
    AddHold();  // writes start later, from other threads
    StartCall();
  }

  bool Carries(std::string_view method) {
    const std::lock_guard lock(mutex_);
    return !over_ && methods_.contains(method);
  }
  bool over() {
    const std::lock_guard lock(mutex_);
    return over_;
  }

  // True when Flush has to be called.
  bool Send(v1::LaneCall call, const std::string& caller, absl::Time deadline, Done done) {
    {
      const std::lock_guard lock(mutex_);
      if (!over_) {
        call.set_number(++last_number_);
        if (caller != caller_) call.set_caller(caller_ = caller);
        pending_.emplace(last_number_, Pending{std::move(done), deadline});
        *waiting_.add_calls() = std::move(call);
        if (!std::exchange(watching_, true)) Watch();
        return !writing_ && !std::exchange(flush_wanted_, true);
      }
    }
    done(Broken(), std::string());
    return false;
  }
  void Flush() {
    const std::lock_guard lock(mutex_);
    flush_wanted_ = false;
    WriteWhenFree();
  }

  void Cancel() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      if (context_) context_->TryCancel();
    }
    Release();
  }
  void AwaitEnd() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return done_; });
  }

  void OnReadInitialMetadataDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    if (!ok || !context_) return;
    const auto [begin, end] = context_->GetServerInitialMetadata().equal_range(kLaneKey);
    for (auto it = begin; it != end; ++it) methods_.emplace(it->second.data(), it->second.size());
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      {
        const std::lock_guard lock(mutex_);
        over_ = true;
      }
      return Release();  // OnDone follows
    }
    const std::vector<Done> dones = TakeOut(answers_);
    for (int i = 0; i < answers_.answers_size(); ++i) {
      const v1::LaneAnswer& answer = answers_.answers(i);
      if (const Done& done = dones[static_cast<size_t>(i)]) done(StatusOf(answer), answer.response());
    }
    StartRead(&answers_);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (ok) WriteWhenFree();
  }

  void OnDone(const grpc::Status&) override {
    std::unordered_map<uint64_t, Pending> left;
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      left.swap(pending_);
      // While the lane holds the channel: gRPC's own threads must not be the last to drop it.
      context_.reset();
      stub_.reset();
    }
    for (auto& [number, pending] : left) pending.done(Broken(), std::string());
    const auto self = std::move(self_);
    const std::lock_guard lock(mutex_);
    done_ = true;
    ended_.notify_all();
  }

 private:
  struct Pending {
    Done done;
    absl::Time deadline;
  };

  // One for each answer; null for those that come too late: their calls were given up.
  std::vector<Done> TakeOut(const v1::CarryResponse& answers) {
    std::vector<Done> dones(static_cast<size_t>(answers.answers_size()));
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < dones.size(); ++i) {
      const auto found = pending_.find(answers.answers(static_cast<int>(i)).number());
      if (found == pending_.end()) continue;
      dones[i] = std::move(found->second.done);
      pending_.erase(found);
    }
    return dones;
  }

  void WriteWhenFree() {
    if (writing_ || over_ || waiting_.calls_size() == 0) return;
    writing_ = true;
    leaving_.Clear();
    leaving_.Swap(&waiting_);
    StartWrite(&leaving_);  // under the lock: once `over_` is set, the hold may go, and no write may start
  }

  // Looks for calls that waited too long, as long as there are any.
  void Watch() {
    alarm_.emplace();  // another one: this may run inside the last one's function
    alarm_->Set(absl::ToChronoTime(absl::Now() + kSweep), [weak = weak_from_this()](bool) {
      if (const auto self = weak.lock()) self->Sweep();
    });
  }

  void Sweep() {
    std::vector<Done> late;
    {
      const std::lock_guard lock(mutex_);
      const absl::Time now = absl::Now();
      std::erase_if(pending_, [&](auto& entry) {
        if (now < entry.second.deadline) return false;
        late.push_back(std::move(entry.second.done));
        return true;
      });
      if (pending_.empty() || over_) {
        watching_ = false;
      } else {
        Watch();
      }
    }
    for (const Done& done : late) done(Late(), std::string());
  }

  void Release() {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(released_, true)) return;
    }
    RemoveHold();
  }

  std::unique_ptr<v1::LaneService::Stub> stub_;  // it and the context hold the channel, until OnDone
  std::unique_ptr<grpc::ClientContext> context_;
  std::shared_ptr<Stream> self_;
  v1::CarryResponse answers_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<std::string, std::less<>> methods_;
  std::unordered_map<uint64_t, Pending> pending_;
  v1::CarryRequest waiting_;
  v1::CarryRequest leaving_;
  std::string caller_;  // of the last call
  uint64_t last_number_ = 0;
  bool writing_ = false;
  bool flush_wanted_ = false;
  bool watching_ = false;
  bool released_ = false;
  bool over_ = false;  // nothing is sent any more
  bool done_ = false;
  std::optional<grpc::Alarm> alarm_;
};

Lane::Lane(ServiceChannel channel, Options options) : channel_(std::move(channel)), options_(std::move(options)) {}

Lane::~Lane() {
  if (!stream_) return;
  stream_->Cancel();
  stream_->AwaitEnd();
}

std::shared_ptr<Lane::Stream> Lane::Current() {
  const std::lock_guard lock(mutex_);
  if (stream_ && !stream_->over()) return stream_;
  const absl::Time now = absl::Now();
  if (now < next_try_) return stream_;
  next_try_ = now + options_.between_tries;
  stream_ = std::make_shared<Stream>(channel_);
  stream_->Start();
  return stream_;
}

bool Lane::Carries(std::string_view method) {
  const auto stream = Current();
  return stream && stream->Carries(method);
}

void Lane::Send(const std::string& method, const Call& call, const Caller& caller,
                const google::protobuf::Message& request, Done done) {
  v1::LaneCall carried;
  carried.set_method(method);
  carried.set_traceparent(call.trace.Below().ToHeader());
  carried.set_network(call.network);
  carried.set_timeout_us(absl::ToInt64Microseconds(call.deadline - absl::Now()));
  request.SerializeToString(carried.mutable_request());
  const std::shared_ptr<Stream> stream = Current();
  if (!stream->Send(std::move(carried), channel_.TokenFor(caller), call.deadline, std::move(done))) return;
  if (!options_.defer) return stream->Flush();
  options_.defer([weak = std::weak_ptr(stream)] {
    if (const auto kept = weak.lock()) kept->Flush();
  });
}

}  // namespace mimamori::platform::rpc
