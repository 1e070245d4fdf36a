// SPDX-License-Identifier: Apache-2.0
#include "tests/services/identity/service/identity_house.hpp"

namespace mimamori::identity {

IdentityHouse::IdentityHouse(bool demo) : demo_(demo) {
  platform::crypto::Initialise();
  HashWith(R"({"memory_kib": 64, "passes": 1})");
  grpc::ServerBuilder builder;
  builder.RegisterService(&service_);
  builder.RegisterService(&account_service_);
  builder.RegisterService(&organisation_service_);
  builder.RegisterService(&colleague_service_);
  builder.RegisterService(&device_service_);
  server_ = builder.BuildAndStart();
  stub_ = v1::IdentityService::NewStub(server_->InProcessChannel({}));
  account_stub_ = v1::AccountService::NewStub(server_->InProcessChannel({}));
  organisation_stub_ = v1::OrganisationService::NewStub(server_->InProcessChannel({}));
  colleague_stub_ = v1::ColleagueService::NewStub(server_->InProcessChannel({}));
  device_stub_ = v1::DeviceService::NewStub(server_->InProcessChannel({}));
}

IdentityHouse::~IdentityHouse() { server_->Shutdown(); }

}  // namespace mimamori::identity
