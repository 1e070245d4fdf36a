// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/lane_service.hpp"

#include <utility>
#include <vector>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/answer_together.hpp"
#include "services/platform/rpc/metadata.hpp"

namespace mimamori::platform::rpc {
namespace {

namespace v1 = mimamori::rpc::v1;
using Reactor = grpc::ServerBidiReactor<v1::CarryRequest, v1::CarryResponse>;

// What this thread writes once AnswerTogether ends; null outside of it.
thread_local std::vector<std::function<void()>>* together = nullptr;

// Said to whoever may not open a lane.
class Refusal final : public Reactor {
 public:
  explicit Refusal(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

grpc::Status NotOffered() {
  return ToGrpc(Failure(absl::StatusCode::kUnimplemented, "METHOD_NOT_ON_LANE", "this method is called by itself"));
}

grpc::Status Draining() {
  return ToGrpc(Failure(absl::StatusCode::kUnavailable, "DRAINING", "this process is ending; try again shortly"));
}

v1::LaneAnswer AnswerOf(uint64_t number, const grpc::Status& status, std::string response) {
  v1::LaneAnswer answer;
  answer.set_number(number);
  if (status.ok()) {
    answer.set_response(std::move(response));
    return answer;
  }
  google::rpc::Status& failure = *answer.mutable_failure();
  if (status.error_details().empty() || !failure.ParseFromString(status.error_details())) {
    failure.set_code(static_cast<int>(status.error_code()));
    failure.set_message(status.error_message());
  }
  return answer;
}

}  // namespace

// One stream. At most one read and one write are under way; answers that come while a write is go with the next one.
class LaneService::Carrier final : public Reactor {
 public:
  explicit Carrier(LaneService& lanes) : lanes_(lanes) {}

  // After this gRPC holds the object up, through `self`, until OnDone.
  void Start(std::shared_ptr<Carrier> self) {
    self_ = std::move(self);
    StartSendInitialMetadata();
    StartRead(&calls_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      std::unique_lock lock(mutex_);
      reading_ = false;
      return FinishWhenIdle(lock);
    }
    {
      const std::lock_guard lock(mutex_);
      open_calls_ += calls_.calls_size();
    }
    lanes_.batches_.Add();
    for (v1::LaneCall& call : *calls_.mutable_calls()) TakeOne(call);
    StartRead(&calls_);
  }

  void OnWriteDone(bool ok) override {
    std::unique_lock lock(mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    WriteWhenFree(lock);
  }

  void OnDone() override {
    const auto self = std::move(self_);
    const std::lock_guard lock(lanes_.mutex_);
    lanes_.carriers_.erase(self);
  }

  void Flush() {
    std::unique_lock lock(mutex_);
    flush_wanted_ = false;
    WriteWhenFree(lock);
  }

  void Drain() {
    std::unique_lock lock(mutex_);
    draining_ = true;
    FinishWhenIdle(lock);
  }

 private:
  void TakeOne(v1::LaneCall& call) {
    if (!call.caller().empty()) caller_ = std::move(*call.mutable_caller());
    const Envelope envelope{.caller = caller_, .traceparent = call.traceparent(), .network = call.network(),
                            .deadline = absl::Now() + absl::Microseconds(call.timeout_us()),
                            .cancelled = [] { return false; }};
    Runner::Answered answered = [self = self_, number = call.number()](const grpc::Status& status,
                                                                       std::string response) {
      self->Answer(AnswerOf(number, status, std::move(response)));
    };
    const auto offer = lanes_.offers_.find(call.method());
    if (offer == lanes_.offers_.end()) return answered(NotOffered(), std::string());
    offer->second(envelope, call.request(), std::move(answered));
  }

  void Answer(v1::LaneAnswer answer) {
    std::unique_lock lock(mutex_);
    --open_calls_;
    *waiting_.add_answers() = std::move(answer);
    if (together == nullptr) return WriteWhenFree(lock);
    if (writing_ || std::exchange(flush_wanted_, true)) return;
    together->push_back([self = self_] { self->Flush(); });
  }

  void WriteWhenFree(std::unique_lock<std::mutex>& lock) {
    if (broken_ || finished_) waiting_.Clear();
    if (writing_) return;
    if (waiting_.answers_size() == 0) return FinishWhenIdle(lock);
    writing_ = true;
    leaving_.Clear();
    leaving_.Swap(&waiting_);
    lock.unlock();
    StartWrite(&leaving_);
  }

  void FinishWhenIdle(std::unique_lock<std::mutex>& lock) {
    const bool ending = draining_ || !reading_;
    if (!ending || open_calls_ > 0 || writing_ || waiting_.answers_size() > 0 || std::exchange(finished_, true)) return;
    const bool draining = draining_;
    lock.unlock();
    Finish(draining ? Draining() : grpc::Status::OK);
  }

  LaneService& lanes_;
  std::shared_ptr<Carrier> self_;
  v1::CarryRequest calls_;
  std::string caller_;  // of the last call that named one
  std::mutex mutex_;
  v1::CarryResponse waiting_;
  v1::CarryResponse leaving_;
  int open_calls_ = 0;
  bool reading_ = true;
  bool writing_ = false;
  bool flush_wanted_ = false;
  bool broken_ = false;
  bool draining_ = false;
  bool finished_ = false;
};

void AnswerTogether(const std::function<void()>& answers) {
  std::vector<std::function<void()>> writes;
  together = &writes;
  answers();
  together = nullptr;
  for (const auto& write : writes) write();
}

Reactor* LaneService::Carry(grpc::CallbackServerContext* context) {
  const grpc::Status admitted = runner_.AdmitCarrier(*context, *v1::CarryRequest::descriptor());
  if (!admitted.ok()) return new Refusal(admitted);
  for (const auto& [method, take] : offers_) context->AddInitialMetadata(kLaneKey, method);
  auto carrier = std::make_shared<Carrier>(*this);
  {
    const std::lock_guard lock(mutex_);
    carriers_.insert(carrier);
  }
  carrier->Start(carrier);
  if (runner_.draining()) carrier->Drain();  // it began meanwhile
  return carrier.get();
}

void LaneService::Drain() {
  std::set<std::shared_ptr<Carrier>> carriers;
  {
    const std::lock_guard lock(mutex_);
    carriers = carriers_;
  }
  for (const auto& carrier : carriers) carrier->Drain();
}

}  // namespace mimamori::platform::rpc
