// SPDX-License-Identifier: Apache-2.0
#include "tests/services/observation/service/worklist_house.hpp"

namespace mimamori::observation {

WorklistHouse::WorklistHouse() {
  platform::crypto::Initialise();
  EXPECT_TRUE(rules_.Refresh(Soon(), kNow).ok());
  grpc::ServerBuilder builder;
  builder.RegisterService(&service_);
  server_ = builder.BuildAndStart();
  stub_ = v1::WorklistService::NewStub(server_->InProcessChannel({}));
}

WorklistHouse::~WorklistHouse() {
  runner_.Drain();
  server_->Shutdown();
  identity_->Shutdown();
}

std::unique_ptr<grpc::Server> WorklistHouse::Serving(grpc::Service& service) {
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  return builder.BuildAndStart();
}

}  // namespace mimamori::observation
