// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/outcome.hpp"

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

void LogFailure(const std::string& method, const absl::Status& status, std::string_view issuer,
                std::string_view trace_id) {
  const auto level = LevelOf(status.code());
  const observe::Field about{"method", method};
  const observe::Field from{"caller", std::string(issuer)};
  if (level >= spdlog::level::warn) {
    return observe::Log(level, "call failed", {about, from, observe::Of(status)}, trace_id);
  }
  observe::Log(level, "call refused",
               {about, from, {"code", absl::StatusCodeToString(status.code())}, {"reason", ReasonOf(status)}},
               trace_id);
}

}  // namespace mimamori::platform::rpc
