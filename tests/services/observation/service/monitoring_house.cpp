// SPDX-License-Identifier: Apache-2.0
#include "tests/services/observation/service/monitoring_house.hpp"

namespace mimamori::observation {

MonitoringHouse::MonitoringHouse() {
  platform::crypto::Initialise();
  identity_.clock().Advance(kNoon - identity_.clock().Now());
  grpc::ServerBuilder neighbours;
  neighbours.RegisterService(&contacts_);
  neighbours.RegisterService(&mail_);
  neighbour_server_ = neighbours.BuildAndStart();
  relay_ = std::make_unique<InvitationRelay>(
      invitations_,
      InvitationRelay::Neighbours{.registry = {"registry", neighbour_server_->InProcessChannel({}), signer_},
                                  .mail = {"mail", neighbour_server_->InProcessChannel({}), signer_}},
      links_, permits_);
  grpc::ServerBuilder own;
  own.RegisterService(&service_);
  server_ = own.BuildAndStart();
  stub_ = v1::MonitoringService::NewStub(server_->InProcessChannel({}));
}

MonitoringHouse::~MonitoringHouse() {
  server_->Shutdown();
  neighbour_server_->Shutdown();
}

}  // namespace mimamori::observation
