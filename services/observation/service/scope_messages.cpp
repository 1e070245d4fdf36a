// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/scope_messages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
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

std::string AreasOf(const platform::rpc::Call& call) {
  std::vector<std::string> codes;
  for (const platform::AreaCode& area : call.caller->areas) codes.push_back(area.ToString());
  std::ranges::sort(codes);
  return fmt::format("{}", fmt::join(codes, " "));
}

absl::StatusOr<CaseId> KnownPatient(const std::string& text) {
  const auto id = CaseId::Parse(text);
  if (!id.ok()) return PatientUnknown();
  return *id;
}

platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::move(action),
          .object_type = "",
          .object_id = "",
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

platform::postgres::AuditEntry AuditOfCase(const platform::rpc::Call& call, std::string action, const CaseId& id) {
  platform::postgres::AuditEntry audit = AuditOf(call, std::move(action));
  audit.object_type = "case";
  audit.object_id = id.ToString();
  return audit;
}

platform::postgres::AuditEntry AuditOfScope(const platform::rpc::Call& call, std::string action, const Scope& scope,
                                            std::string payload) {
  platform::postgres::AuditEntry audit = AuditOf(call, std::move(action));
  audit.object_type = "area";
  if (scope.size() == 1) audit.object_id = audit.area = scope.front().ToString();
  audit.payload = std::move(payload);
  return audit;
}

}  // namespace mimamori::observation
