// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "mimamori/identity/v1/device_service.grpc.pb.h"
#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/observation/v1/monitoring_service.grpc.pb.h"
#include "services/observation/service/diary_links.hpp"
#include "services/observation/store/binding_store.hpp"
#include "services/observation/store/invitation_store.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.MonitoringService: decode, decide, keep, encode. Invitations, devices and the binding
// of one each in a file of their own.
class MonitoringService final : public v1::MonitoringService::CallbackService {
 public:
  struct Rooms {
    InvitationStore& invitations;
    BindingStore& bindings;
    const DiaryLinks& links;
    platform::rpc::ServiceChannel identity;
    platform::rpc::PageTokens page_tokens;
    std::function<void()> wake_relay;  // there is a mail
    std::function<void()> wake_ender;  // there is a device that was revoked
  };
  MonitoringService(platform::rpc::Runner& runner, Rooms rooms);

  grpc::ServerUnaryReactor* InvitePatient(grpc::CallbackServerContext* context,
                                          const v1::InvitePatientRequest* request, v1::Invitation* response) override;
  grpc::ServerUnaryReactor* ListInvitations(grpc::CallbackServerContext* context,
                                            const v1::ListInvitationsRequest* request,
                                            v1::ListInvitationsResponse* response) override;
  grpc::ServerUnaryReactor* GetInvitationCode(grpc::CallbackServerContext* context,
                                              const v1::GetInvitationCodeRequest* request,
                                              mimamori::rpc::v1::Document* response) override;
  grpc::ServerUnaryReactor* RevokeInvitation(grpc::CallbackServerContext* context,
                                             const v1::RevokeInvitationRequest* request,
                                             v1::Invitation* response) override;
  grpc::ServerUnaryReactor* ListDevices(grpc::CallbackServerContext* context, const v1::ListDevicesRequest* request,
                                        v1::ListDevicesResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmDevice(grpc::CallbackServerContext* context,
                                          const v1::ConfirmDeviceRequest* request, v1::Device* response) override;
  grpc::ServerUnaryReactor* RevokeDevices(grpc::CallbackServerContext* context,
                                          const v1::RevokeDevicesRequest* request,
                                          v1::RevokeDevicesResponse* response) override;
  grpc::ServerUnaryReactor* OpenDiary(grpc::CallbackServerContext* context, const v1::OpenDiaryRequest* request,
                                      v1::OpenedDiary* response) override;
  grpc::ServerUnaryReactor* GetOwnDevices(grpc::CallbackServerContext* context,
                                          const v1::GetOwnDevicesRequest* request, v1::OwnDevices* response) override;
  grpc::ServerUnaryReactor* ConfirmOwnDevice(grpc::CallbackServerContext* context,
                                             const v1::ConfirmOwnDeviceRequest* request,
                                             v1::Device* response) override;
  grpc::ServerUnaryReactor* LeaveDiary(grpc::CallbackServerContext* context, const v1::LeaveDiaryRequest* request,
                                       v1::LeftDiary* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Invitation> DoInvite(const Call& call, const v1::InvitePatientRequest& request);
  absl::StatusOr<v1::ListInvitationsResponse> DoListInvitations(const Call& call,
                                                                const v1::ListInvitationsRequest& request);
  absl::StatusOr<mimamori::rpc::v1::Document> DoGetCode(const Call& call, const v1::GetInvitationCodeRequest& request);
  absl::StatusOr<v1::Invitation> DoRevokeInvitation(const Call& call, const v1::RevokeInvitationRequest& request);
  absl::StatusOr<v1::ListDevicesResponse> DoListDevices(const Call& call, const v1::ListDevicesRequest& request);
  absl::StatusOr<v1::Device> DoConfirmDevice(const Call& call, const v1::ConfirmDeviceRequest& request);
  absl::StatusOr<v1::RevokeDevicesResponse> DoRevokeDevices(const Call& call, const v1::RevokeDevicesRequest& request);
  absl::StatusOr<v1::OpenedDiary> DoOpenDiary(const Call& call, const v1::OpenDiaryRequest& request);
  absl::StatusOr<v1::OwnDevices> DoGetOwnDevices(const Call& call, const v1::GetOwnDevicesRequest& request);
  absl::StatusOr<v1::Device> DoConfirmOwnDevice(const Call& call, const v1::ConfirmOwnDeviceRequest& request);
  absl::StatusOr<v1::LeftDiary> DoLeave(const Call& call, const v1::LeaveDiaryRequest& request);

  absl::StatusOr<absl::Time> MakeLink(const Call& call, const InvitationId& id);
  absl::StatusOr<identity::v1::LinkTry> Try(const Call& call, const v1::OpenDiaryRequest& request,
                                            const platform::RequestId& request_id);
  absl::StatusOr<identity::v1::DeviceSession> OpenSession(const Call& call, const v1::OpenDiaryRequest& request,
                                                          const CaseId& id);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  const std::unique_ptr<identity::v1::DeviceService::Stub> devices_;
};

}  // namespace mimamori::observation
