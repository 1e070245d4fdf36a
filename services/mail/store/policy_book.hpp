// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/pacer.hpp"
#include "services/mail/domain/quota.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// The policies in force, read again after half a minute. Thread-safe. Beyond the database's failures:
// FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
class PolicyBook {
 public:
  explicit PolicyBook(platform::postgres::Pool& pool) : pool_(pool) {}
  absl::StatusOr<QuotaPolicy> Quotas(absl::Time deadline, absl::Time now);
  absl::StatusOr<RetryPolicy> Retries(absl::Time deadline, absl::Time now);
  absl::StatusOr<Pace> MailPace(absl::Time deadline, absl::Time now);
  absl::StatusOr<absl::Duration> SettledRetention(absl::Time deadline, absl::Time now);

 private:
  using Numbers = std::map<std::string, double>;
  struct Page {
    absl::Time read_at;
    Numbers numbers;
  };
  absl::StatusOr<Numbers> Read(absl::Time deadline, absl::Time now, const std::string& name);

  platform::postgres::Pool& pool_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;
};

}  // namespace mimamori::mail
