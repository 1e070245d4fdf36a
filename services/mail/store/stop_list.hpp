// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// Addresses whose owners want no mail that others decide on. The table holds MACs; without the key they name nobody.
class StopList {
 public:
  // `key`: mail-outbox.key.
  StopList(platform::postgres::Pool& pool, const platform::Secret& key);

  // Audited in the same commit. Idempotent.
  absl::Status Set(absl::Time deadline, absl::Time now, const platform::EmailAddress& address, bool stopped,
                   const std::string& trace_id);
  // The same for an address that only its MAC is known of. `actor`: who asked for it, for the audit.
  absl::Status SetMac(absl::Time deadline, absl::Time now, const std::string& mac, bool stopped,
                      const std::string& actor, const std::string& trace_id);
  // One for each address, in order.
  absl::StatusOr<std::vector<bool>> AreStopped(absl::Time deadline,
                                               const std::vector<const platform::EmailAddress*>& addresses);

  absl::StatusOr<std::vector<bool>> AreMacsStopped(absl::Time deadline, const std::vector<std::string>& macs);
  std::string MacOf(const platform::EmailAddress& address) const;  // 16 bytes

  static std::vector<platform::postgres::Statement> Statements();

 private:

  platform::postgres::Pool& pool_;
  const platform::crypto::Mac mac_;
};

}  // namespace mimamori::mail
