// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/admission_service.hpp"

#include "services/admission/service/messages.hpp"
#include "services/admission/store/policy_reader.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::admission {
namespace {

using platform::Failure;
using platform::rpc::Call;

constexpr size_t kReasonLength = 500;
constexpr char kList[] = "admission.ListAdmissions";
// Less than what is left of the call: whoever asks for a place does not wait for who judges reports.
constexpr absl::Duration kTriageTime = absl::Seconds(2);

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

absl::Status CheckCase(const registry::v1::Case& patient) {
  if (patient.has_withdraw_time()) return Refused("CASE_WITHDRAWN", "this case was taken back");
  if (patient.kind() == registry::v1::CASE_KIND_CONTACT) return Refused("NOT_INFECTED", "a contact needs no place");
  if (patient.status() == registry::v1::CASE_STATUS_RELEASED || patient.status() == registry::v1::CASE_STATUS_DEAD) {
    return Refused("CASE_OVER", "this case is over");
  }
  return absl::OkStatus();
}

std::optional<Triage> TriageOf(const std::optional<observation::v1::Report>& report) {
  if (!report || !report->has_judgement()) return std::nullopt;
  return Triage{.tier = report->judgement().tier(), .admission_points = report->judgement().admission_points()};
}

v1::Urgency ProposedUrgency(int tier) {
  switch (tier) {
    case observation::v1::TIER_RED: return v1::URGENCY_EMERGENCY;
    case observation::v1::TIER_ORANGE: return v1::URGENCY_URGENT;
    case observation::v1::TIER_YELLOW:
    case observation::v1::TIER_GREEN: return v1::URGENCY_PLANNED;
  }
  return v1::URGENCY_UNSPECIFIED;
}

// What is known of her that a place has to be able to do.
std::vector<std::string> ProposedCapabilities(const registry::v1::Case& patient) {
  std::vector<std::string> capabilities;
  for (const int factor : patient.risk_factors()) {
    if (factor == registry::v1::RISK_FACTOR_DIALYSIS) capabilities.push_back("dialysis");
    if (factor == registry::v1::RISK_FACTOR_LATE_PREGNANCY) capabilities.push_back("maternity");
    if (factor == registry::v1::RISK_FACTOR_OXYGEN_NEEDED) capabilities.push_back("oxygen");
  }
  return capabilities;
}

absl::StatusOr<AdmissionQuery> QueryIn(const v1::ListAdmissionsRequest& request) {
  AdmissionQuery query{.refused = request.refused()};
  if (request.state() != v1::ADMISSION_STATE_UNSPECIFIED) {
    if (!v1::AdmissionState_IsValid(request.state())) return platform::BadField("state", "UNKNOWN_STATE", "there is no such state");
    query.state = static_cast<State>(request.state());
  }
  if (request.pool() != v1::POOL_UNSPECIFIED) {
    if (!v1::Pool_IsValid(request.pool())) return platform::BadField("pool", "UNKNOWN_POOL", "there is no such pool");
    query.pool = static_cast<Pool>(request.pool());
  }
  return query;
}

// A page token counts for the list that it was given out for.
std::string QuestionOf(const v1::ListAdmissionsRequest& request) {
  return std::string(kList) + " " + std::to_string(request.state()) + " " + std::to_string(request.pool()) +
         (request.refused() ? " refused" : "");
}

}  // namespace

AdmissionService::AdmissionService(platform::rpc::Runner& runner, Rooms rooms)
    : runner_(runner),
      rooms_(std::move(rooms)),
      registry_(registry::v1::RegistryService::NewStub(rooms_.registry.channel())),
      diaries_(observation::v1::DiaryService::NewStub(rooms_.observation.channel())) {}

absl::StatusOr<registry::v1::Case> AdmissionService::CaseOf(const Call& call, const std::string& case_id) {
  RETURN_IF_ERROR(CaseId::Parse(case_id).status());
  registry::v1::GetCaseRequest request;
  request.set_case_id(case_id);
  return platform::rpc::Ask(*registry_, &registry::v1::RegistryService::Stub::GetCase,
                            *rooms_.registry.ContextFor(call, *call.caller), request);
}

std::optional<observation::v1::Report> AdmissionService::LatestReport(const Call& call, const std::string& case_id) {
  observation::v1::ListReportsRequest request;
  request.set_case_id(case_id);
  request.set_page_size(1);
  Call soon = call;
  soon.deadline = std::min(call.deadline, absl::Now() + kTriageTime);
  const auto found = platform::rpc::Ask(*diaries_, &observation::v1::DiaryService::Stub::ListReports,
                                        *rooms_.observation.ContextFor(soon, *call.caller), request);
  if (!found.ok() && !absl::IsNotFound(found.status())) {
    platform::observe::Log(spdlog::level::warn, "nobody says how a patient was judged", {platform::observe::Of(found.status())});
  }
  if (!found.ok() || found->reports().empty()) return std::nullopt;
  return found->reports(0);
}

absl::StatusOr<v1::Admission> AdmissionService::Show(const Call& call, const KeptAdmission& kept) {
  ASSIGN_OR_RETURN(const auto steps, rooms_.admissions.StepsOf(call.deadline, {kept.admission.id}));
  ASSIGN_OR_RETURN(const auto transports, rooms_.admissions.TransportsOf(call.deadline, {kept.admission.id}));
  return ToProto(kept, steps, transports);
}

absl::StatusOr<v1::AdmissionDraft> AdmissionService::DoPrefill(const Call& call, const v1::GetAdmissionDraftRequest& request) {
  ASSIGN_OR_RETURN(const registry::v1::Case patient, CaseOf(call, request.case_id()));
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(patient.id()));
  ASSIGN_OR_RETURN(const auto open, rooms_.admissions.OpenOf(call.deadline, id));
  v1::AdmissionDraft draft;
  draft.set_case_id(patient.id());
  draft.set_number(patient.number());
  draft.set_area_code(patient.area_code());
  for (std::string& capability : ProposedCapabilities(patient)) draft.add_capabilities(std::move(capability));
  if (const auto report = LatestReport(call, request.case_id()); report && report->has_judgement()) {
    draft.set_tier(report->judgement().tier());
    draft.set_admission_points(report->judgement().admission_points());
    draft.set_urgency(ProposedUrgency(draft.tier()));
    *draft.mutable_report_time() = report->reported_time();
  }
  if (open) draft.set_open_admission_id(open->ToString());
  return draft;
}

absl::StatusOr<v1::Admission> AdmissionService::DoCreate(const Call& call, const v1::CreateAdmissionRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  Admission admission{.id = AdmissionId::Random(), .created_by = call.caller->subject, .created_at = call.now,
                      .state_since = call.now};
  ASSIGN_OR_RETURN(admission.needs, ParseNeeds(DraftOf(request.needs())));
  if (request.has_origin()) {
    ASSIGN_OR_RETURN(admission.origin, ParseOrigin(request.origin().latitude(), request.origin().longitude()));
  }
  if (!request.transfer_of_id().empty()) {
    ASSIGN_OR_RETURN(admission.transfer_of, AdmissionId::Parse(request.transfer_of_id()));
  }
  ASSIGN_OR_RETURN(const registry::v1::Case patient, CaseOf(call, request.case_id()));
  RETURN_IF_ERROR(CheckCase(patient));
  ASSIGN_OR_RETURN(admission.case_id, CaseId::Parse(patient.id()));
  ASSIGN_OR_RETURN(admission.area, platform::AreaCode::Parse(patient.area_code()));
  admission.number = patient.number();
  ASSIGN_OR_RETURN(const auto rules, PriorityRulesAt(rooms_.pool, call.deadline, call.now));
  admission.priority = ScorePriority(rules.rules, admission.needs, TriageOf(LatestReport(call, request.case_id())),
                                     admission.transfer_of.has_value());
  ASSIGN_OR_RETURN(const KeptAdmission kept,
                   rooms_.admissions.Create(call.deadline, ScopeOf(call), admission, request_id, StepsOfRequest(admission),
                                            AuditOf(call, "admission.CreateAdmission")));
  rooms_.wake_steps();
  return Show(call, kept);
}

absl::StatusOr<v1::Admission> AdmissionService::DoGet(const Call& call, const v1::GetAdmissionRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Get(call.deadline, ScopeOf(call), id,
                                                                   AuditOf(call, "admission.GetAdmission")));
  return Show(call, kept);
}

absl::StatusOr<v1::ListAdmissionsResponse> AdmissionService::DoList(const Call& call,
                                                                    const v1::ListAdmissionsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, 200));
  ASSIGN_OR_RETURN(AdmissionQuery query, QueryIn(request));
  ASSIGN_OR_RETURN(const std::string text,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, QuestionOf(request)));
  ASSIGN_OR_RETURN(const auto position, ReadPosition(text));
  if (position) {
    query.after = {.points = static_cast<int>(position->number), .created_at = position->time, .id = AdmissionId(position->id)};
  }
  query.limit = page_size + 1;
  ASSIGN_OR_RETURN(auto found, rooms_.admissions.List(call.deadline, ScopeOf(call), query, AuditOf(call, kList)));
  const bool more = found.size() > static_cast<size_t>(page_size);
  if (more) found.pop_back();
  std::vector<AdmissionId> ids;
  for (const KeptAdmission& kept : found) ids.push_back(kept.admission.id);
  ASSIGN_OR_RETURN(const auto steps, rooms_.admissions.StepsOf(call.deadline, ids));
  ASSIGN_OR_RETURN(const auto transports, rooms_.admissions.TransportsOf(call.deadline, ids));
  v1::ListAdmissionsResponse response;
  for (const KeptAdmission& kept : found) *response.add_admissions() = ToProto(kept, steps, transports);
  if (more) {
    const Admission& last = found.back().admission;
    response.set_next_page_token(rooms_.page_tokens.Seal(
        WritePosition({.number = last.priority.points, .time = last.created_at, .id = last.id.uuid()}),
        call.caller->subject, QuestionOf(request)));
  }
  return response;
}

absl::StatusOr<v1::Admission> AdmissionService::DoPassToDesk(const Call& call, const v1::PassToDeskRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    Admission& admission = seen.admission;
    if (admission.pool == Pool::kPrefecture) return std::vector<Step>{};
    RETURN_IF_ERROR(CheckSeen(admission, request.version()));
    RETURN_IF_ERROR(PassOver(admission));
    return std::vector<Step>{};
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.PassToDesk")));
  return Show(call, kept);
}

absl::StatusOr<v1::Admission> AdmissionService::DoExtend(const Call& call, const v1::ExtendBedRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    RETURN_IF_ERROR(CheckSeen(seen.admission, request.version()));
    RETURN_IF_ERROR(KeepLonger(seen.admission));
    return StepsOfExtension(call.now);
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.ExtendBed")));
  rooms_.wake_steps();
  return Show(call, kept);
}

absl::StatusOr<v1::Admission> AdmissionService::DoCancel(const Call& call, const v1::CancelAdmissionRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 1, kReasonLength, platform::Lines::kMany));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    if (seen.admission.state == State::kCancelled) return std::vector<Step>{};
    RETURN_IF_ERROR(Cancel(seen.admission, request.version(), call.now));
    return StepsOfCancel(seen.admission);
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.CancelAdmission", reason)));
  rooms_.wake_steps();
  return Show(call, kept);
}

absl::StatusOr<v1::AdmittedPatient> AdmissionService::DoAdmit(const Call& call, const v1::AdmitPatientRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const absl::Time came,
                   MomentIn(request.has_admit_time(), request.admit_time(), "admit_time", call.now));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    if (seen.admission.state == State::kAdmitted) return std::vector<Step>{};
    RETURN_IF_ERROR(Admit(seen.admission, request.version(), call.now));
    return StepsOfArrival(seen.place.kind, request.severe(), came);
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.AdmitPatient")));
  rooms_.wake_steps();
  return ToAdmitted(kept.admission);
}

absl::StatusOr<v1::AdmittedPatient> AdmissionService::DoDischarge(const Call& call,
                                                                  const v1::DischargePatientRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const absl::Time left,
                   MomentIn(request.has_discharge_time(), request.discharge_time(), "discharge_time", call.now));
  if (request.to() == v1::DISCHARGE_TO_UNSPECIFIED || !v1::DischargeTo_IsValid(request.to())) {
    return platform::BadField("to", "MISSING_FIELD", "where she goes is required");
  }
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    if (seen.admission.state == State::kDischarged) return std::vector<Step>{};
    RETURN_IF_ERROR(Discharge(seen.admission, request.version(), call.now));
    return StepsOfDischarge(static_cast<DischargeTo>(request.to()), left);
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.DischargePatient")));
  rooms_.wake_steps();
  return ToAdmitted(kept.admission);
}

absl::StatusOr<v1::Admission> AdmissionService::DoRetryStep(const Call& call, const v1::RetryStepRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const StepId step, StepId::Parse(request.step_id()));
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.steps.Retry(call.deadline, ScopeOf(call), id, step,
                                                                AuditOf(call, "admission.RetryStep")));
  rooms_.wake_steps();
  return Show(call, kept);
}

}  // namespace mimamori::admission
