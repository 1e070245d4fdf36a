// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::platform::rpc {

// mimamori_rpc_requests_total{method,code,reason}
observe::Metrics::Counter& RequestsOf(observe::Metrics& metrics, const std::string& method, const absl::Status& status);

// How many lines of one kind may be written: kLinesASecond, so that a storm of failing calls neither fills the disk nor
// costs more than the calls do. Thread-safe.
class LineBudget {
 public:
  static constexpr int kLinesASecond = 5;
  static constexpr size_t kMostKinds = 4096;  // past them it begins anew: nobody can make it grow

  // How many lines of the kind were held back since the last that was written, when one may be written now; else
  // nothing, and this one counts as held back.
  std::optional<int64_t> Spend(const std::string& kind, absl::Time now);

 private:
  struct Kind {
    absl::Time since = absl::InfinitePast();  // of the second that is counted
    int written = 0;
    int64_t held_back = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Kind> kinds_;
};

// One line for a call that failed: at error with the internal message where it is our fault, at warn where the system
// was not able to, at info where the caller asked for something impossible. Never what the request held. Of those that
// are alike (method, code and reason) the first few of each second are written; the next line tells how many were not,
// as `suppressed`. The metric above counts them all.
void LogFailure(LineBudget& budget, absl::Time now, const std::string& method, const absl::Status& status,
                std::string_view issuer, std::string_view trace_id);
// By the system's time, within the process's budget.
void LogFailure(const std::string& method, const absl::Status& status, std::string_view issuer,
                std::string_view trace_id);

}  // namespace mimamori::platform::rpc
