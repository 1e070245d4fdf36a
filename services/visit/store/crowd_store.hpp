// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/visit/domain/crowd.hpp"

namespace mimamori::visit {

// Counts stays, and tells of none. A person counts once for each service day. Thread-safe.
class CrowdStore {
 public:
  explicit CrowdStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // People whose stays hold that moment; `longest` as in VisitStore::EachOverlap.
  absl::StatusOr<int> PeopleAt(absl::Time deadline, platform::VenueId venue, absl::Time moment, absl::Duration longest);
  // People who came, by the hour of the venue's wall clock or by service day.
  struct Hour {
    absl::Time start;
    int people = 0;
  };
  absl::StatusOr<std::vector<Hour>> ByHour(absl::Time deadline, platform::VenueId venue, absl::Time start,
                                           absl::Time end, const std::string& time_zone);
  struct Day {
    absl::CivilDay service_day;
    int people = 0;
  };
  // Days from `first` to `last`, both included.
  absl::StatusOr<std::vector<Day>> ByDay(absl::Time deadline, platform::VenueId venue, absl::CivilDay first,
                                         absl::CivilDay last);
  // FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<CrowdPolicy> PolicyAt(absl::Time deadline, absl::Time at);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::visit
