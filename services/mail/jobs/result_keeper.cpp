// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/result_keeper.hpp"

#include <chrono>

#include "services/platform/observe/log.hpp"

namespace mimamori::mail {
namespace {

constexpr absl::Duration kWriteLimit = absl::Seconds(10);
constexpr auto kPause = std::chrono::milliseconds(200);
// A commit for each few mails would cost more than the mails. As many again wait while these are written, no more.
constexpr size_t kEnough = 90;
constexpr auto kGather = std::chrono::milliseconds(5);
constexpr absl::Duration kLastWrites = absl::Seconds(5);

std::string NameOf(const Outcome& outcome) {
  switch (outcome.state) {
    case MessageState::kSent: return "sent";
    case MessageState::kFailed: return "failed";
    case MessageState::kCancelled: return "cancelled";
    case MessageState::kQueued:
    case MessageState::kDeferred: break;
  }
  return outcome.reason.empty() ? "handed_back" : "deferred";
}

}  // namespace

ResultKeeper::ResultKeeper(MailStore& store, const platform::Clock& clock, platform::observe::Metrics& metrics,
                           int64_t worker)
    : store_(store), clock_(clock), metrics_(metrics), worker_(worker), writer_([this] { Work(); }) {}

ResultKeeper::~ResultKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  writer_.join();
}

void ResultKeeper::Keep(Result result) {
  bool wake = false;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || waiting_.size() < kEnough; });
    waiting_.push_back(std::move(result));
    wake = waiting_.size() == 1 || waiting_.size() == kEnough;
  }
  if (wake) changed_.notify_all();
}

bool ResultKeeper::WaitUntilKept(absl::Duration limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoMilliseconds(limit), [this] { return waiting_.empty() && !writing_; });
}

void ResultKeeper::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    changed_.wait_for(lock, kGather, [this] { return stopping_ || waiting_.size() >= kEnough; });
    const std::vector<Result> results = std::exchange(waiting_, {});
    writing_ = true;
    lock.unlock();
    changed_.notify_all();  // there is room again
    const absl::Time first_try = absl::Now();
    while (!Write(results)) {
      lock.lock();
      const bool give_up = stopping_ && absl::Now() > first_try + kLastWrites;
      lock.unlock();
      if (give_up) break;  // their leases lapse; what was sent is then sent again
      std::this_thread::sleep_for(kPause);
    }
    lock.lock();
    writing_ = false;
    changed_.notify_all();
  }
}

bool ResultKeeper::Write(const std::vector<Result>& results) {
  const auto changed = store_.Settle(absl::Now() + kWriteLimit, clock_.Now(), worker_, results);
  if (!changed.ok()) {
    platform::observe::Log(spdlog::level::warn, "results of mails not written yet",
                           {{"count", std::to_string(results.size())}, platform::observe::Of(changed.status())});
    return false;
  }
  for (const Result& result : results) Count(result);
  return true;
}

void ResultKeeper::Count(const Result& result) {
  auto*& counter = counters_[NameOf(result.outcome)];
  if (counter == nullptr) {
    counter = &metrics_.CounterOf("mimamori_mail_deliveries_total", "Attempts to deliver mails, by result.",
                                  {{"result", NameOf(result.outcome)}});
  }
  counter->Add();
}

}  // namespace mimamori::mail
