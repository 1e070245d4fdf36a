// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mimamori::platform::rpc {

// At most `threads` threads, each started when there is work and none is idle; past `queue_limit` waiting jobs nothing
// more is taken.
class Workers {
 public:
  Workers(size_t threads, size_t queue_limit) : most_threads_(threads), queue_limit_(queue_limit) {}
  ~Workers() { Stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when full or stopped.
  bool Post(std::function<void()> job);
  // For a job, just before it tells its result: counts its thread as free from here on, so that whoever got the result
  // finds room for the next job. Nothing but the telling may follow.
  void Release();
  // Runs what was taken, then ends the threads. Idempotent.
  void Stop();
  size_t waiting() const;
  size_t busy() const;

 private:
  void Work();

  const size_t most_threads_;
  const size_t queue_limit_;
  mutable std::mutex mutex_;  // std, not absl: ThreadSanitizer cannot see into Debian's libabsl
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mimamori::platform::rpc
