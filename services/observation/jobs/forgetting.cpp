// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/forgetting.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(60);
// Nobody looks away from a live list for longer and expects to go on where she was.
constexpr absl::Duration kChangesKept = absl::Hours(24);

}  // namespace

absl::Status ForgetOld(ReportStore& reports, ReminderStore& reminders, WorkStore& work, const RuleBook& rules,
                       absl::Time now) {
  ASSIGN_OR_RETURN(const auto in_force, rules.Current());
  const RetentionRules& retention = in_force->retention;
  absl::Status first_failure;
  first_failure.Update(
      reports.DropDaysBefore(absl::Now() + kStepTime, DayOf(now) - retention.report_days).status());
  first_failure.Update(reminders.Forget(absl::Now() + kStepTime, DayOf(now) - retention.reminder_days).status());
  first_failure.Update(
      work.ForgetNotes(absl::Now() + kStepTime, now - absl::Hours(24) * retention.note_days).status());
  first_failure.Update(work.DropChanges(absl::Now() + kStepTime, now - kChangesKept));
  return first_failure;
}

}  // namespace mimamori::observation
