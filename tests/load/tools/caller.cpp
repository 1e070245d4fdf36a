// SPDX-License-Identifier: Apache-2.0
#include "tests/load/tools/caller.hpp"

#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "services/platform/crypto/signature.hpp"
#include "tests/load/tools/arguments.hpp"

namespace mimamori::load {

Colleague::Colleague(const std::string& name, const std::string& keys) {
  auto clock = platform::MakeClock("");
  auto key = platform::crypto::Signer::FromFile(fmt::format("{}/{}.key", keys, name));
  if (!clock.ok() || !key.ok()) Die(fmt::format("{}/{}.key can't be read", keys, name));
  clock_ = *std::move(clock);
  signer_ = std::make_unique<platform::rpc::CallerSigner>(name, *std::move(key), *clock_);
}

platform::rpc::ServiceChannel Colleague::Channel(const std::string& service, const std::string& address) const {
  return {service, grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), *signer_};
}

}  // namespace mimamori::load
