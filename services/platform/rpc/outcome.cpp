// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/outcome.hpp"

#include <utility>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::platform::rpc {
namespace {

spdlog::level::level_enum LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return spdlog::level::err;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

}  // namespace

observe::Metrics::Counter& RequestsOf(observe::Metrics& metrics, const std::string& method,
                                      const absl::Status& status) {
  return metrics.CounterOf(
      "mimamori_rpc_requests_total", "Calls by how they ended.",
      {{"method", method}, {"code", absl::StatusCodeToString(status.code())}, {"reason", ReasonOf(status)}});
}

std::optional<int64_t> LineBudget::Spend(const std::string& kind, absl::Time now) {
  const std::lock_guard lock(mutex_);
  if (kinds_.size() >= kMostKinds && !kinds_.contains(kind)) kinds_.clear();
  Kind& spent = kinds_[kind];
  // Also when the clock was set back: a budget must not stay used up.
  if (now < spent.since || now >= spent.since + absl::Seconds(1)) {
    spent.since = now;
    spent.written = 0;
  }
  if (spent.written == kLinesASecond) {
    ++spent.held_back;
    return std::nullopt;
  }
  ++spent.written;
  return std::exchange(spent.held_back, 0);
}

void LogFailure(LineBudget& budget, absl::Time now, const std::string& method, const absl::Status& status,
                std::string_view issuer, std::string_view trace_id) {
  const auto level = LevelOf(status.code());
  if (!spdlog::should_log(level)) return;
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = ReasonOf(status);
  const auto held_back = budget.Spend(fmt::format("{} {} {}", method, code, reason), now);
  if (!held_back) return;
  const observe::Field about{"method", method};
  const observe::Field from{"caller", std::string(issuer)};
  const observe::Field others{"suppressed", fmt::to_string(*held_back)};
  const auto write = [&](std::string_view message, std::initializer_list<observe::Field> fields) {
    observe::Log(level, message, fields, trace_id);
  };
  if (level >= spdlog::level::warn) {
    if (*held_back > 0) return write("call failed", {about, from, observe::Of(status), others});
    return write("call failed", {about, from, observe::Of(status)});
  }
  if (*held_back > 0) return write("call refused", {about, from, {"code", code}, {"reason", reason}, others});
  write("call refused", {about, from, {"code", code}, {"reason", reason}});
}

void LogFailure(const std::string& method, const absl::Status& status, std::string_view issuer,
                std::string_view trace_id) {
  static LineBudget budget;
  LogFailure(budget, absl::Now(), method, status, issuer, trace_id);
}

}  // namespace mimamori::platform::rpc
