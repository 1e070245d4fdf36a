// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/reminder_store.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/observation/store/work_store.hpp"

namespace mimamori::observation {

// Hourly, by policy observation.retention: drops the days of old reports, forgets whom mails reminded, and what officers wrote
// about people; and the changes of the worklist, which live lists have long heard of.
absl::Status ForgetOld(ReportStore& reports, ReminderStore& reminders, WorkStore& work, const RuleBook& rules,
                       absl::Time now);

}  // namespace mimamori::observation
