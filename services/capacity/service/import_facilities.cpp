// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <utility>

#include "services/capacity/service/facility_service.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

constexpr size_t kFingerprintBytes = 16;

v1::ImportedFacilities AnswerOf(const std::vector<FacilityId>& ids) {
  v1::ImportedFacilities answer;
  for (const FacilityId& id : ids) answer.add_facility_ids(id.ToString());
  return answer;
}

}  // namespace

absl::StatusOr<v1::ImportedFacilities> FacilityService::DoImport(const Call& call,
                                                                 const v1::ImportFacilitiesRequest& request) {
  FacilityImport import{.caller = call.caller->subject, .request = {}, .fingerprint = {}, .facilities = {}};
  ASSIGN_OR_RETURN(import.request, platform::RequestId::Parse(request.request_id()));
  if (request.content().size() > kLargestTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 2.5 MiB");
  }
  import.fingerprint = rooms_.fingerprints.Of(request.content(), kFingerprintBytes);
  ASSIGN_OR_RETURN(const std::vector<FacilityId> before,
                   rooms_.imports.MadeBefore(call.deadline, import.caller, import.request, import.fingerprint));
  if (!before.empty()) return AnswerOf(before);
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const NamedCatalogue catalogue, rooms_.facilities.CatalogueAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const auto names, rooms_.imports.Names(call.deadline, scope));
  ASSIGN_OR_RETURN(std::vector<FacilityEntry> rows,
                   ReadFacilityTable(request.content(), catalogue.Codes().capabilities,
                                     [&](const platform::AreaCode& area) { return scope.Governs(area); },
                                     [&](const platform::AreaCode& area, const std::string& name) {
                                       return names.contains({area, name});
                                     }));
  ASSIGN_OR_RETURN(import.facilities, Prepare(call, std::move(rows)));
  ASSIGN_OR_RETURN(const std::vector<FacilityId> ids,
                   rooms_.imports.Import(call.deadline, import, AuditOf(call, "capacity.ImportFacilities")));
  return AnswerOf(ids);
}

// Gives each facility its id, and seals its desk's address.
absl::StatusOr<std::vector<NewFacility>> FacilityService::Prepare(const Call& call, std::vector<FacilityEntry> rows) {
  std::vector<NewFacility> facilities;
  facilities.reserve(rows.size());
  for (FacilityEntry& row : rows) {
    NewFacility created{.facility = std::move(row.facility), .sealed_contact = {}, .created_by = call.caller->subject,
                        .request = platform::RequestId::Random(), .now = call.now};
    created.facility.id = FacilityId::Random();
    if (row.email) {
      ASSIGN_OR_RETURN(created.sealed_contact, rooms_.seal.Seal(call, created.facility.id.ToString(), *row.email,
                                                                created.facility.facts.language));
    }
    facilities.push_back(std::move(created));
  }
  return facilities;
}

}  // namespace mimamori::capacity
