// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/reminder_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/observation/store/silence_store.hpp"

namespace mimamori::observation {

// Looks each minute for those who told nothing: the first two rungs of their ladder choose whom a mail reminds, the others put
// them on the worklist. Any number of processes may do it at once; after a crash, or an hour away, what was missed is done
// once, as far as it still makes sense.
class SilenceWatch {
 public:
  SilenceWatch(ReminderStore& reminders, SilenceStore& silence, const RuleBook& rules)
      : reminders_(reminders), silence_(silence), rules_(rules) {}

  // How many were chosen.
  absl::StatusOr<int64_t> ChooseReminders(absl::Time now);
  // How many were put on the list, or higher.
  absl::StatusOr<int64_t> ClimbLadders(absl::Time now);

 private:
  absl::StatusOr<int64_t> ChooseOf(const SlotGroup& group, const MonitoringRules& rules, absl::Time now);
  absl::StatusOr<int64_t> ClimbRound(const Round& round, const RulesInForce& rules, absl::Time now);

  ReminderStore& reminders_;
  SilenceStore& silence_;
  const RuleBook& rules_;
};

}  // namespace mimamori::observation
