// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/scope_messages.hpp"

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kLongestWindow = absl::Hours(400 * 24);

}  // namespace

absl::StatusOr<Scope> ScopeIn(const platform::rpc::Call& call,
                              const google::protobuf::RepeatedPtrField<std::string>& area_codes) {
  if (area_codes.empty()) return call.caller->areas;
  Scope scope;
  for (const std::string& code : area_codes) {
    ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(code, "area_codes"));
    if (!call.caller->Covers(area)) {
      return platform::Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "one of the areas is not yours", "area_codes");
    }
    scope.push_back(area);
  }
  return scope;
}

absl::StatusOr<ReplayWindow> WindowOf(bool has_start, const google::protobuf::Timestamp& start, bool has_end,
                                      const google::protobuf::Timestamp& end) {
  ReplayWindow window;
  ASSIGN_OR_RETURN(window.start, platform::rpc::ParseTimestamp(has_start, start, "start_time"));
  ASSIGN_OR_RETURN(window.end, platform::rpc::ParseTimestamp(has_end, end, "end_time"));
  if (window.end <= window.start) {
    return platform::BadField("end_time", "EMPTY_WINDOW", "end_time is behind start_time");
  }
  if (window.end - window.start > kLongestWindow) {
    return platform::BadField("end_time", "WINDOW_TOO_LONG", "a window has at most 400 days");
  }
  return window;
}

platform::postgres::AuditEntry AuditOfCase(const platform::rpc::Call& call, std::string action, const CaseId& id) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::move(action),
          .object_type = "case",
          .object_id = id.ToString(),
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

platform::postgres::AuditEntry AuditOfScope(const platform::rpc::Call& call, std::string action, const Scope& scope,
                                            std::string payload) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::move(action),
          .object_type = "area",
          .object_id = scope.size() == 1 ? scope.front().ToString() : "",
          .area = scope.size() == 1 ? scope.front().ToString() : "",
          .reason = "",
          .payload = std::move(payload),
          .trace_id = call.trace.trace_id};
}

}  // namespace mimamori::observation
