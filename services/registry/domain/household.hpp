// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

// One person reports for the others of her household; nobody reports for her.
inline constexpr int kMostMembers = 20;

// Whether the person of `reporter`, who reports for `members` others so far, may report for one more.
// FAILED_PRECONDITION (field reporter_id): REPORTER_WITHDRAWN, REPORTER_HAS_REPORTER, TOO_MANY_MEMBERS.
absl::Status CheckReporter(const Case& reporter, int members);

// `reporter`: null for the patient herself. `her_members`: for whom the patient reports. BadField: SAME_CASE.
// FAILED_PRECONDITION: REPORTS_FOR_OTHERS, CheckReporter's. And CheckChange's.
absl::StatusOr<bool> ChangeReporter(Case& kept, int version, const Case* reporter, int her_members,
                                    int reporters_members);

// What the store knows beside the two cases: whether anybody else is reported for by one of them.
struct MergeFacts {
  int version = 0;  // that the officer saw
  int duplicate_version = 0;
  bool reports_for_others = false;
};
// True: both are changed and have to be kept. False: they were merged before. What `kept` doesn't know it learns from
// the duplicate: dates, birth year, sex, route, risk factors, plan, status, who reports. BadField: SAME_CASE
// (duplicate_id). FAILED_PRECONDITION: CASE_WITHDRAWN, CONTACT_WOULD_BE_LOST, INFECTION_WOULD_BE_LOST, HOUSEHOLD_CHAIN.
// ABORTED: CASE_CHANGED (version, duplicate_version).
absl::StatusOr<bool> MergeCases(Case& kept, Case& duplicate, const MergeFacts& facts, absl::Time now);

}  // namespace mimamori::registry
