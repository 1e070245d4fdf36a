// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/patient_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {

absl::StatusOr<v1::Case> PatientService::Shown(const Call& call, const Case& kept) {
  return ShowCase(call, rooms_.cases, rooms_.zone, kept);
}

grpc::ServerUnaryReactor* PatientService::CorrectPatient(grpc::CallbackServerContext* context,
                                                         const v1::CorrectPatientRequest* request,
                                                         v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PatientService::DoCorrectPatient, this));
}

absl::StatusOr<v1::Case> PatientService::DoCorrectPatient(const Call& call, const v1::CorrectPatientRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  const absl::CivilDay today = absl::ToCivilDay(call.now, rooms_.zone);
  const PatientDraft draft = PatientDraftOf(request);
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.cases.Change(call.deadline, id, ScopeOf(call), call.now,
                                       AuditOf(call, "registry.CorrectPatient"), [&](Case& seen) {
                                         return registry::CorrectPatient(seen, request.version(), draft, today);
                                       }));
  return Shown(call, kept);
}

grpc::ServerUnaryReactor* PatientService::PlanMonitoring(grpc::CallbackServerContext* context,
                                                         const v1::PlanMonitoringRequest* request,
                                                         v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PatientService::DoPlanMonitoring, this));
}

absl::StatusOr<v1::Case> PatientService::DoPlanMonitoring(const Call& call, const v1::PlanMonitoringRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const std::optional<Plan> plan, ParsePlan(DraftOf(request.has_plan(), request.plan())));
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.cases.Change(call.deadline, id, ScopeOf(call), call.now,
                                       AuditOf(call, "registry.PlanMonitoring"),
                                       [&](Case& seen) { return ChangePlan(seen, request.version(), plan); }));
  return Shown(call, kept);
}

grpc::ServerUnaryReactor* PatientService::ReplaceContact(grpc::CallbackServerContext* context,
                                                         const v1::ReplaceContactRequest* request,
                                                         v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PatientService::DoReplaceContact, this));
}

absl::StatusOr<v1::Case> PatientService::DoReplaceContact(const Call& call, const v1::ReplaceContactRequest& request) {
  NewContact contact;
  ASSIGN_OR_RETURN(contact.request_id, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const std::string language, platform::ParseLanguage(request.language()));
  if (!request.email_address().empty()) {
    ASSIGN_OR_RETURN(const platform::EmailAddress address, platform::EmailAddress::Parse(request.email_address()));
    const std::string month = absl::FormatCivilTime(absl::ToCivilMonth(call.now, rooms_.zone));
    ASSIGN_OR_RETURN(contact.sealed, rooms_.sealer.Seal(call, month, id, address, language));
  }
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.patients.ReplaceContact(call.deadline, id, ScopeOf(call), contact,
                                                  AuditOf(call, "registry.ReplaceContact"), [&](Case& seen) {
                                                    return ChangeContact(seen, request.version(),
                                                                         !contact.sealed.empty(), language);
                                                  }));
  return Shown(call, kept);
}

grpc::ServerUnaryReactor* PatientService::SetReporter(grpc::CallbackServerContext* context,
                                                      const v1::SetReporterRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PatientService::DoSetReporter, this));
}

absl::StatusOr<v1::Case> PatientService::DoSetReporter(const Call& call, const v1::SetReporterRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const std::optional<CaseId> reporter, KnownReporter(request.reporter_id()));
  ASSIGN_OR_RETURN(const Case kept, rooms_.patients.SetReporter(call.deadline, id, request.version(), reporter,
                                                                ScopeOf(call), AuditOf(call, "registry.SetReporter")));
  return Shown(call, kept);
}

grpc::ServerUnaryReactor* PatientService::MergeCases(grpc::CallbackServerContext* context,
                                                     const v1::MergeCasesRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PatientService::DoMergeCases, this));
}

absl::StatusOr<v1::Case> PatientService::DoMergeCases(const Call& call, const v1::MergeCasesRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  const auto duplicate = CaseId::Parse(request.duplicate_id());
  if (!duplicate.ok()) {
    return platform::Failure(absl::StatusCode::kNotFound, "CASE_UNKNOWN", "there is no such case", "duplicate_id");
  }
  const MergeFacts facts{.version = request.version(), .duplicate_version = request.duplicate_version()};
  ASSIGN_OR_RETURN(const Case kept, rooms_.patients.Merge(call.deadline, id, *duplicate, facts, ScopeOf(call),
                                                          AuditOf(call, "registry.MergeCases")));
  return Shown(call, kept);
}

}  // namespace mimamori::registry
