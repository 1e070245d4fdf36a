// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::mail {

// What stands in the header List-Unsubscribe: the stop list's MAC of the reader's address, encrypted, so that two mails to
// one person can't be told by their tokens. Does not expire, as RFC 8058 wants it, but with mail-outbox.key. Thread-safe.
class UnsubscribeTokens {
 public:
  // `key`: mail-outbox.key.
  explicit UnsubscribeTokens(const platform::Secret& key);
  std::string Write(std::string_view address_mac) const;  // 75 characters of a URL's path
  // NOT_FOUND: LINK_UNKNOWN.
  absl::StatusOr<std::string> Read(std::string_view token) const;

 private:
  const platform::Secret key_;
};

}  // namespace mimamori::mail
