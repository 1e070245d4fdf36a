// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/domain_pace.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// The pace of each receiving domain, one for all processes. The table knows domains by MACs under a key outside the database,
// and only those that have a rate or paused. Thread-safe. Failures: those of postgres::Pool.
class DomainPaces {
 public:
  // `key`: mail-outbox.key.
  DomainPaces(platform::postgres::Pool& pool, const platform::Secret& key);

  // A place for each mail, in order; `domains` in lower case.
  absl::StatusOr<std::vector<Place>> TakePlaces(absl::Time deadline, absl::Time now, const DomainPacePolicy& policy,
                                                const std::vector<std::string>& domains);
  // The domain said "not now"; until when it is left alone.
  absl::StatusOr<absl::Time> Pause(absl::Time deadline, absl::Time now, const DomainPacePolicy& policy,
                                   const std::string& domain);
  // It took the mail that tried.
  absl::Status EndPause(absl::Time deadline, absl::Time now, const std::string& domain);
  absl::Status Forget(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
  const platform::crypto::Mac mac_;
};

}  // namespace mimamori::mail
