// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/policy_book.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

absl::StatusOr<QuotaPolicy> ReadQuotaPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int recipient_per_hour, body.Int("recipient_per_hour", 0, 1'000'000));
  ASSIGN_OR_RETURN(const int recipient_per_day, body.Int("recipient_per_day", 0, 1'000'000));
  ASSIGN_OR_RETURN(const int domain_per_hour, body.Int("domain_per_hour", 0, 1'000'000'000));
  ASSIGN_OR_RETURN(const int total_per_hour, body.Int("total_per_hour", 0, 1'000'000'000));
  return QuotaPolicy{.recipient_per_hour = recipient_per_hour,
                     .recipient_per_day = recipient_per_day,
                     .domain_per_hour = domain_per_hour,
                     .total_per_hour = total_per_hour};
}

absl::StatusOr<int> ReadNetworkQuota(const PolicyBody& body) { return body.Int("mails_per_hour", 0, 1'000'000); }

absl::StatusOr<RetryPolicy> ReadRetryPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double first, body.Number("first_delay_seconds", 1, 86400));
  ASSIGN_OR_RETURN(const double longest, body.Number("longest_delay_seconds", first, 86400));
  ASSIGN_OR_RETURN(const double jitter, body.Number("jitter", 0, 1));
  ASSIGN_OR_RETURN(const int attempts, body.Int("attempts", 1, 1000));
  return RetryPolicy{.first_delay = absl::Seconds(first), .longest_delay = absl::Seconds(longest), .jitter = jitter,
                     .attempts = attempts};
}

absl::StatusOr<Pace> ReadPacePolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double total, body.Number("total_per_second", 0, 1e6));
  return Pace{.total_per_second = total};
}

absl::StatusOr<DomainPacePolicy> ReadDomainPacePolicy(const PolicyBody& body) {
  const auto read_pace = [](const PolicyBody& from) -> absl::StatusOr<DomainPace> {
    ASSIGN_OR_RETURN(const double mails, from.Number("mails_per_minute", 0, 6e7));
    ASSIGN_OR_RETURN(const int connections, from.Int("connections", 0, 1000));
    return DomainPace{.mails_per_minute = mails, .connections = connections};
  };
  DomainPacePolicy policy;
  ASSIGN_OR_RETURN(policy.usual, read_pace(body));
  ASSIGN_OR_RETURN(const double first, body.Number("first_pause_seconds", 0.1, 3600));
  ASSIGN_OR_RETURN(const double longest, body.Number("longest_pause_seconds", first, 86400));
  policy.first_pause = absl::Seconds(first);
  policy.longest_pause = absl::Seconds(longest);
  ASSIGN_OR_RETURN(const auto domains, body.Objects("domains"));
  for (const auto& each : domains) {
    ASSIGN_OR_RETURN(std::string domain, each.Text("domain", 253));
    ASSIGN_OR_RETURN(const DomainPace pace, read_pace(each));
    policy.named.push_back({std::move(domain), pace});
  }
  return policy;
}

absl::StatusOr<StatisticsPolicy> ReadStatisticsPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int smallest, body.Int("smallest_count", 1, 1'000'000));
  ASSIGN_OR_RETURN(const double days, body.Number("kept_days", 1, 3650));
  ASSIGN_OR_RETURN(const auto kinds, body.Objects("kinds"));
  StatisticsPolicy policy{.kinds = {}, .smallest_count = smallest, .kept = days * absl::Hours(24)};
  for (const auto& kind : kinds) {
    ASSIGN_OR_RETURN(std::string name, kind.Text("name", 40));
    ASSIGN_OR_RETURN(std::vector<std::string> domains, kind.Texts("domains", 253));
    policy.kinds.push_back({std::move(name), std::move(domains)});
  }
  return policy;
}

absl::StatusOr<BouncePolicy> ReadBouncePolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(std::vector<std::string> statuses, body.Texts("statuses", 9));
  for (const std::string& status : statuses) {
    if (IsFailureStatus(status)) continue;
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", "statuses are like 5.1.1", "statuses");
  }
  ASSIGN_OR_RETURN(const int reports, body.Int("reports", 1, 100));
  ASSIGN_OR_RETURN(const double within, body.Number("within_days", 1, 365));
  ASSIGN_OR_RETURN(const double suppressed, body.Number("suppressed_days", 1, 365));
  return BouncePolicy{.statuses = std::move(statuses), .reports = reports, .within = within * absl::Hours(24),
                      .suppressed = suppressed * absl::Hours(24)};
}

absl::StatusOr<absl::Duration> ReadRetentionPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double days, body.Number("settled_days", 1, 90));
  return days * absl::Hours(24);
}

absl::StatusOr<AreaTexts> ReadAreaTexts(const Template& mail, const std::map<std::string, HouseWords>& words,
                                        const OwnUrls& own, const PolicyBody& body) {
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> entries, body.Objects("texts"));
  std::vector<AreaTextForm> forms;
  for (const PolicyBody& each : entries) {
    AreaTextForm form;
    ASSIGN_OR_RETURN(form.area_code, each.Text("area_code", 6));
    ASSIGN_OR_RETURN(form.language, each.Text("language", 10));
    ASSIGN_OR_RETURN(form.subject, each.Text("subject", 4 * kLongestSubject));
    ASSIGN_OR_RETURN(form.text, each.Text("text", 4 * kLongestText));
    ASSIGN_OR_RETURN(form.reviewed, each.Bool("reviewed"));
    forms.push_back(std::move(form));
  }
  return AreaTexts::Write(mail, forms, words, own);
}

absl::StatusOr<std::shared_ptr<const TextPolicies>> PolicyBook::Texts(absl::Time deadline, absl::Time now,
                                                                      const std::map<std::string, HouseWords>& words,
                                                                      const OwnUrls& own) {
  Bodies bodies;  // of a template that has none: null
  std::map<std::string, absl::Status> missing;
  for (const Template& mail : Templates()) {
    auto body = shelf_.At(deadline, now, fmt::format("mail.texts.{}", mail.name));
    if (platform::ReasonOf(body.status()) == "POLICY_MISSING") {
      missing.emplace(mail.name, body.status());
      body = std::shared_ptr<const PolicyBody>();
    }
    RETURN_IF_ERROR(body.status());
    bodies.push_back(*std::move(body));
  }
  const std::lock_guard lock(texts_mutex_);
  if (texts_ && bodies == texts_read_) return texts_;
  auto texts = std::make_shared<TextPolicies>();
  texts->unreadable = std::move(missing);
  for (size_t i = 0; i < bodies.size(); ++i) {
    const Template& mail = Templates()[i];
    if (!bodies[i]) continue;
    auto of_template = ReadAreaTexts(mail, words, own, *bodies[i]);
    if (of_template.ok()) {
      texts->by_template.emplace(mail.name, *std::move(of_template));
    } else {
      texts->unreadable.emplace(mail.name, of_template.status());
    }
  }
  texts_read_ = std::move(bodies);
  texts_ = std::move(texts);
  return texts_;
}

int PolicyBook::UnreadableTexts() {
  const std::lock_guard lock(texts_mutex_);
  return texts_ ? static_cast<int>(texts_->unreadable.size()) : 0;
}

absl::StatusOr<QuotaPolicy> PolicyBook::Quotas(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.quotas"));
  ASSIGN_OR_RETURN(QuotaPolicy policy, ReadQuotaPolicy(*body));
  ASSIGN_OR_RETURN(const auto network, shelf_.At(deadline, now, "mail.network_quota"));
  ASSIGN_OR_RETURN(policy.network_per_hour, ReadNetworkQuota(*network));
  return policy;
}

absl::StatusOr<RetryPolicy> PolicyBook::Retries(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.retries"));
  return ReadRetryPolicy(*body);
}

absl::StatusOr<Pace> PolicyBook::MailPace(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.pace"));
  return ReadPacePolicy(*body);
}

absl::StatusOr<DomainPacePolicy> PolicyBook::DomainPaces(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.domain_pace"));
  return ReadDomainPacePolicy(*body);
}

absl::StatusOr<StatisticsPolicy> PolicyBook::Statistics(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.statistics"));
  return ReadStatisticsPolicy(*body);
}

absl::StatusOr<BouncePolicy> PolicyBook::Bounces(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.bounces"));
  return ReadBouncePolicy(*body);
}

absl::StatusOr<absl::Duration> PolicyBook::SettledRetention(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.retention"));
  return ReadRetentionPolicy(*body);
}

}  // namespace mimamori::mail
