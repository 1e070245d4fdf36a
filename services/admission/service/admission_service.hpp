// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "mimamori/admission/v1/admission_service.grpc.pb.h"
#include "mimamori/observation/v1/diary_service.grpc.pb.h"
#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "services/admission/store/admission_store.hpp"
#include "services/admission/store/step_store.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {

// The RPCs of mimamori.admission.v1.AdmissionService: decode, decide, keep, encode. What others have to be told is kept as steps
// and told by a job.
class AdmissionService final : public v1::AdmissionService::CallbackService {
 public:
  struct Rooms {
    platform::postgres::Pool& pool;  // for policies
    AdmissionStore& admissions;
    StepStore& steps;
    platform::rpc::ServiceChannel registry;
    platform::rpc::ServiceChannel observation;
    platform::rpc::PageTokens page_tokens;
    std::function<void()> wake_steps;
  };
  AdmissionService(platform::rpc::Runner& runner, Rooms rooms);

  grpc::ServerUnaryReactor* GetAdmissionDraft(grpc::CallbackServerContext* context,
                                             const v1::GetAdmissionDraftRequest* request,
                                             v1::AdmissionDraft* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoPrefill, this));
  }
  grpc::ServerUnaryReactor* CreateAdmission(grpc::CallbackServerContext* context,
                                            const v1::CreateAdmissionRequest* request, v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoCreate, this));
  }
  grpc::ServerUnaryReactor* GetAdmission(grpc::CallbackServerContext* context, const v1::GetAdmissionRequest* request,
                                         v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoGet, this));
  }
  grpc::ServerUnaryReactor* ListAdmissions(grpc::CallbackServerContext* context, const v1::ListAdmissionsRequest* request,
                                           v1::ListAdmissionsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoList, this));
  }
  grpc::ServerUnaryReactor* PassToDesk(grpc::CallbackServerContext* context, const v1::PassToDeskRequest* request,
                                       v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoPassToDesk, this));
  }
  grpc::ServerUnaryReactor* ExtendBed(grpc::CallbackServerContext* context, const v1::ExtendBedRequest* request,
                                      v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoExtend, this));
  }
  grpc::ServerUnaryReactor* CancelAdmission(grpc::CallbackServerContext* context,
                                            const v1::CancelAdmissionRequest* request, v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoCancel, this));
  }
  grpc::ServerUnaryReactor* AdmitPatient(grpc::CallbackServerContext* context, const v1::AdmitPatientRequest* request,
                                         v1::AdmittedPatient* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoAdmit, this));
  }
  grpc::ServerUnaryReactor* DischargePatient(grpc::CallbackServerContext* context,
                                             const v1::DischargePatientRequest* request,
                                             v1::AdmittedPatient* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoDischarge, this));
  }
  grpc::ServerUnaryReactor* RetryStep(grpc::CallbackServerContext* context, const v1::RetryStepRequest* request,
                                      v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&AdmissionService::DoRetryStep, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::AdmissionDraft> DoPrefill(const Call& call, const v1::GetAdmissionDraftRequest& request);
  absl::StatusOr<v1::Admission> DoCreate(const Call& call, const v1::CreateAdmissionRequest& request);
  absl::StatusOr<v1::Admission> DoGet(const Call& call, const v1::GetAdmissionRequest& request);
  absl::StatusOr<v1::ListAdmissionsResponse> DoList(const Call& call, const v1::ListAdmissionsRequest& request);
  absl::StatusOr<v1::Admission> DoPassToDesk(const Call& call, const v1::PassToDeskRequest& request);
  absl::StatusOr<v1::Admission> DoExtend(const Call& call, const v1::ExtendBedRequest& request);
  absl::StatusOr<v1::Admission> DoCancel(const Call& call, const v1::CancelAdmissionRequest& request);
  absl::StatusOr<v1::AdmittedPatient> DoAdmit(const Call& call, const v1::AdmitPatientRequest& request);
  absl::StatusOr<v1::AdmittedPatient> DoDischarge(const Call& call, const v1::DischargePatientRequest& request);
  absl::StatusOr<v1::Admission> DoRetryStep(const Call& call, const v1::RetryStepRequest& request);

  // As the caller sees it at the registry: her areas, her name in its audit.
  absl::StatusOr<registry::v1::Case> CaseOf(const Call& call, const std::string& case_id);
  // The latest judged report; none where nobody watches her, or nobody can say.
  std::optional<observation::v1::Report> LatestReport(const Call& call, const std::string& case_id);
  absl::StatusOr<v1::Admission> Show(const Call& call, const KeptAdmission& kept);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> registry_;
  const std::unique_ptr<observation::v1::DiaryService::Stub> diaries_;
};

}  // namespace mimamori::admission
