// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

struct DeskReminder {
  FacilityId facility;
  absl::Time due;
};
// One that is to be mailed, with its facility as it is by now.
struct OpenReminder {
  Facility facility;
  absl::Time due;
  std::string sealed_contact;
};

// Which desks are reminded of which deadlines.
class ReminderStore {
 public:
  explicit ReminderStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Those that may be reminded: not closed, with an address.
  absl::StatusOr<std::vector<Facility>> Reporters(absl::Time deadline);
  // Each of a deadline once; how many are new.
  absl::StatusOr<int64_t> Choose(absl::Time deadline, const std::vector<DeskReminder>& reminders, absl::Time now);
  // Those that are not settled, at most `limit`, the oldest deadlines first.
  absl::StatusOr<std::vector<OpenReminder>> Open(absl::Time deadline, int limit);
  absl::Status Settle(absl::Time deadline, const std::vector<DeskReminder>& reminders, absl::Time now);
  // Those of deadlines before.
  absl::StatusOr<int64_t> Forget(absl::Time deadline, absl::Time before);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
