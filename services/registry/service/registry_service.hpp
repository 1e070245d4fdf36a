// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/registry/service/contact_sealer.hpp"
#include "services/registry/store/place_store.hpp"

namespace mimamori::registry {

// What every handler works with.
struct Rooms {
  CaseStore& cases;
  PlaceStore& places;
  ContactSealer& sealer;
  platform::rpc::PageTokens page_tokens;
  absl::TimeZone zone;  // whose calendar the officers write dates in
};

// The RPCs of mimamori.registry.v1: decode, decide, keep, encode.
class RegistryService final : public v1::RegistryService::CallbackService {
 public:
  RegistryService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* CreateCase(grpc::CallbackServerContext* context, const v1::CreateCaseRequest* request,
                                       v1::Case* response) override;
  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context, const v1::GetCaseRequest* request,
                                    v1::Case* response) override;
  grpc::ServerUnaryReactor* ListCases(grpc::CallbackServerContext* context, const v1::ListCasesRequest* request,
                                      v1::ListCasesResponse* response) override;
  grpc::ServerUnaryReactor* GetCaseForExposure(grpc::CallbackServerContext* context,
                                               const v1::GetCaseForExposureRequest* request,
                                               v1::CaseForExposure* response) override;
  grpc::ServerUnaryReactor* CorrectCase(grpc::CallbackServerContext* context, const v1::CorrectCaseRequest* request,
                                        v1::Case* response) override;
  grpc::ServerUnaryReactor* WithdrawCase(grpc::CallbackServerContext* context, const v1::WithdrawCaseRequest* request,
                                         v1::Case* response) override;
  grpc::ServerUnaryReactor* AddPlace(grpc::CallbackServerContext* context, const v1::AddPlaceRequest* request,
                                     v1::Place* response) override;
  grpc::ServerUnaryReactor* CorrectPlace(grpc::CallbackServerContext* context, const v1::CorrectPlaceRequest* request,
                                         v1::Place* response) override;
  grpc::ServerUnaryReactor* WithdrawPlace(grpc::CallbackServerContext* context,
                                          const v1::WithdrawPlaceRequest* request, v1::Place* response) override;
  grpc::ServerUnaryReactor* ListPlaces(grpc::CallbackServerContext* context, const v1::ListPlacesRequest* request,
                                       v1::ListPlacesResponse* response) override;
  grpc::ServerWriteReactor<v1::CaseChange>* StreamChanges(grpc::CallbackServerContext* context,
                                                          const v1::StreamChangesRequest* request) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Case> DoCreateCase(const Call& call, const v1::CreateCaseRequest& request);
  absl::StatusOr<v1::Case> DoGetCase(const Call& call, const v1::GetCaseRequest& request);
  absl::StatusOr<v1::ListCasesResponse> DoListCases(const Call& call, const v1::ListCasesRequest& request);
  absl::StatusOr<v1::CaseForExposure> DoGetCaseForExposure(const Call& call,
                                                           const v1::GetCaseForExposureRequest& request);
  absl::StatusOr<v1::Case> DoCorrectCase(const Call& call, const v1::CorrectCaseRequest& request);
  absl::StatusOr<v1::Case> DoWithdrawCase(const Call& call, const v1::WithdrawCaseRequest& request);
  absl::StatusOr<v1::Place> DoAddPlace(const Call& call, const v1::AddPlaceRequest& request);
  absl::StatusOr<v1::Place> DoCorrectPlace(const Call& call, const v1::CorrectPlaceRequest& request);
  absl::StatusOr<v1::Place> DoWithdrawPlace(const Call& call, const v1::WithdrawPlaceRequest& request);
  absl::StatusOr<v1::ListPlacesResponse> DoListPlaces(const Call& call, const v1::ListPlacesRequest& request);
  absl::Status DoStreamChanges(const Call& call, const v1::StreamChangesRequest& request,
                               platform::rpc::Sink<v1::CaseChange>& sink);

  // With the days on which the patient was infectious.
  absl::StatusOr<v1::Case> Shown(const Call& call, const Case& kept);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::registry
