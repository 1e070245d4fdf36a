// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::platform::crypto {

// What the mails that somebody has sent are counted by where nobody may be named (privacy.md 9): MACs of 16 bytes. Whoever
// has the same key (quota.key) counts the same.
class QuotaKeys {
 public:
  explicit QuotaKeys(const Secret& key) : mac_(key, "mimamori.quota") {}

  std::string OfAddress(const EmailAddress& address) const { return mac_.Of("address " + address.Folded(), kBytes); }
  std::string OfDomain(const EmailAddress& address) const {
    return mac_.Of("domain " + std::string(address.Domain()), kBytes);
  }
  // Another one each UTC hour, so that no table tells for longer who asked from one network. Empty for no network.
  std::string OfNetwork(std::string_view network, absl::Time now) const {
    if (network.empty()) return {};
    return mac_.Of("network " + std::to_string(absl::ToUnixSeconds(now) / 3600) + " " + std::string(network), kBytes);
  }

 private:
  static constexpr size_t kBytes = 16;
  Mac mac_;
};

}  // namespace mimamori::platform::crypto
