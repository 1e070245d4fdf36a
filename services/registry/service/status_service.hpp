// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mimamori/registry/v1/status_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/registry/store/status_store.hpp"

namespace mimamori::registry {

// The RPCs of mimamori.registry.v1.StatusService: decode, decide, keep, encode.
class StatusService final : public v1::StatusService::CallbackService {
 public:
  struct Rooms {
    StatusStore& statuses;
    CaseStore& cases;  // for the rule of infectious days
    platform::rpc::PageTokens page_tokens;
    absl::TimeZone zone;  // whose calendar the officers write dates in
  };
  StatusService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* ChangeStatus(grpc::CallbackServerContext* context, const v1::ChangeStatusRequest* request,
                                         v1::Case* response) override;
  grpc::ServerUnaryReactor* CorrectStatus(grpc::CallbackServerContext* context,
                                          const v1::CorrectStatusRequest* request, v1::Case* response) override;
  grpc::ServerUnaryReactor* ListStatuses(grpc::CallbackServerContext* context, const v1::ListStatusesRequest* request,
                                         v1::ListStatusesResponse* response) override;
  grpc::ServerUnaryReactor* ReleaseCase(grpc::CallbackServerContext* context, const v1::ReleaseCaseRequest* request,
                                        v1::ReleasedCase* response) override;
  grpc::ServerUnaryReactor* PlaceCase(grpc::CallbackServerContext* context, const v1::PlaceCaseRequest* request,
                                      v1::PlacedCase* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Case> DoChangeStatus(const Call& call, const v1::ChangeStatusRequest& request);
  absl::StatusOr<v1::Case> DoCorrectStatus(const Call& call, const v1::CorrectStatusRequest& request);
  absl::StatusOr<v1::ReleasedCase> DoReleaseCase(const Call& call, const v1::ReleaseCaseRequest& request);
  absl::StatusOr<v1::PlacedCase> DoPlaceCase(const Call& call, const v1::PlaceCaseRequest& request);
  // Told by another service, once by its id, in the name of a person.
  absl::StatusOr<Case> KeepOnce(const Call& call, const std::string& request_id, const std::string& case_id,
                                const std::string& officer_id, const char* action,
                                const std::function<absl::StatusOr<bool>(Case&, const StatusTable&)>& decide);
  absl::StatusOr<v1::ListStatusesResponse> DoListStatuses(const Call& call, const v1::ListStatusesRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::registry
