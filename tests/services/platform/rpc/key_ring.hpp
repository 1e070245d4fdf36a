// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>

#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/caller.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {

// A caller_keys folder with a key for everybody named.
class KeyRing {
 public:
  KeyRing(std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (!platform::crypto::WriteSigningKey(folder_.path(), name).ok()) std::abort();
    }
  }
  const std::string& path() const { return folder_.path(); }
  platform::crypto::Signer Key(const std::string& name) const {
    return *platform::crypto::Signer::FromFile(folder_.File(name + ".key"));
  }
  platform::rpc::CallerSigner SignerOf(const std::string& name, const platform::Clock& clock) const {
    return {name, Key(name), clock};
  }

 private:
  TempFolder folder_;
};

}  // namespace mimamori::tests
