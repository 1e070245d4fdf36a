// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/facility_service.grpc.pb.h"
#include "services/capacity/domain/facility_table.hpp"
#include "services/capacity/store/facility_import_store.hpp"
#include "services/capacity/store/facility_store.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/vault/client/monthly_seal.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.FacilityService: decode, decide, keep, encode.
class FacilityService final : public v1::FacilityService::CallbackService {
 public:
  struct Rooms {
    FacilityStore& facilities;
    FacilityImportStore& imports;
    vault::MonthlySeal& seal;                   // of desks' addresses, the desk ring
    const platform::crypto::Mac& fingerprints;  // tells a retry from another table with the same request_id
    platform::rpc::PageTokens page_tokens;
  };
  FacilityService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* CreateFacility(grpc::CallbackServerContext* context, const v1::CreateFacilityRequest* request,
                                           v1::Facility* response) override;
  grpc::ServerUnaryReactor* ImportFacilities(grpc::CallbackServerContext* context,
                                             const v1::ImportFacilitiesRequest* request,
                                             v1::ImportedFacilities* response) override;
  grpc::ServerUnaryReactor* GetFacility(grpc::CallbackServerContext* context, const v1::GetFacilityRequest* request,
                                        v1::Facility* response) override;
  grpc::ServerUnaryReactor* ListFacilities(grpc::CallbackServerContext* context, const v1::ListFacilitiesRequest* request,
                                           v1::ListFacilitiesResponse* response) override;
  grpc::ServerUnaryReactor* ChangeFacility(grpc::CallbackServerContext* context, const v1::ChangeFacilityRequest* request,
                                           v1::Facility* response) override;
  grpc::ServerUnaryReactor* SetAccepting(grpc::CallbackServerContext* context, const v1::SetAcceptingRequest* request,
                                         v1::Facility* response) override;
  grpc::ServerUnaryReactor* CloseFacility(grpc::CallbackServerContext* context, const v1::CloseFacilityRequest* request,
                                          v1::Facility* response) override;
  grpc::ServerUnaryReactor* GetCatalogue(grpc::CallbackServerContext* context, const v1::GetCatalogueRequest* request,
                                         v1::Catalogue* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Facility> DoCreate(const Call& call, const v1::CreateFacilityRequest& request);
  absl::StatusOr<v1::ImportedFacilities> DoImport(const Call& call, const v1::ImportFacilitiesRequest& request);
  absl::StatusOr<std::vector<NewFacility>> Prepare(const Call& call, std::vector<FacilityEntry> rows);
  absl::StatusOr<v1::Facility> DoGet(const Call& call, const v1::GetFacilityRequest& request);
  absl::StatusOr<v1::ListFacilitiesResponse> DoList(const Call& call, const v1::ListFacilitiesRequest& request);
  absl::StatusOr<v1::Facility> DoChange(const Call& call, const v1::ChangeFacilityRequest& request);
  absl::StatusOr<v1::Facility> DoSetAccepting(const Call& call, const v1::SetAcceptingRequest& request);
  absl::StatusOr<v1::Facility> DoClose(const Call& call, const v1::CloseFacilityRequest& request);
  absl::StatusOr<v1::Catalogue> DoGetCatalogue(const Call& call, const v1::GetCatalogueRequest& request);
  absl::StatusOr<FacilityFacts> FactsOf(const Call& call, bool present, const v1::FacilityFacts& facts);
  // Empty for an empty address.
  absl::StatusOr<std::string> Sealed(const Call& call, const FacilityId& id, const std::string& address,
                                     const std::string& language);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
