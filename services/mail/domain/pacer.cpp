// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/pacer.hpp"

#include <algorithm>

namespace mimamori::mail {
namespace {

constexpr absl::Duration kBurst = absl::Seconds(1);
constexpr size_t kManyDomains = 10000;

void Pay(absl::Time& paid_until, double per_second, absl::Time now) {
  if (per_second > 0) paid_until = std::max(paid_until, now) + absl::Seconds(1 / per_second);
}

}  // namespace

absl::Time Pacer::Probe(const Bucket& bucket, double per_second, absl::Time now) {
  if (per_second <= 0 || bucket.paid_until <= now + kBurst) return now;
  return bucket.paid_until - kBurst;
}

absl::Time Pacer::Plan(Bucket& bucket, double per_second, absl::Time now) {
  const absl::Time place = std::max({Probe(bucket, per_second, now), bucket.planned_until, now});
  bucket.planned_until = place + absl::Seconds(1 / per_second);
  return place;
}

absl::Time Pacer::PlaceFor(std::string_view domain, absl::Time now) {
  if (Probe(total_, pace_.total_per_second, now) > now) return Plan(total_, pace_.total_per_second, now);
  if (pace_.domain_per_second > 0) {
    if (domains_.size() > kManyDomains) Forget(now);
    Bucket& bucket = domains_[std::string(domain)];
    if (Probe(bucket, pace_.domain_per_second, now) > now) return Plan(bucket, pace_.domain_per_second, now);
    Pay(bucket.paid_until, pace_.domain_per_second, now);
  }
  Pay(total_.paid_until, pace_.total_per_second, now);
  return now;
}

void Pacer::Forget(absl::Time now) {
  std::erase_if(domains_, [&](const auto& each) {
    return each.second.paid_until <= now && each.second.planned_until <= now;
  });
}

}  // namespace mimamori::mail
