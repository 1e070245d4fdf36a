// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/mail/domain/area_texts.hpp"
#include "services/mail/domain/bounce.hpp"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/domain_pace.hpp"
#include "services/mail/domain/pacer.hpp"
#include "services/mail/domain/quota.hpp"
#include "services/mail/domain/statistics.hpp"
#include "services/platform/postgres/policy_shelf.hpp"

namespace mimamori::mail {

using platform::postgres::PolicyBody;

// The bodies of the policies. FAILED_PRECONDITION: POLICY_MALFORMED, with the field that is missing or out of its
// range.
absl::StatusOr<QuotaPolicy> ReadQuotaPolicy(const PolicyBody& body);  // without the network's
absl::StatusOr<int> ReadNetworkQuota(const PolicyBody& body);
absl::StatusOr<RetryPolicy> ReadRetryPolicy(const PolicyBody& body);
absl::StatusOr<Pace> ReadPacePolicy(const PolicyBody& body);
absl::StatusOr<DomainPacePolicy> ReadDomainPacePolicy(const PolicyBody& body);
absl::StatusOr<StatisticsPolicy> ReadStatisticsPolicy(const PolicyBody& body);
absl::StatusOr<BouncePolicy> ReadBouncePolicy(const PolicyBody& body);
absl::StatusOr<absl::Duration> ReadRetentionPolicy(const PolicyBody& body);
// The texts of areas for one template; its failures name the text ("texts[2].subject"), those of AreaTexts::Write too.
absl::StatusOr<AreaTexts> ReadAreaTexts(const Template& mail, const std::map<std::string, HouseWords>& words,
                                        const OwnUrls& own, const PolicyBody& body);

// All of them. One that is missing or can't be read any more (a new release's template has another parameter, we moved to
// another domain) stops no mail, neither of its own template nor of others: the shipped texts count then.
struct TextPolicies {
  std::map<std::string, AreaTexts> by_template;
  std::map<std::string, absl::Status> unreadable;  // by template
};

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
  absl::StatusOr<std::shared_ptr<const TextPolicies>> Texts(absl::Time deadline, absl::Time now,
                                                            const std::map<std::string, HouseWords>& words,
                                                            const OwnUrls& own);
  // Templates whose areas' texts could not be used when they were last asked for.
  int UnreadableTexts();

 private:
  using Bodies = std::vector<std::shared_ptr<const PolicyBody>>;
  std::mutex texts_mutex_;
  Bodies texts_read_;  // what texts_ was read from
  std::shared_ptr<const TextPolicies> texts_;
  platform::postgres::PolicyShelf shelf_;
};

}  // namespace mimamori::mail
