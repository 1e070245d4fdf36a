// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/email_address.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/crypto/quota_keys.hpp"

namespace mimamori::venue {

// What stands for an address where none may be: MACs of 16 bytes under quota.key, which never enters the database.
class QuotaKeys : public platform::crypto::QuotaKeys {
 public:
  explicit QuotaKeys(const platform::Secret& key)
      : platform::crypto::QuotaKeys(key), fingerprints_(key, "mimamori.registration"), operators_(key, "mimamori.operator") {}

  // By which a log-in finds an operator's venues.
  std::string OperatorOf(const platform::EmailAddress& address) const {
    return operators_.Of(address.Folded(), kBytes);
  }
  // Of a whole registration: tells a retry from another registration with the same request_id.
  std::string FingerprintOf(std::string_view canonical) const { return fingerprints_.Of(canonical, kBytes); }

 private:
  static constexpr size_t kBytes = 16;
  platform::crypto::Mac fingerprints_;
  platform::crypto::Mac operators_;
};

}  // namespace mimamori::venue
