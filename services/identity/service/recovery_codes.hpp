// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/identity/domain/account.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::identity {

// Ten codes of 60 bits that each stand in for the authenticator once: "7KQ2-M0RT-9XWB". They are derived from the request
// that asks for them, so that its retry tells the same; the database holds only MACs of them. Thread-safe.
class RecoveryCodes {
 public:
  static constexpr int kCount = 10;

  explicit RecoveryCodes(const platform::Secret& totp_key)
      : codes_(platform::crypto::DeriveKey(totp_key, "mimamori.identity.recovery-codes"), "code"),
        macs_(platform::crypto::DeriveKey(totp_key, "mimamori.identity.recovery-codes"), "at rest") {}

  std::vector<std::string> Make(const AccountId& account, const platform::RequestId& request_id) const;
  // What is kept of a code as typed (hyphens, blanks, case and look-alikes don't matter); nullopt when it can't be one.
  std::optional<std::string> MacOf(const AccountId& account, std::string_view typed) const;
  std::vector<std::string> MacsOf(const AccountId& account, const std::vector<std::string>& codes) const;

 private:
  const platform::crypto::Mac codes_;
  const platform::crypto::Mac macs_;
};

}  // namespace mimamori::identity
