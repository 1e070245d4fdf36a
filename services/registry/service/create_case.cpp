// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"
#include "services/registry/service/registry_service.hpp"

namespace mimamori::registry {
namespace {

struct PatientContact {
  platform::EmailAddress address;
  std::string language;
};

absl::StatusOr<std::optional<PatientContact>> ContactOf(const v1::CreateCaseRequest& request) {
  ASSIGN_OR_RETURN(const std::string language, platform::ParseLanguage(request.language()));
  if (request.email_address().empty()) return std::nullopt;
  ASSIGN_OR_RETURN(platform::EmailAddress address, platform::EmailAddress::Parse(request.email_address()));
  return PatientContact{.address = std::move(address), .language = language};
}

CaseDraft DraftOf(const v1::CreateCaseRequest& request) {
  PatientDraft patient = PatientDraftOf(request);
  patient.language = request.language();
  return {.kind = FromProto(request.kind()),
          .area_code = request.area_code(),
          .onset_date = request.onset_date(),
          .sampling_date = request.sampling_date(),
          .report_date = request.report_date(),
          .has_contact = !request.email_address().empty(),
          .patient = std::move(patient),
          .plan = registry::DraftOf(request.has_plan(), request.plan())};
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::CreateCase(grpc::CallbackServerContext* context,
                                                      const v1::CreateCaseRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoCreateCase, this));
}

absl::StatusOr<v1::Case> RegistryService::DoCreateCase(const Call& call, const v1::CreateCaseRequest& request) {
  ASSIGN_OR_RETURN(const platform::RequestId request_id, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const std::optional<PatientContact> contact, ContactOf(request));

  const absl::CivilDay today = absl::ToCivilDay(call.now, rooms_.zone);
  ASSIGN_OR_RETURN(Case opened, OpenCase(CaseId::Random(), DraftOf(request), call.now, today));
  if (!call.caller->Covers(opened.area)) {
    return platform::NotFound("AREA_UNKNOWN", "this is not one of your areas");
  }

  ASSIGN_OR_RETURN(opened.reporter, KnownReporter(request.reporter_id()));

  NewCase created{.opened = opened, .sealed_contact = {}, .created_by = call.caller->subject, .request_id = request_id};
  if (contact) {
    const std::string month = absl::FormatCivilTime(absl::CivilMonth(today));
    ASSIGN_OR_RETURN(created.sealed_contact,
                     rooms_.sealer.Seal(call, month, opened.id, contact->address, contact->language));
  }
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.cases.Create(call.deadline, created, ScopeOf(call), AuditOf(call, "registry.CreateCase")));
  return Shown(call, kept);
}

}  // namespace mimamori::registry
