// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::platform::rpc {

// The jobs of a process: each on a thread of its own, once at the start, then every period or when woken.
class JobBoard {
 public:
  using Work = std::function<absl::Status(absl::Time now)>;
  struct Report {
    std::string name;
    absl::Duration period;
    std::optional<absl::Time> last_end;  // by the clock
    absl::Status last;
    int64_t runs = 0;
  };

  JobBoard(const Clock& clock, observe::Metrics& metrics);
  ~JobBoard();

  void Add(const std::string& name, absl::Duration period, Work work);
  void Start();
  // Unknown names are ignored: a service may run without one of its jobs.
  void Wake(const std::string& name);
  // Waits for a run that starts after this call; its outcome. NOT_FOUND (JOB_UNKNOWN), DEADLINE_EXCEEDED
  // (JOB_STILL_RUNNING), UNAVAILABLE (DRAINING).
  absl::StatusOr<Report> RunNow(const std::string& name, absl::Time deadline);
  std::vector<Report> List() const;
  // No run starts any more; waits for those that run. Idempotent.
  void Stop();

 private:
  struct Job;
  void Loop(Job& job);
  absl::Status RunOnce(Job& job);

  const Clock& clock_;
  observe::Metrics& metrics_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::map<std::string, std::unique_ptr<Job>> jobs_;
};

}  // namespace mimamori::platform::rpc
