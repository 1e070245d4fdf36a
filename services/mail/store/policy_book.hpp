// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/mail/domain/bounce.hpp"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/domain_pace.hpp"
#include "services/mail/domain/pacer.hpp"
#include "services/mail/domain/quota.hpp"
#include "services/mail/domain/statistics.hpp"
#include "services/platform/postgres/policy_shelf.hpp"

namespace mimamori::mail {

using platform::postgres::PolicyBody;

// The bodies of the policies. FAILED_PRECONDITION: POLICY_MALFORMED, with the field that is missing or out of its range.
absl::StatusOr<QuotaPolicy> ReadQuotaPolicy(const PolicyBody& body);
absl::StatusOr<RetryPolicy> ReadRetryPolicy(const PolicyBody& body);
absl::StatusOr<Pace> ReadPacePolicy(const PolicyBody& body);
absl::StatusOr<DomainPacePolicy> ReadDomainPacePolicy(const PolicyBody& body);
absl::StatusOr<StatisticsPolicy> ReadStatisticsPolicy(const PolicyBody& body);
absl::StatusOr<BouncePolicy> ReadBouncePolicy(const PolicyBody& body);
absl::StatusOr<absl::Duration> ReadRetentionPolicy(const PolicyBody& body);

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
  absl::StatusOr<BouncePolicy> Bounces(absl::Time deadline, absl::Time now);
  absl::StatusOr<absl::Duration> SettledRetention(absl::Time deadline, absl::Time now);

 private:
  platform::postgres::PolicyShelf shelf_;
};

}  // namespace mimamori::mail
