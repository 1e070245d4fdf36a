// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/venue/domain/public_address.hpp"
#include "services/venue/domain/venue_code.hpp"
#include "services/vault/client/monthly_seal.hpp"
#include "services/venue/service/quota_keys.hpp"
#include "services/venue/service/served_areas.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// The services below that venue asks.
struct Neighbours {
  platform::rpc::ServiceChannel identity;
  platform::rpc::ServiceChannel vault;
};

// What every handler works with.
struct Rooms {
  VenueStore& store;
  platform::redis::Pool& redis;
  const CodeBook& codes;
  const PublicAddress& address;
  const QuotaKeys& quotas;
  const platform::rpc::PageTokens& page_tokens;
  std::function<void()> wake_relay;  // after a registration's mail was queued
};

// The RPCs of mimamori.venue.v1: decode, decide, keep, encode. Registrations, log-ins, the operator's own venue
// its edits and its spaces, look-ups and the stream of changes each in a file of their own.
class VenueService final : public v1::VenueService::CallbackService {
 public:
  VenueService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner);

  grpc::ServerUnaryReactor* RegisterVenue(grpc::CallbackServerContext* context, const v1::RegisterVenueRequest* request,
                                          v1::VenueRegistration* response) override;
  grpc::ServerUnaryReactor* ConfirmVenue(grpc::CallbackServerContext* context, const v1::ConfirmVenueRequest* request,
                                         v1::ConfirmedVenue* response) override;
  grpc::ServerUnaryReactor* RequestLogIn(grpc::CallbackServerContext* context, const v1::RequestLogInRequest* request,
                                         v1::RequestedLogIn* response) override;
  grpc::ServerUnaryReactor* ConfirmLogIn(grpc::CallbackServerContext* context, const v1::ConfirmLogInRequest* request,
                                         v1::ConfirmedLogIn* response) override;
  grpc::ServerUnaryReactor* UpdateOwnVenue(grpc::CallbackServerContext* context,
                                           const v1::UpdateOwnVenueRequest* request, v1::Venue* response) override;
  grpc::ServerUnaryReactor* DeleteOwnVenue(grpc::CallbackServerContext* context,
                                           const v1::DeleteOwnVenueRequest* request,
                                           v1::DeletedVenue* response) override;
  grpc::ServerUnaryReactor* GetOwnVenue(grpc::CallbackServerContext* context, const v1::GetOwnVenueRequest* request,
                                        v1::Venue* response) override;
  grpc::ServerUnaryReactor* GetOwnPoster(grpc::CallbackServerContext* context, const v1::GetOwnPosterRequest* request,
                                         mimamori::rpc::v1::Document* response) override;
  grpc::ServerUnaryReactor* ReplaceCode(grpc::CallbackServerContext* context, const v1::ReplaceCodeRequest* request,
                                        v1::Venue* response) override;
  grpc::ServerUnaryReactor* CreateSpaces(grpc::CallbackServerContext* context, const v1::CreateSpacesRequest* request,
                                     v1::CreateSpacesResponse* response) override;
  grpc::ServerUnaryReactor* ListOwnSpaces(grpc::CallbackServerContext* context, const v1::ListOwnSpacesRequest* request,
                                     v1::SpacePage* response) override;
  grpc::ServerUnaryReactor* UpdateSpace(grpc::CallbackServerContext* context, const v1::UpdateSpaceRequest* request,
                                     v1::Space* response) override;
  grpc::ServerUnaryReactor* DeleteSpace(grpc::CallbackServerContext* context, const v1::DeleteSpaceRequest* request,
                                     v1::Space* response) override;
  grpc::ServerUnaryReactor* ReplaceSpaceCode(grpc::CallbackServerContext* context, const v1::ReplaceSpaceCodeRequest* request,
                                             v1::Space* response) override;
  grpc::ServerUnaryReactor* ListSpaces(grpc::CallbackServerContext* context, const v1::ListSpacesRequest* request,
                                     v1::SpacePage* response) override;
  grpc::ServerUnaryReactor* ResolveCode(grpc::CallbackServerContext* context, const v1::ResolveCodeRequest* request,
                                        v1::Place* response) override;
  grpc::ServerUnaryReactor* DescribeCode(grpc::CallbackServerContext* context, const v1::DescribeCodeRequest* request,
                                         v1::Place* response) override;
  grpc::ServerUnaryReactor* GetVenue(grpc::CallbackServerContext* context, const v1::GetVenueRequest* request,
                                     v1::Venue* response) override;
  grpc::ServerUnaryReactor* ListVenues(grpc::CallbackServerContext* context, const v1::ListVenuesRequest* request,
                                       v1::ListVenuesResponse* response) override;
  grpc::ServerWriteReactor<v1::VenueChange>* StreamChanges(grpc::CallbackServerContext* context,
                                                           const v1::StreamChangesRequest* request) override;

  // Ephemeral sealing keys whose second is over go even when nobody registers.
  void WipeExpiredKeys(absl::Time now) { seal_.WipeExpired(now); }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::VenueRegistration> DoRegisterVenue(const Call& call, const v1::RegisterVenueRequest& request);
  absl::StatusOr<v1::ConfirmedVenue> DoConfirmVenue(const Call& call, const v1::ConfirmVenueRequest& request);
  absl::StatusOr<v1::RequestedLogIn> DoRequestLogIn(const Call& call, const v1::RequestLogInRequest& request);
  absl::StatusOr<v1::ConfirmedLogIn> DoConfirmLogIn(const Call& call, const v1::ConfirmLogInRequest& request);
  absl::StatusOr<v1::Venue> DoUpdateOwnVenue(const Call& call, const v1::UpdateOwnVenueRequest& request);
  absl::StatusOr<v1::DeletedVenue> DoDeleteOwnVenue(const Call& call, const v1::DeleteOwnVenueRequest& request);
  absl::StatusOr<v1::Venue> DoGetOwnVenue(const Call& call, const v1::GetOwnVenueRequest& request);
  absl::StatusOr<mimamori::rpc::v1::Document> DoGetOwnPoster(const Call& call, const v1::GetOwnPosterRequest& request);
  absl::StatusOr<v1::Venue> DoReplaceCode(const Call& call, const v1::ReplaceCodeRequest& request);
  absl::StatusOr<v1::CreateSpacesResponse> DoCreateSpaces(const Call& call, const v1::CreateSpacesRequest& request);
  absl::StatusOr<v1::SpacePage> DoListOwnSpaces(const Call& call, const v1::ListOwnSpacesRequest& request);
  absl::StatusOr<v1::Space> DoUpdateSpace(const Call& call, const v1::UpdateSpaceRequest& request);
  absl::StatusOr<v1::Space> DoDeleteSpace(const Call& call, const v1::DeleteSpaceRequest& request);
  absl::StatusOr<v1::Space> DoReplaceSpaceCode(const Call& call, const v1::ReplaceSpaceCodeRequest& request);
  absl::StatusOr<v1::SpacePage> DoListSpaces(const Call& call, const v1::ListSpacesRequest& request);
  absl::StatusOr<v1::Place> DoResolveCode(const Call& call, const v1::ResolveCodeRequest& request);
  absl::StatusOr<v1::Place> DoDescribeCode(const Call& call, const v1::DescribeCodeRequest& request);
  absl::StatusOr<v1::Venue> DoGetVenue(const Call& call, const v1::GetVenueRequest& request);
  absl::StatusOr<v1::ListVenuesResponse> DoListVenues(const Call& call, const v1::ListVenuesRequest& request);
  absl::Status DoStreamChanges(const Call& call, const v1::StreamChangesRequest& request,
                               platform::rpc::Sink<v1::VenueChange>& sink);

  // What the link carries.
  absl::StatusOr<std::string> ConsumeLink(const Call& call, const std::string& request_id, const std::string& token,
                                          identity::v1::LinkPurpose purpose);
  absl::StatusOr<std::string> OpenSession(const Call& call, const platform::RequestId& request_id,
                                          const platform::VenueId& venue);
  SpaceDeed DeedOf(const Call& call, const platform::VenueId& venue) const;
  absl::StatusOr<std::vector<Space>> PageOfSpaces(const Call& call, const platform::VenueId& venue, int32_t page_size,
                                                  const std::string& page_token, std::string& next);
  absl::StatusOr<Venue> FindScanned(const Call& call, const VenueCode& code);
  absl::StatusOr<Venue> FindTyped(const Call& call, const std::string& typed_code);

  const Rooms rooms_;
  const platform::rpc::ServiceChannel identity_channel_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  vault::MonthlySeal seal_;
  ServedAreas areas_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::venue
