// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::mail {

// Policies "mail.quotas" and "mail.network_quota": how many mails strangers can have sent, counted in fixed windows (UTC hours and days).
struct QuotaPolicy {
  int recipient_per_hour = 0;
  int recipient_per_day = 0;
  int domain_per_hour = 0;
  int network_per_hour = 0;
  int total_per_hour = 0;
};

enum class QuotaKind : int16_t { kRecipientHour = 1, kRecipientDay = 2, kDomainHour = 3, kTotalHour = 4, kNetworkHour = 5 };

// What one mail counts against; the keys are MACs, an empty one counts against nothing.
struct QuotaKeys {
  std::string recipient;
  std::string domain;
  std::string network;
};

// One counter, how much is added to it, and what it may reach.
struct QuotaCount {
  QuotaKind kind;
  std::string key;
  absl::Time window_start;
  int added = 0;
  int limit = 0;
  friend bool operator==(const QuotaCount&, const QuotaCount&) = default;
};

// The counters that some mails add to, each once, in one order for all callers (locks are taken in it).
std::vector<QuotaCount> CountsOf(const std::vector<QuotaKeys>& mails, const QuotaPolicy& policy, absl::Time now);

}  // namespace mimamori::mail
