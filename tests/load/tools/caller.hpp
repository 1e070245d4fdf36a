// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::load {

// Calls a service as one of its colleagues does, with that colleague's key from the keys folder.
class Colleague {
 public:
  // Ends the program when the key can't be read.
  Colleague(const std::string& name, const std::string& keys);
  platform::rpc::ServiceChannel Channel(const std::string& service, const std::string& address) const;

 private:
  std::unique_ptr<platform::Clock> clock_;
  std::unique_ptr<platform::rpc::CallerSigner> signer_;
};

}  // namespace mimamori::load
