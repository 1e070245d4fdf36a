// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <google/protobuf/repeated_field.h>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/observation/domain/what_if.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::observation {

// The areas that a staff request asks about: those of the codes, or all of the caller's where there is none.
// INVALID_ARGUMENT (area_codes): MALFORMED_AREA_CODE. NOT_FOUND (area_codes): AREA_UNKNOWN (outside the caller's).
absl::StatusOr<Scope> ScopeIn(const platform::rpc::Call& call,
                              const google::protobuf::RepeatedPtrField<std::string>& area_codes);

// A request with start_time and end_time. INVALID_ARGUMENT by field: MISSING_FIELD, MALFORMED_TIME, EMPTY_WINDOW,
// WINDOW_TOO_LONG (more than 400 days).
absl::StatusOr<ReplayWindow> WindowOf(bool has_start, const google::protobuf::Timestamp& start, bool has_end,
                                      const google::protobuf::Timestamp& end);
template <class Request>
absl::StatusOr<ReplayWindow> WindowIn(const Request& request) {
  return WindowOf(request.has_start_time(), request.start_time(), request.has_end_time(), request.end_time());
}

// The caller's areas, for what a token counts for.
std::string AreasOf(const platform::rpc::Call& call);

// NOT_FOUND (PATIENT_UNKNOWN) for what is no id.
absl::StatusOr<CaseId> KnownPatient(const std::string& text);

// Who did what, when; with which object is for the caller, or the store, to add.
platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action);

// Who did what, when, with a patient or what is hers. `action`: "observation.ClaimItem".
platform::postgres::AuditEntry AuditOfCase(const platform::rpc::Call& call, std::string action, const CaseId& id);

// Who looked at what of a scope, when; `action`: "observation.ReplayRules". In the one area that was asked for, if it is one.
platform::postgres::AuditEntry AuditOfScope(const platform::rpc::Call& call, std::string action, const Scope& scope,
                                            std::string payload);

}  // namespace mimamori::observation
