// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/silence.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Those for whom the same slots begin and end at the same moments.
struct SlotGroup {
  std::string time_zone;
  int times_a_day = 1;

  friend bool operator==(const SlotGroup&, const SlotGroup&) = default;
};

// Whom a rung of the ladder is reached for at one moment: of a group, those of one risk.
struct ReminderWish {
  SlotGroup group;
  Slot slot;
  Rung rung = Rung::kRemind;  // or kRemindAgain
  bool high_risk = false;
  bool unwell = false;  // as LadderOf
};

struct WaitingReminder {
  int64_t patient = 0;
  CaseId case_id = {};
  SlotName slot = {};
  Rung rung = Rung::kRemind;
  bool needed = true;                             // nothing was told of the slot since it was chosen
  std::string language = {};
  std::optional<CaseId> reporter = std::nullopt;  // the case of the person who is to be reminded instead
};

// Who is to be reminded. Failures are those of the pool.
class ReminderStore {
 public:
  explicit ReminderStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Of plans that run on one of these days.
  absl::StatusOr<std::vector<SlotGroup>> Groups(absl::Time deadline, absl::CivilDay first, absl::CivilDay last);

  // Chooses in one statement, however many they are, those who told nothing of the slot so far: whose plan has the slot, was
  // made before it was due, and who are neither released nor dead. Whoever was chosen for it before is not chosen again. How
  // many were.
  absl::StatusOr<int64_t> Choose(absl::Time deadline, const ReminderWish& wish, absl::Time now);

  // Chosen and not settled, those first that were chosen first; of slots that are not over.
  absl::StatusOr<std::vector<WaitingReminder>> Waiting(absl::Time deadline, absl::Time now, int limit);
  absl::Status Settle(absl::Time deadline, const std::vector<WaitingReminder>& reminders, absl::Time now);
  // Of days before. How many.
  absl::StatusOr<int64_t> Forget(absl::Time deadline, absl::CivilDay first_kept);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
