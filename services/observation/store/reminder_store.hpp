// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/silence.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Those for whom the same slots begin and end at the same moments, and who may be mailed at the same minutes of a day.
struct SlotGroup {
  std::string time_zone;
  int times_a_day = 1;
  int remind_from = 0;
  int remind_until = 24 * 60;

  friend bool operator==(const SlotGroup&, const SlotGroup&) = default;
  friend auto operator<=>(const SlotGroup&, const SlotGroup&) = default;
};

// What decides on somebody's ladder, as LadderOf.
struct Risk {
  bool high_risk = false;
  bool unwell = false;

  friend bool operator==(const Risk&, const Risk&) = default;
};
inline constexpr std::array<Risk, 4> kRisks{{{false, false}, {false, true}, {true, false}, {true, true}}};

// Whom a rung of the ladder is reached for at one moment: of a group, those of some risks.
struct Round {
  SlotGroup group;
  Slot slot;
  Rung rung = Rung::kRemind;
  std::vector<Risk> risks = {Risk()};
};

// The reminders of one rung and slot, wherever on earth.
struct ReminderKey {
  SlotName slot = {};
  Rung rung = Rung::kRemind;  // or kRemindAgain

  friend bool operator==(const ReminderKey&, const ReminderKey&) = default;
};

struct WaitingReminder {
  CaseId case_id = {};
  platform::AreaCode area = {};
  std::string time_zone = {};
  absl::Time due = {};
  absl::Time expires = {};
  // She told nothing of the slot, is still asked for it, and is neither in a hospital nor elsewhere, released or dead.
  bool needed = true;
  std::optional<CaseId> reporter = std::nullopt;  // the case of the person who is to be reminded instead
};

// Those who were chosen together and are settled together.
struct WaitingBatch {
  int64_t id = 0;  // 0: none waits
  std::vector<WaitingReminder> reminders = {};  // by patient; whoever is no case any more is left out
};

// Who is to be reminded. Failures are those of the pool.
class ReminderStore {
 public:
  // Each, and whoever reports for her, is asked for at once: the registry answers for 500.
  static constexpr int kMostOfABatch = 200;
  // How long a round that was run is left alone.
  static constexpr absl::Duration kAgainAfter = absl::Minutes(15);

  explicit ReminderStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Of plans that run on one of these days.
  absl::StatusOr<std::vector<SlotGroup>> Groups(absl::Time deadline, absl::CivilDay first, absl::CivilDay last);

  // Chooses in one statement, however many they are, those who told nothing of the slot so far: whose plan has the slot, was
  // made before it was due, who can be mailed, and are neither in a hospital nor elsewhere, released or dead. For the second
  // mail, of those who were chosen for the first one only who were by `first_before`. Whoever was chosen for it before is not
  // chosen again. How many were; a risk for which anybody did so within kAgainAfter is left out.
  absl::StatusOr<int64_t> Choose(absl::Time deadline, const Round& round, absl::Time first_before, absl::Time now);

  // Whether the silent of a round, of one risk, have to be looked for: nobody did within `again_after`. It counts as done from
  // now on.
  absl::StatusOr<bool> Begin(absl::Time deadline, const Round& round, absl::Duration again_after, absl::Time now);

  // Of which somebody may wait.
  absl::StatusOr<std::vector<ReminderKey>> Open(absl::Time deadline, absl::Time now);
  // Chosen and not settled, the first batch behind one, of a slot that is not over.
  absl::StatusOr<WaitingBatch> Waiting(absl::Time deadline, const ReminderKey& key, int64_t after, absl::Time now);
  absl::Status Settle(absl::Time deadline, const ReminderKey& key, int64_t batch, absl::Time now);
  // Once nobody waits any more: until somebody else is chosen.
  absl::Status Close(absl::Time deadline, const ReminderKey& key, absl::Time now);
  // Of days before. How many.
  absl::StatusOr<int64_t> Forget(absl::Time deadline, absl::CivilDay first_kept);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
