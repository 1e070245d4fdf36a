// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::platform::rpc {

// mimamori_rpc_requests_total{method,code,reason}
observe::Metrics::Counter& RequestsOf(observe::Metrics& metrics, const std::string& method, const absl::Status& status);

// One line for a call that failed: at error with the internal message where it is our fault, at warn where the system
// was not able to, at info where the caller asked for something impossible. Never what the request held.
void LogFailure(const std::string& method, const absl::Status& status, std::string_view issuer,
                std::string_view trace_id);

}  // namespace mimamori::platform::rpc
