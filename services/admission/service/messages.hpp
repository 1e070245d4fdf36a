// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mimamori/admission/v1/admission_service.pb.h"
#include "mimamori/admission/v1/placement_service.pb.h"
#include "mimamori/admission/v1/transport_service.pb.h"
#include "services/admission/store/admission_store.hpp"
#include "services/admission/store/transport_store.hpp"
#include "services/platform/rpc/call.hpp"

// Between what the wire says and what the house says.
namespace mimamori::admission {

void FillNeeds(const Needs& needs, v1::Needs& out);
NeedsDraft DraftOf(const v1::Needs& needs);
// `steps`, `transports`: of this and of other admissions.
v1::Admission ToProto(const KeptAdmission& kept, const std::vector<KeptStep>& steps,
                      const std::map<AdmissionId, LastTransport>& transports);
v1::AdmittedPatient ToAdmitted(const Admission& admission);
v1::Offer ToOffer(const KeptAdmission& kept);
v1::Transport ToProto(const ListedTransport& listed);

// Who asks. An officer sees her areas; a facility's staff what it was asked for.
Scope ScopeOf(const platform::rpc::Call& call);
bool IsOfficer(const platform::rpc::Call& call);
// The prefecture's desk: she is responsible for the whole prefecture in which the area lies.
bool IsDesk(const platform::rpc::Call& call, const platform::AreaCode& area);

AuditEntry AuditOf(const platform::rpc::Call& call, std::string action, std::string reason = "");

// A page goes on behind a number, a moment and an id. BAD_PAGE_TOKEN.
struct PagePosition {
  int64_t number = 0;
  absl::Time time = absl::InfinitePast();
  platform::Uuid id = {};
};
std::string WritePosition(const PagePosition& position);
absl::StatusOr<std::optional<PagePosition>> ReadPosition(const std::string& text);

// When something happened that a person tells of; unset: now. BadField: MALFORMED_TIME, TIME_IN_FUTURE.
absl::StatusOr<absl::Time> MomentIn(bool present, const google::protobuf::Timestamp& time, std::string_view field,
                                    absl::Time now);

}  // namespace mimamori::admission
