// SPDX-License-Identifier: Apache-2.0
#include "tests/services/observation/service/diary_house.hpp"

namespace mimamori::observation {

DiaryHouse::DiaryHouse() {
  platform::crypto::Initialise();
  EXPECT_TRUE(rules_.Refresh(Soon(), kNow).ok());
  grpc::ServerBuilder builder;
  builder.RegisterService(&service_);
  server_ = builder.BuildAndStart();
  stub_ = v1::DiaryService::NewStub(server_->InProcessChannel({}));
  hers_ = Watched();
  Bind("first", hers_, true);
}

DiaryHouse::~DiaryHouse() { server_->Shutdown(); }

}  // namespace mimamori::observation
