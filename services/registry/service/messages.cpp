// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/messages.hpp"

#include "services/platform/rpc/wire.hpp"

namespace mimamori::registry {
namespace {

v1::CaseKind ToProto(CaseKind kind) {
  switch (kind) {
    case CaseKind::kConfirmed: return v1::CASE_KIND_CONFIRMED;
    case CaseKind::kProbable: return v1::CASE_KIND_PROBABLE;
    case CaseKind::kContact: return v1::CASE_KIND_CONTACT;
  }
  return v1::CASE_KIND_UNSPECIFIED;
}

}  // namespace

v1::Case ToProto(const Case& kept, const std::optional<Days>& days) {
  v1::Case out;
  out.set_id(kept.id.ToString());
  out.set_number(kept.number);
  out.set_kind(ToProto(kept.kind));
  out.set_area_code(kept.area.ToString());
  if (kept.onset) out.set_onset_date(absl::FormatCivilTime(*kept.onset));
  if (kept.sampling) out.set_sampling_date(absl::FormatCivilTime(*kept.sampling));
  out.set_report_date(absl::FormatCivilTime(kept.report));
  out.set_has_contact(kept.has_contact);
  *out.mutable_create_time() = platform::rpc::ToTimestamp(kept.created_at);
  if (days) out.set_infectious_start_date(absl::FormatCivilTime(days->first));
  if (days) out.set_infectious_end_date(absl::FormatCivilTime(days->last));
  out.set_version(kept.version);
  if (kept.withdrawn_at) *out.mutable_withdraw_time() = platform::rpc::ToTimestamp(*kept.withdrawn_at);
  return out;
}

v1::Place ToProto(const Place& place) {
  v1::Place out;
  out.set_id(place.id.ToString());
  out.set_case_id(place.case_id.ToString());
  out.set_venue_id(place.where.venue.ToString());
  *out.mutable_start_time() = platform::rpc::ToTimestamp(place.where.start);
  *out.mutable_end_time() = platform::rpc::ToTimestamp(place.where.end);
  out.set_participants(place.where.participants);
  out.set_source(static_cast<v1::PlaceSource>(place.source));
  out.set_recorded_by(place.recorded_by);
  out.set_version(place.version);
  if (place.withdrawn_at) *out.mutable_withdraw_time() = platform::rpc::ToTimestamp(*place.withdrawn_at);
  return out;
}

Scope ScopeOf(const platform::rpc::Call& call) { return call.caller->areas; }

std::optional<CaseKind> FromProto(v1::CaseKind kind) {
  switch (kind) {
    case v1::CASE_KIND_CONFIRMED: return CaseKind::kConfirmed;
    case v1::CASE_KIND_PROBABLE: return CaseKind::kProbable;
    case v1::CASE_KIND_CONTACT: return CaseKind::kContact;
    default: return std::nullopt;
  }
}

platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action) {
  const platform::rpc::Caller& caller = *call.caller;
  return {.time = call.now,
          .actor = caller.service ? caller.issuer : caller.subject,
          .action = std::move(action),
          .object_type = "",
          .object_id = "",
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace mimamori::registry
