// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "mimamori/visit/v1/visit_service.grpc.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/lane_service.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/visit/service/check_in_desk.hpp"

namespace mimamori::visit {

// The services below that visit asks, off the hot path.
struct Neighbours {
  platform::rpc::ServiceChannel identity;
  platform::rpc::ServiceChannel venue;
};

// What every handler works with.
struct Rooms {
  VisitStore& store;
  CheckInTools tools;
  CheckInDesk& desk;
  platform::redis::Pool& redis;
  std::function<void()> wake_relay;  // after a verification mail was wished for
};

class VisitService final : public v1::VisitService::CallbackService {
 public:
  VisitService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner);
  void OfferOn(platform::rpc::LaneService& lanes);  // the methods with the option `lane`

  grpc::ServerUnaryReactor* GetDoorway(grpc::CallbackServerContext* context, const v1::GetDoorwayRequest* request,
                                       v1::Doorway* response) override;
  grpc::ServerUnaryReactor* CheckIn(grpc::CallbackServerContext* context, const v1::CheckInRequest* request,
                                    v1::CheckedIn* response) override;
  grpc::ServerUnaryReactor* CheckOut(grpc::CallbackServerContext* context, const v1::CheckOutRequest* request,
                                     v1::CheckedIn* response) override;
  grpc::ServerUnaryReactor* GetCurrentStay(grpc::CallbackServerContext* context,
                                           const v1::GetCurrentStayRequest* request, v1::Stay* response) override;
  grpc::ServerUnaryReactor* GetVerification(grpc::CallbackServerContext* context,
                                            const v1::GetVerificationRequest* request,
                                            v1::Verification* response) override;
  grpc::ServerUnaryReactor* CollectProof(grpc::CallbackServerContext* context, const v1::CollectProofRequest* request,
                                         v1::CollectedProof* response) override;
  grpc::ServerUnaryReactor* ConfirmAddress(grpc::CallbackServerContext* context,
                                           const v1::ConfirmAddressRequest* request,
                                           v1::ConfirmedAddress* response) override;
  grpc::ServerUnaryReactor* ForgetBrowser(grpc::CallbackServerContext* context, const v1::ForgetBrowserRequest* request,
                                          v1::ForgotBrowser* response) override;
  grpc::ServerWriteReactor<v1::OverlapPage>* FindOverlaps(grpc::CallbackServerContext* context,
                                                          const v1::FindOverlapsRequest* request) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Doorway> DoGetDoorway(const Call& call, const v1::GetDoorwayRequest& request);
  void DoCheckIn(const Call& call, const v1::CheckInRequest& request, CheckInDesk::Done done);
  absl::StatusOr<v1::CheckedIn> DoCheckOut(const Call& call, const v1::CheckOutRequest& request);
  absl::StatusOr<v1::Stay> DoGetCurrentStay(const Call& call, const v1::GetCurrentStayRequest& request);
  absl::StatusOr<v1::Verification> DoGetVerification(const Call& call, const v1::GetVerificationRequest& request);
  absl::StatusOr<v1::CollectedProof> DoCollectProof(const Call& call, const v1::CollectProofRequest& request);
  absl::Status JudgeNumber(const Call& call, const v1::ConfirmAddressRequest& request);
  std::optional<VisitorProof> ProofOf(const std::string& cookie, absl::CivilDay day, const BrowserTag& browser,
                                      absl::Time now) const;
  absl::StatusOr<v1::ConfirmedAddress> DoConfirmAddress(const Call& call, const v1::ConfirmAddressRequest& request);
  absl::StatusOr<v1::ForgotBrowser> DoForgetBrowser(const Call& call, const v1::ForgetBrowserRequest& request);
  absl::Status DoFindOverlaps(const Call& call, const v1::FindOverlapsRequest& request,
                              platform::rpc::Sink<v1::OverlapPage>& sink);

  const Rooms rooms_;
  const Neighbours neighbours_;
  platform::rpc::Runner& runner_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  const std::unique_ptr<venue::v1::VenueService::Stub> venue_;
};

}  // namespace mimamori::visit
