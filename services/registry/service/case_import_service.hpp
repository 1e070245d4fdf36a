// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/case_import_service.grpc.pb.h"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/registry/domain/case_table.hpp"
#include "services/registry/service/contact_sealer.hpp"
#include "services/registry/store/case_import_store.hpp"

namespace mimamori::registry {

// mimamori.registry.v1.CaseImportService: cases by the table.
class CaseImportService final : public v1::CaseImportService::CallbackService {
 public:
  struct Rooms {
    CaseImportStore& imports;
    ContactSealer& sealer;
    const platform::crypto::Mac& fingerprints;  // tells a retry from another table with the same request_id
    absl::TimeZone zone;                        // whose calendar the officers write dates in
  };
  CaseImportService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(rooms) {}

  grpc::ServerUnaryReactor* ImportCases(grpc::CallbackServerContext* context, const v1::ImportCasesRequest* request,
                                        v1::ImportedCases* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ImportedCases> DoImportCases(const Call& call, const v1::ImportCasesRequest& request);
  absl::StatusOr<std::vector<NewCase>> Prepare(const Call& call, std::vector<CaseEntry> rows);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::registry
