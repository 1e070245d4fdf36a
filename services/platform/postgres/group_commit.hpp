// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform::postgres {

// Turns many single writes into few commits: a bounded queue collects the items that are waiting and one writer thread
// hands up to `batch_limit` of them to `write`, which keeps them all in one transaction and returns one result each.
// Every caller is answered only after its commit, in the order of Submit. The writer never waits for more work: it
// flushes when it is free. `write` and `done` must not throw, and `done` should be quick: the next batch waits for it.
template <class Item, class Result>
class GroupCommit {
 public:
  using Done = std::function<void(absl::StatusOr<Result>)>;
  // One result per item, in order, after the commit; or one failure for all of them.
  using Write = std::function<absl::StatusOr<std::vector<absl::StatusOr<Result>>>(const std::vector<Item>&)>;

  // Runs the answers of one batch, for whoever does something once for all that they cause; must run them.
  using Around = std::function<void(const std::function<void()>& answers)>;

  GroupCommit(size_t queue_limit, size_t batch_limit, Write write, Around around = nullptr)
      : queue_limit_(queue_limit),
        batch_limit_(std::max<size_t>(batch_limit, 1)),
        write_(std::move(write)),
        around_(std::move(around)),
        writer_([this] { Work(); }) {}
  // Writes what is still queued, then stops. Nobody may submit any more.
  ~GroupCommit() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      wake_.notify_one();
    }
    writer_.join();
  }
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Calls `done` once, from the writer thread; or at once with UNAVAILABLE (reason BUSY) when the queue is full.
  void Submit(Item item, Done done) {
    {
      const std::lock_guard lock(mutex_);
      if (count_ < queue_limit_ && !stopping_) {
        Batch& batch = OpenBatch();
        batch.items.push_back(std::move(item));
        batch.dones.push_back(std::move(done));
        ++count_;
        // Under the lock: `done` may end in the destructor before this line would run.
        if (std::exchange(writer_sleeps_, false)) wake_.notify_one();
        return;
      }
    }
    done(Busy());
  }

  static absl::Status Busy() {
    return Failure(absl::StatusCode::kUnavailable, "BUSY", "too many requests are waiting; try again shortly");
  }
  // Whether Submit would say Busy() now: for callers with work to spare before it.
  bool full() const { return waiting() >= queue_limit_; }

  size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  struct Batch {
    std::vector<Item> items;
    std::vector<Done> dones;
  };

  // Items are sorted into batches as they come, so that the writer takes one with a move, not item by item.
  Batch& OpenBatch() {
    if (waiting_.empty() || waiting_.back().items.size() >= batch_limit_) waiting_.push_back(std::exchange(spare_, {}));
    return waiting_.back();
  }

  void Work() {
    Batch batch;
    while (Take(batch)) {
      auto results = write_(batch.items);
      const auto answer = [&] { Answer(std::move(results), batch.dones); };
      around_ ? around_(answer) : answer();
      batch.items.clear();
      batch.dones.clear();
    }
  }

  // Gives the used batch's memory back; false when all is written and no more will come.
  bool Take(Batch& batch) {
    std::unique_lock lock(mutex_);
    if (spare_.items.capacity() == 0) spare_ = std::move(batch);
    while (waiting_.empty()) {
      if (stopping_) return false;
      writer_sleeps_ = true;
      wake_.wait(lock);
    }
    batch = std::move(waiting_.front());
    waiting_.pop_front();
    count_ -= batch.items.size();
    return true;
  }

  static void Answer(absl::StatusOr<std::vector<absl::StatusOr<Result>>> results, std::vector<Done>& dones) {
    for (size_t i = 0; i < dones.size(); ++i) {
      if (!results.ok()) {
        dones[i](results.status());
      } else if (i < results->size()) {
        dones[i](std::move((*results)[i]));
      } else {
        dones[i](absl::InternalError("the writer returned too few results"));
      }
    }
  }

  const size_t queue_limit_;
  const size_t batch_limit_;
  const Write write_;
  const Around around_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Batch> waiting_;
  Batch spare_;
  size_t count_ = 0;
  bool writer_sleeps_ = false;
  bool stopping_ = false;
  std::thread writer_;  // last: starts when everything above exists
};

}  // namespace mimamori::platform::postgres
