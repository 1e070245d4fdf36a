// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/workers.hpp"

#include <utility>

namespace mimamori::platform::rpc {
namespace {

thread_local bool released = false;  // the job of this thread has nothing left to do

}  // namespace

void Workers::Stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

bool Workers::Post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    if (jobs_.size() >= idle_) {  // nobody is free for this one
      if (threads_.size() < most_threads_) {
        threads_.emplace_back([this] { Work(); });
      } else if (jobs_.size() >= idle_ + queue_limit_) {
        return false;
      }
    }
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size() > idle_ ? jobs_.size() - idle_ : 0;
}

size_t Workers::busy() const {
  const std::lock_guard lock(mutex_);
  return threads_.size() > idle_ ? threads_.size() - idle_ : 0;
}

void Workers::Release() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(released, true)) ++idle_;
}

void Workers::Work() {
  std::unique_lock lock(mutex_);
  ++idle_;
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) return;
    {
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      released = false;
      lock.unlock();
      job();
    }
    lock.lock();
    if (!released) ++idle_;
  }
}

}  // namespace mimamori::platform::rpc
