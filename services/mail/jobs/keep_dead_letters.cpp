// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/keep_dead_letters.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

absl::Status KeepDeadLetters(DeadLetterStore& letters, PolicyBook& policies, absl::Time now) {
  ASSIGN_OR_RETURN(const StatisticsPolicy policy, policies.Statistics(absl::Now() + absl::Seconds(10), now));
  return letters.KeepHouse(absl::Now() + absl::Seconds(30), now,
                           absl::ToCivilDay(now - policy.kept, absl::UTCTimeZone()));
}

}  // namespace mimamori::mail
