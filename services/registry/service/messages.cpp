// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/messages.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
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

void AddPatient(const Patient& patient, v1::Case& out) {
  out.set_birth_year(patient.birth_year);
  out.set_sex(static_cast<v1::Sex>(patient.sex));
  for (const RiskFactor risk : patient.risks) out.add_risk_factors(static_cast<v1::RiskFactor>(risk));
  out.set_language(patient.language);
  out.set_time_zone(patient.time_zone);
  out.set_route(static_cast<v1::InfectionRoute>(patient.route));
}

void AddPlan(const Plan& plan, v1::MonitoringPlan& out) {
  out.set_reports_per_day(plan.reports_per_day);
  out.set_start_date(absl::FormatCivilTime(plan.start));
  out.set_end_date(absl::FormatCivilTime(plan.end));
}

// A contact, who is not infected so far, has none.
void AddStanding(const Standing& standing, v1::Case& out) {
  out.set_status(static_cast<v1::CaseStatus>(standing.status));
  out.set_severe(standing.severe);
  if (standing.since) out.set_status_date(absl::FormatCivilTime(*standing.since));
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
  AddPatient(kept.patient, out);
  if (kept.plan) AddPlan(*kept.plan, *out.mutable_plan());
  if (kept.kind != CaseKind::kContact) AddStanding(kept.standing, out);
  if (kept.reporter) out.set_reporter_id(kept.reporter->ToString());
  if (kept.merged_into) out.set_merged_into_id(kept.merged_into->ToString());
  for (const std::string& number : kept.merged_numbers) out.add_merged_numbers(number);
  return out;
}

v1::StatusEntry ToProto(const StatusRow& row) {
  v1::StatusEntry out;
  out.set_version(row.version);
  out.set_status(static_cast<v1::CaseStatus>(row.standing.status));
  out.set_severe(row.standing.severe);
  if (row.standing.since) out.set_status_date(absl::FormatCivilTime(*row.standing.since));
  out.set_correction(static_cast<v1::CorrectionReason>(row.correction));
  out.set_changed_by(row.changed_by);
  *out.mutable_change_time() = platform::rpc::ToTimestamp(row.changed_at);
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

std::optional<PlanDraft> DraftOf(bool present, const v1::MonitoringPlan& plan) {
  if (!present) return std::nullopt;
  return PlanDraft{.reports_per_day = plan.reports_per_day(),
                   .start_date = plan.start_date(),
                   .end_date = plan.end_date()};
}

absl::StatusOr<v1::Case> ShowCase(const platform::rpc::Call& call, CaseStore& cases, const absl::TimeZone& zone,
                                  const Case& kept) {
  ASSIGN_OR_RETURN(const InfectiousRules rules, cases.Rules(call.deadline));
  return ToProto(kept, rules.DaysOf(kept, zone));
}

absl::StatusOr<CaseId> KnownCase(const std::string& text) {
  const auto id = CaseId::Parse(text);
  if (!id.ok()) return platform::NotFound("CASE_UNKNOWN", "there is no such case");
  return *id;
}

absl::StatusOr<std::optional<CaseId>> KnownReporter(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto id = CaseId::Parse(text);
  if (id.ok()) return *id;
  return platform::Failure(absl::StatusCode::kNotFound, "REPORTER_UNKNOWN", "there is no such case", "reporter_id");
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
