// SPDX-License-Identifier: Apache-2.0
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {

RegistryHouse::RegistryHouse() {
  platform::crypto::Initialise();
  grpc::ServerBuilder builder;
  builder.RegisterService(&vault_);
  vault_server_ = builder.BuildAndStart();
  sealer_ = std::make_unique<ContactSealer>(
      platform::rpc::ServiceChannel("vault", vault_server_->InProcessChannel({}), signer_));
  absl::TimeZone tokyo;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  service_ = std::make_unique<RegistryService>(
      runner_, Rooms{.cases = store_, .places = places_, .sealer = *sealer_,
                     .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()), .zone = tokyo});
  grpc::ServerBuilder own;
  own.RegisterService(service_.get());
  server_ = own.BuildAndStart();
  stub_ = v1::RegistryService::NewStub(server_->InProcessChannel({}));
}

RegistryHouse::~RegistryHouse() {
  server_->Shutdown();
  vault_server_->Shutdown();
}

}  // namespace mimamori::registry
