// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/patient_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/registry/service/contact_sealer.hpp"
#include "services/registry/store/patient_store.hpp"

namespace mimamori::registry {

// The RPCs of mimamori.registry.v1.PatientService: decode, decide, keep, encode.
class PatientService final : public v1::PatientService::CallbackService {
 public:
  struct Rooms {
    PatientStore& patients;
    CaseStore& cases;
    ContactSealer& sealer;
    absl::TimeZone zone;  // whose calendar the officers write dates in
  };
  PatientService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(rooms) {}

  grpc::ServerUnaryReactor* CorrectPatient(grpc::CallbackServerContext* context,
                                           const v1::CorrectPatientRequest* request, v1::Case* response) override;
  grpc::ServerUnaryReactor* PlanMonitoring(grpc::CallbackServerContext* context,
                                           const v1::PlanMonitoringRequest* request, v1::Case* response) override;
  grpc::ServerUnaryReactor* ReplaceContact(grpc::CallbackServerContext* context,
                                           const v1::ReplaceContactRequest* request, v1::Case* response) override;
  grpc::ServerUnaryReactor* SetReporter(grpc::CallbackServerContext* context, const v1::SetReporterRequest* request,
                                        v1::Case* response) override;
  grpc::ServerUnaryReactor* MergeCases(grpc::CallbackServerContext* context, const v1::MergeCasesRequest* request,
                                       v1::Case* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Case> DoCorrectPatient(const Call& call, const v1::CorrectPatientRequest& request);
  absl::StatusOr<v1::Case> DoPlanMonitoring(const Call& call, const v1::PlanMonitoringRequest& request);
  absl::StatusOr<v1::Case> DoReplaceContact(const Call& call, const v1::ReplaceContactRequest& request);
  absl::StatusOr<v1::Case> DoSetReporter(const Call& call, const v1::SetReporterRequest& request);
  absl::StatusOr<v1::Case> DoMergeCases(const Call& call, const v1::MergeCasesRequest& request);
  absl::StatusOr<v1::Case> Shown(const Call& call, const Case& kept);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::registry
