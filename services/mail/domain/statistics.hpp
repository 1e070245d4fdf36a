// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace mimamori::mail {

constexpr std::string_view kOtherKind = "other";

// Receiving domains that are counted under one name, with their subdomains.
struct DomainKind {
  std::string name;
  std::vector<std::string> domains;  // lower case
};

// Policy "mail.statistics".
struct StatisticsPolicy {
  std::vector<DomainKind> kinds;
  int smallest_count = 0;
  absl::Duration kept;
};

// The name under which mails to a domain (lower case) are counted; kOtherKind for one that is in no kind. The first kind
// that fits counts.
std::string KindOf(const std::vector<DomainKind>& kinds, std::string_view domain);

// Mails of one day and template to one kind of domain.
struct Tally {
  absl::CivilDay day;
  std::string template_name;
  std::string domain_kind;
  int64_t sent = 0;
  int64_t deferrals = 0;
  int64_t failed = 0;
  int64_t bounced = 0;  // of those that were sent, on the day that was said
  friend bool operator==(const Tally&, const Tally&) = default;
};

// As they may be shown: kinds with fewer than `smallest` mails of a day and template go into "other", and while that itself
// has fewer, the next smallest kind goes with them, so that no small count can be told from the sums. Sorted by day, template
// and kind, "other" last. Sums stay.
std::vector<Tally> FoldSmallKinds(std::vector<Tally> tallies, int smallest);

}  // namespace mimamori::mail
