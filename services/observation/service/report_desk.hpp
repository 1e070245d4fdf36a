// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/diary_store.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/postgres/group_commit.hpp"

namespace mimamori::observation {

// What a device hands in: checked, and as of its time; who may is asked with the whole batch.
struct Submission {
  Asked asked = {};
  NewReport report;
};
// What was kept, and whoever it is about, as she was before.
struct HandedIn {
  KeptReport kept;
  Diarist about;
};
using ReportCommits = platform::postgres::GroupCommit<Submission, HandedIn>;

// Keeps what comes in at one moment in one commit.
class ReportDesk {
 public:
  ReportDesk(DiaryStore& diaries, ReportStore& reports, const RuleBook& rules)
      : diaries_(diaries), reports_(reports), rules_(rules) {}

  // For ReportCommits. For one of them: NOT_FOUND: MEMBER_UNKNOWN; PERMISSION_DENIED: DEVICE_UNKNOWN; FAILED_PRECONDITION:
  // DIARY_ENDED; and as ReportStore::Keep.
  absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> Keep(absl::Time deadline,
                                                             const std::vector<Submission>& submissions);

 private:
  DiaryStore& diaries_;
  ReportStore& reports_;
  const RuleBook& rules_;
};

// Whether a device that reports for `own` may do so: as ReportDesk::Keep says of one.
absl::Status CheckAdmitted(const Admitted& admitted);
absl::Status DeviceUnknown();

}  // namespace mimamori::observation
