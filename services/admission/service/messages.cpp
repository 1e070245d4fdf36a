// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/messages.hpp"

#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {
namespace {

using platform::rpc::ToTimestamp;

void FillStep(const KeptStep& kept, v1::Step& out) {
  out.set_id(kept.step.id.ToString());
  out.set_kind(static_cast<v1::StepKind>(kept.step.kind));
  out.set_state(static_cast<v1::StepState>(kept.state));
  out.set_word(kept.step.word);
  out.set_refusal(kept.refusal);
  out.set_attempts(kept.attempts);
  *out.mutable_create_time() = ToTimestamp(kept.created_at);
  if (kept.settled_at) *out.mutable_settle_time() = ToTimestamp(*kept.settled_at);
}

void FillPriority(const Priority& priority, v1::Priority& out) {
  out.set_points(priority.points);
  for (const PriorityPart& part : priority.parts) {
    v1::PriorityPart& shown = *out.add_parts();
    shown.set_kind(static_cast<v1::PriorityPartKind>(part.kind));
    shown.set_value(part.value);
    shown.set_points(part.points);
  }
}

void FillOrigin(const Position& origin, v1::Origin& out) {
  out.set_latitude(origin.latitude);
  out.set_longitude(origin.longitude);
}

void FillLastOffer(const KeptAdmission& kept, v1::LastOffer& out) {
  const Offer& offer = *kept.admission.offer;
  out.set_id(offer.id.ToString());
  out.set_facility_id(offer.facility.ToString());
  out.set_facility_name(kept.place.name);
  out.set_state(static_cast<v1::OfferState>(offer.state));
  *out.mutable_deadline_time() = ToTimestamp(offer.deadline);
  out.set_answer_reason(kept.place.answer_reason);
  out.set_decision_id(kept.place.decision.ToString());
  out.set_override_reason(kept.place.override_reason);
}

void FillLast(const LastTransport& transport, v1::LastTransport& out) {
  out.set_id(platform::FormatUuid(transport.id));
  out.set_state(static_cast<v1::TransportState>(transport.state));
  out.set_firm_id(transport.firm);
  *out.mutable_state_time() = ToTimestamp(transport.state_since);
}

absl::Status BadToken() {
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token does not belong to this list; start from its beginning");
}

}  // namespace

void FillNeeds(const Needs& needs, v1::Needs& out) {
  out.set_bed_class(needs.bed_class);
  for (const std::string& capability : needs.capabilities) out.add_capabilities(capability);
  out.set_urgency(static_cast<v1::Urgency>(needs.urgency));
}

NeedsDraft DraftOf(const v1::Needs& needs) {
  return {.bed_class = needs.bed_class(), .capabilities = {needs.capabilities().begin(), needs.capabilities().end()},
          .urgency = needs.urgency()};
}

v1::Admission ToProto(const KeptAdmission& kept, const std::vector<KeptStep>& steps,
                      const std::map<AdmissionId, LastTransport>& transports) {
  const Admission& admission = kept.admission;
  v1::Admission out;
  out.set_id(admission.id.ToString());
  out.set_case_id(admission.case_id.ToString());
  out.set_number(admission.number);
  out.set_area_code(admission.area.ToString());
  FillNeeds(admission.needs, *out.mutable_needs());
  FillPriority(admission.priority, *out.mutable_priority());
  out.set_pool(static_cast<v1::Pool>(admission.pool));
  out.set_state(static_cast<v1::AdmissionState>(admission.state));
  out.set_version(admission.version);
  if (admission.origin) FillOrigin(*admission.origin, *out.mutable_origin());
  if (admission.transfer_of) out.set_transfer_of_id(admission.transfer_of->ToString());
  if (admission.offer) FillLastOffer(kept, *out.mutable_offer());
  if (const auto& bed = admission.bed) {
    out.mutable_bed()->set_facility_id(bed->facility.ToString());
    if (!bed->stay) *out.mutable_bed()->mutable_hold_end_time() = ToTimestamp(bed->ends);
    out.mutable_bed()->set_stay(bed->stay.has_value());
  }
  for (const KeptStep& step : steps) {
    if (step.admission == admission.id) FillStep(step, *out.add_steps());
  }
  if (const auto found = transports.find(admission.id); found != transports.end()) FillLast(found->second, *out.mutable_transport());
  out.set_created_by(admission.created_by);
  *out.mutable_create_time() = ToTimestamp(admission.created_at);
  *out.mutable_state_time() = ToTimestamp(admission.state_since);
  return out;
}

v1::AdmittedPatient ToAdmitted(const Admission& admission) {
  v1::AdmittedPatient out;
  out.set_admission_id(admission.id.ToString());
  out.set_number(admission.number);
  out.set_state(static_cast<v1::AdmissionState>(admission.state));
  out.set_version(admission.version);
  return out;
}

v1::Offer ToOffer(const KeptAdmission& kept) {
  const Admission& admission = kept.admission;
  v1::Offer out;
  out.set_id(admission.offer->id.ToString());
  out.set_facility_id(admission.offer->facility.ToString());
  out.set_admission_id(admission.id.ToString());
  out.set_number(admission.number);
  out.set_area_code(admission.area.ToString());
  FillNeeds(admission.needs, *out.mutable_needs());
  out.set_state(static_cast<v1::OfferState>(admission.offer->state));
  *out.mutable_deadline_time() = ToTimestamp(admission.offer->deadline);
  out.set_admission_state(static_cast<v1::AdmissionState>(admission.state));
  out.set_version(admission.version);
  *out.mutable_create_time() = ToTimestamp(kept.place.made_at);
  return out;
}

v1::Transport ToProto(const ListedTransport& listed) {
  const Transport& transport = listed.transport;
  const Admission& admission = listed.of.admission;
  v1::Transport out;
  out.set_id(transport.id.ToString());
  out.set_admission_id(admission.id.ToString());
  out.set_number(admission.number);
  out.set_area_code(admission.area.ToString());
  if (admission.origin) FillOrigin(*admission.origin, *out.mutable_origin());
  if (admission.bed) out.set_facility_id(admission.bed->facility.ToString());
  out.set_facility_name(listed.of.place.name);
  FillNeeds(admission.needs, *out.mutable_needs());
  out.set_state(static_cast<v1::TransportState>(transport.state));
  out.set_firm_id(transport.firm);
  *out.mutable_create_time() = ToTimestamp(transport.made_at);
  *out.mutable_state_time() = ToTimestamp(transport.state_since);
  return out;
}

bool IsOfficer(const platform::rpc::Call& call) { return call.caller->Has(mimamori::rpc::v1::ROLE_HEALTH_OFFICER); }

Scope ScopeOf(const platform::rpc::Call& call) {
  if (IsOfficer(call)) return {.areas = call.caller->areas};
  return {.areas = {}, .organisation = call.caller->organisation};
}

bool IsDesk(const platform::rpc::Call& call, const platform::AreaCode& area) {
  for (const platform::AreaCode& mine : call.caller->areas) {
    if (mine.IsPrefecture() && mine.Covers(area)) return true;
  }
  return false;
}

AuditEntry AuditOf(const platform::rpc::Call& call, std::string action, std::string reason) {
  const auto& areas = call.caller->areas;
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::move(action),
          .object_type = "area",
          .object_id = areas.size() == 1 ? areas.front().ToString() : "",
          .area = areas.size() == 1 ? areas.front().ToString() : "",
          .reason = std::move(reason),
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

std::string WritePosition(const PagePosition& position) {
  return fmt::format("{} {} {}", position.number, absl::ToUnixMicros(position.time), platform::FormatUuid(position.id));
}

absl::StatusOr<std::optional<PagePosition>> ReadPosition(const std::string& text) {
  if (text.empty()) return std::nullopt;
  PagePosition position;
  int64_t micros = 0;
  const char* const end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, position.number);
  if (error != std::errc() || at == end || *at != ' ') return BadToken();
  const auto [behind, wrong] = std::from_chars(at + 1, end, micros);
  if (wrong != std::errc() || behind == end || *behind != ' ') return BadToken();
  const auto id = platform::ParseUuid(std::string_view(behind + 1, static_cast<size_t>(end - behind - 1)));
  if (!id) return BadToken();
  position.time = absl::FromUnixMicros(micros);
  position.id = *id;
  return position;
}

absl::StatusOr<absl::Time> MomentIn(bool present, const google::protobuf::Timestamp& time, std::string_view field,
                                    absl::Time now) {
  if (!present) return now;
  ASSIGN_OR_RETURN(const absl::Time told, platform::rpc::ParseTimestamp(true, time, field));
  if (told > now) return platform::BadField(field, "TIME_IN_FUTURE", "this has not happened yet");
  return told;
}

}  // namespace mimamori::admission
