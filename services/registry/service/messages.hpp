// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/registry_service.pb.h"
#include "mimamori/registry/v1/status_service.pb.h"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/registry/store/status_store.hpp"

namespace mimamori::registry {

// The account of whoever another service asks for.
struct OfficerTag { static constexpr const char* kName = "officer_id"; };
using OfficerId = platform::Id<OfficerTag>;

// `days`: on which the patient was infectious; none for a contact.
v1::Case ToProto(const Case& kept, const std::optional<Days>& days);
v1::Place ToProto(const Place& place);
v1::StatusEntry ToProto(const StatusRow& row);
std::optional<CaseKind> FromProto(v1::CaseKind kind);  // nullopt when unspecified or unknown
std::optional<PlanDraft> DraftOf(bool present, const v1::MonitoringPlan& plan);
// Of a request that has these fields; without the language.
template <class Request>
PatientDraft PatientDraftOf(const Request& request) {
  return {.birth_year = request.birth_year(),
          .sex = request.sex(),
          .risk_factors = std::vector<int>(request.risk_factors().begin(), request.risk_factors().end()),
          .time_zone = request.time_zone(),
          .route = request.route()};
}

// With the days on which the patient was infectious. Fails as CaseStore::Rules does.
absl::StatusOr<v1::Case> ShowCase(const platform::rpc::Call& call, CaseStore& cases, const absl::TimeZone& zone,
                                  const Case& kept);

// NOT_FOUND (CASE_UNKNOWN) for what is no id.
absl::StatusOr<CaseId> KnownCase(const std::string& text);
// None for empty text. NOT_FOUND (REPORTER_UNKNOWN, field reporter_id) for what is no id.
absl::StatusOr<std::optional<CaseId>> KnownReporter(const std::string& text);

// The areas that the caller may see.
Scope ScopeOf(const platform::rpc::Call& call);

// Who did what, when; the store adds the object. `action`: "registry.GetCase".
platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action);

}  // namespace mimamori::registry
