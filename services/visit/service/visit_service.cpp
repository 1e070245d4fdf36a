// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/visit_service.hpp"

#include <functional>

namespace mimamori::visit {

VisitService::VisitService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner)
    : rooms_(std::move(rooms)), neighbours_(neighbours), runner_(runner),
      identity_(identity::v1::IdentityService::NewStub(neighbours.identity.channel())),
      venue_(venue::v1::VenueService::NewStub(neighbours.venue.channel())) {}

void VisitService::OfferOn(platform::rpc::LaneService& lanes) {
  lanes.Offer<v1::CheckInRequest, v1::CheckedIn>(std::bind_front(&VisitService::DoCheckIn, this));
}

grpc::ServerUnaryReactor* VisitService::GetDoorway(grpc::CallbackServerContext* context,
                                                   const v1::GetDoorwayRequest* request, v1::Doorway* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoGetDoorway, this));
}

grpc::ServerUnaryReactor* VisitService::CheckIn(grpc::CallbackServerContext* context, const v1::CheckInRequest* request,
                                                v1::CheckedIn* response) {
  return runner_.Later(context, request, response, std::bind_front(&VisitService::DoCheckIn, this));
}

grpc::ServerUnaryReactor* VisitService::CheckOut(grpc::CallbackServerContext* context,
                                                 const v1::CheckOutRequest* request, v1::CheckedIn* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoCheckOut, this));
}

grpc::ServerUnaryReactor* VisitService::GetCurrentStay(grpc::CallbackServerContext* context,
                                                       const v1::GetCurrentStayRequest* request, v1::Stay* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoGetCurrentStay, this));
}

grpc::ServerUnaryReactor* VisitService::GetVerification(grpc::CallbackServerContext* context,
                                                        const v1::GetVerificationRequest* request,
                                                        v1::Verification* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoGetVerification, this));
}

grpc::ServerUnaryReactor* VisitService::CollectProof(grpc::CallbackServerContext* context,
                                                     const v1::CollectProofRequest* request,
                                                     v1::CollectedProof* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoCollectProof, this));
}

grpc::ServerUnaryReactor* VisitService::ConfirmAddress(grpc::CallbackServerContext* context,
                                                       const v1::ConfirmAddressRequest* request,
                                                       v1::ConfirmedAddress* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoConfirmAddress, this));
}

grpc::ServerUnaryReactor* VisitService::ForgetBrowser(grpc::CallbackServerContext* context,
                                                      const v1::ForgetBrowserRequest* request,
                                                      v1::ForgotBrowser* response) {
  return runner_.Unary(context, request, response, std::bind_front(&VisitService::DoForgetBrowser, this));
}

grpc::ServerWriteReactor<v1::OverlapPage>* VisitService::FindOverlaps(grpc::CallbackServerContext* context,
                                                                      const v1::FindOverlapsRequest* request) {
  return runner_.Stream<v1::OverlapPage>(context, request, std::bind_front(&VisitService::DoFindOverlaps, this));
}

}  // namespace mimamori::visit
