// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {

VenueService::VenueService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner)
    : rooms_(std::move(rooms)),
      identity_channel_(neighbours.identity),
      identity_(identity::v1::IdentityService::NewStub(identity_channel_.channel())),
      seal_(neighbours.vault, vault::v1::RING_OPERATOR),
      areas_(neighbours.identity),
      runner_(runner) {}

grpc::ServerUnaryReactor* VenueService::RegisterVenue(grpc::CallbackServerContext* context,
                                                      const v1::RegisterVenueRequest* request,
                                                      v1::VenueRegistration* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoRegisterVenue, this));
}

grpc::ServerUnaryReactor* VenueService::ConfirmVenue(grpc::CallbackServerContext* context,
                                                     const v1::ConfirmVenueRequest* request,
                                                     v1::ConfirmedVenue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoConfirmVenue, this));
}

grpc::ServerUnaryReactor* VenueService::RequestLogIn(grpc::CallbackServerContext* context,
                                                     const v1::RequestLogInRequest* request,
                                                     v1::RequestedLogIn* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoRequestLogIn, this));
}

grpc::ServerUnaryReactor* VenueService::ConfirmLogIn(grpc::CallbackServerContext* context,
                                                     const v1::ConfirmLogInRequest* request,
                                                     v1::ConfirmedLogIn* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoConfirmLogIn, this));
}

grpc::ServerUnaryReactor* VenueService::UpdateOwnVenue(grpc::CallbackServerContext* context,
                                                       const v1::UpdateOwnVenueRequest* request, v1::Venue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoUpdateOwnVenue, this));
}

grpc::ServerUnaryReactor* VenueService::DeleteOwnVenue(grpc::CallbackServerContext* context,
                                                       const v1::DeleteOwnVenueRequest* request,
                                                       v1::DeletedVenue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoDeleteOwnVenue, this));
}

grpc::ServerUnaryReactor* VenueService::GetOwnVenue(grpc::CallbackServerContext* context,
                                                    const v1::GetOwnVenueRequest* request, v1::Venue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoGetOwnVenue, this));
}

grpc::ServerUnaryReactor* VenueService::GetOwnPoster(grpc::CallbackServerContext* context,
                                                     const v1::GetOwnPosterRequest* request,
                                                     mimamori::rpc::v1::Document* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoGetOwnPoster, this));
}

grpc::ServerUnaryReactor* VenueService::ReplaceCode(grpc::CallbackServerContext* context,
                                                    const v1::ReplaceCodeRequest* request, v1::Venue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoReplaceCode, this));
}

grpc::ServerUnaryReactor* VenueService::CreateSpaces(grpc::CallbackServerContext* context,
                                                     const v1::CreateSpacesRequest* request, v1::CreateSpacesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoCreateSpaces, this));
}

grpc::ServerUnaryReactor* VenueService::ListOwnSpaces(grpc::CallbackServerContext* context,
                                                     const v1::ListOwnSpacesRequest* request, v1::SpacePage* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoListOwnSpaces, this));
}

grpc::ServerUnaryReactor* VenueService::UpdateSpace(grpc::CallbackServerContext* context,
                                                     const v1::UpdateSpaceRequest* request, v1::Space* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoUpdateSpace, this));
}

grpc::ServerUnaryReactor* VenueService::DeleteSpace(grpc::CallbackServerContext* context,
                                                     const v1::DeleteSpaceRequest* request, v1::Space* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoDeleteSpace, this));
}

grpc::ServerUnaryReactor* VenueService::ReplaceSpaceCode(grpc::CallbackServerContext* context,
                                                         const v1::ReplaceSpaceCodeRequest* request, v1::Space* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoReplaceSpaceCode, this));
}

grpc::ServerUnaryReactor* VenueService::ListSpaces(grpc::CallbackServerContext* context,
                                                     const v1::ListSpacesRequest* request, v1::SpacePage* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoListSpaces, this));
}

grpc::ServerUnaryReactor* VenueService::ResolveCode(grpc::CallbackServerContext* context,
                                                    const v1::ResolveCodeRequest* request, v1::Place* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoResolveCode, this));
}

grpc::ServerUnaryReactor* VenueService::DescribeCode(grpc::CallbackServerContext* context,
                                                     const v1::DescribeCodeRequest* request, v1::Place* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoDescribeCode, this));
}
grpc::ServerUnaryReactor* VenueService::GetVenue(grpc::CallbackServerContext* context,
                                                 const v1::GetVenueRequest* request, v1::Venue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoGetVenue, this));
}

grpc::ServerUnaryReactor* VenueService::ListVenues(grpc::CallbackServerContext* context,
                                                   const v1::ListVenuesRequest* request,
                                                   v1::ListVenuesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VenueService::DoListVenues, this));
}

grpc::ServerWriteReactor<v1::VenueChange>* VenueService::StreamChanges(grpc::CallbackServerContext* context,
                                                                       const v1::StreamChangesRequest* request) {
  return runner_.Stream<v1::VenueChange>(context, request, std::bind_front(&VenueService::DoStreamChanges, this));
}

}  // namespace mimamori::venue
