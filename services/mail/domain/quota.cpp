// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/quota.hpp"

#include <map>
#include <utility>

namespace mimamori::mail {
namespace {

absl::Time WindowOf(absl::Time now, absl::Duration length) {
  return absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), length);
}

}  // namespace

std::vector<QuotaCount> CountsOf(const std::vector<QuotaKeys>& mails, const QuotaPolicy& policy, absl::Time now) {
  const absl::Time hour = WindowOf(now, absl::Hours(1));
  const absl::Time day = WindowOf(now, absl::Hours(24));
  std::map<std::pair<QuotaKind, std::string>, QuotaCount> counts;
  const auto add = [&](QuotaKind kind, const std::string& key, absl::Time window, int limit) {
    auto [at, fresh] = counts.try_emplace({kind, key}, QuotaCount{kind, key, window, 0, limit});
    ++at->second.added;
  };
  for (const QuotaKeys& mail : mails) {
    if (!mail.recipient.empty()) {
      add(QuotaKind::kRecipientHour, mail.recipient, hour, policy.recipient_per_hour);
      add(QuotaKind::kRecipientDay, mail.recipient, day, policy.recipient_per_day);
    }
    if (!mail.domain.empty()) add(QuotaKind::kDomainHour, mail.domain, hour, policy.domain_per_hour);
    if (!mail.network.empty()) add(QuotaKind::kNetworkHour, mail.network, hour, policy.network_per_hour);
    add(QuotaKind::kTotalHour, "", hour, policy.total_per_hour);
  }
  std::vector<QuotaCount> list;
  for (auto& [key, count] : counts) list.push_back(std::move(count));
  return list;
}

}  // namespace mimamori::mail
