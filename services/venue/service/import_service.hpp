// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/venue/v1/import_service.grpc.pb.h"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/vault/client/monthly_seal.hpp"
#include "services/venue/service/quota_keys.hpp"
#include "services/venue/service/served_areas.hpp"
#include "services/venue/store/import_store.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// mimamori.venue.v1.ImportService: venues by the table.
class ImportService final : public v1::ImportService::CallbackService {
 public:
  struct Rooms {
    VenueStore& venues;
    ImportStore& imports;
    const QuotaKeys& quotas;
  };
  ImportService(Rooms rooms, const platform::rpc::ServiceChannel& identity, const platform::rpc::ServiceChannel& vault,
                platform::rpc::Runner& runner)
      : rooms_(rooms), seal_(vault, vault::v1::RING_OPERATOR), areas_(identity), runner_(runner) {}

  grpc::ServerUnaryReactor* ImportVenues(grpc::CallbackServerContext* context, const v1::ImportVenuesRequest* request,
                                         v1::ImportedVenues* response) override;
  // Ephemeral sealing keys whose second is over.
  void WipeExpiredKeys(absl::Time now) { seal_.WipeExpired(now); }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ImportedVenues> DoImportVenues(const Call& call, const v1::ImportVenuesRequest& request);
  absl::StatusOr<std::vector<ImportedVenue>> Prepare(const Call& call, const std::vector<Registration>& rows);

  const Rooms rooms_;
  vault::MonthlySeal seal_;
  ServedAreas areas_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::venue
