// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/domain_pace.hpp"
#include "services/mail/domain/pacer.hpp"
#include "services/mail/domain/quota.hpp"
#include "services/mail/domain/statistics.hpp"
#include "services/platform/postgres/policy_shelf.hpp"

namespace mimamori::mail {

// The policies in force, read again after half a minute. Thread-safe. Beyond the database's failures:
// FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
class PolicyBook {
 public:
  explicit PolicyBook(platform::postgres::Pool& pool) : shelf_(pool) {}
  absl::StatusOr<QuotaPolicy> Quotas(absl::Time deadline, absl::Time now);
  absl::StatusOr<RetryPolicy> Retries(absl::Time deadline, absl::Time now);
  absl::StatusOr<Pace> MailPace(absl::Time deadline, absl::Time now);
  absl::StatusOr<DomainPacePolicy> DomainPaces(absl::Time deadline, absl::Time now);
  absl::StatusOr<StatisticsPolicy> Statistics(absl::Time deadline, absl::Time now);
  absl::StatusOr<absl::Duration> SettledRetention(absl::Time deadline, absl::Time now);

 private:
  platform::postgres::PolicyShelf shelf_;
};

}  // namespace mimamori::mail
