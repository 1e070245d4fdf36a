// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/registry/service/messages.hpp"
#include "services/registry/service/registry_service.hpp"

namespace mimamori::registry {
namespace {

constexpr size_t kReasonLength = 500;

}  // namespace

grpc::ServerUnaryReactor* RegistryService::CorrectCase(grpc::CallbackServerContext* context,
                                                       const v1::CorrectCaseRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoCorrectCase, this));
}

absl::StatusOr<v1::Case> RegistryService::DoCorrectCase(const Call& call, const v1::CorrectCaseRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  const absl::CivilDay today = absl::ToCivilDay(call.now, rooms_.zone);
  const CaseDraft draft{.kind = FromProto(request.kind()),
                        .onset_date = request.onset_date(),
                        .sampling_date = request.sampling_date(),
                        .report_date = request.report_date()};
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.cases.Change(call.deadline, id, ScopeOf(call), call.now, AuditOf(call, "registry.CorrectCase"),
                                       [&](Case& seen) {
                                         return registry::CorrectCase(seen, request.version(), draft, today);
                                       }));
  return Shown(call, kept);
}

grpc::ServerUnaryReactor* RegistryService::WithdrawCase(grpc::CallbackServerContext* context,
                                                        const v1::WithdrawCaseRequest* request, v1::Case* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoWithdrawCase, this));
}

absl::StatusOr<v1::Case> RegistryService::DoWithdrawCase(const Call& call, const v1::WithdrawCaseRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  auto audit = AuditOf(call, "registry.WithdrawCase");
  ASSIGN_OR_RETURN(audit.reason,
                   platform::ParseText("reason", request.reason(), 0, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(const Case kept,
                   rooms_.cases.Change(call.deadline, id, ScopeOf(call), call.now, audit,
                                       [&](Case& seen) { return registry::WithdrawCase(seen, call.now); }));
  return Shown(call, kept);
}

}  // namespace mimamori::registry
