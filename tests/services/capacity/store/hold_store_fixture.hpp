// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "embedded/capacity_migrations.hpp"
#include "services/capacity/store/bed_store.hpp"
#include "services/capacity/store/hold_store.hpp"
#include "services/capacity/store/stay_store.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::capacity {

// 21 November 2026, noon in Tokyo.
inline const absl::Time kNow = absl::FromCivil(absl::CivilMinute(2026, 11, 21, 3, 0), absl::UTCTimeZone());
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
inline const char kOfficer[] = "0192f0c1-0000-4000-8000-000000000001";

// A hospital in Osaka City with severe beds, of which some are free, reported an hour ago.
class HoldStoreTest : public testing::Test {
 protected:
  // Not in the header: every file of tests would be built with all of it.
  HoldStoreTest();
  ~HoldStoreTest() override;

  // A hospital of that area with `free` beds of the class.
  FacilityId AFacility(const char* area, int free, const char* bed_class = "severe");
  void AddWard(const FacilityId& facility, const char* bed_class, int free, absl::Time reported = kNow - absl::Hours(1));
  // As its staff would write it: SQL with the facility as $1.
  void Change(const char* sql, const FacilityId& facility);
  int64_t Count(const std::string& sql);

  static platform::postgres::AuditEntry Audit(absl::Time now = kNow);
  static Scope Osaka();
  static Scope Tokyo();
  static absl::Status Anybody(const Facility&) { return absl::OkStatus(); }

  NewHold Asks(const HolderId& holder = HolderId::Random(), const char* bed_class = "severe") const;
  NewHold AsksFor(const BedId& bed, const HolderId& holder = HolderId::Random()) const;
  absl::StatusOr<KeptHold> Take(const NewHold& asked, absl::Time now = kNow);
  HoldDeed Deed(const KeptHold& hold, BedDeed deed, absl::Time now = kNow) const;
  absl::StatusOr<KeptHold> LetGo(const KeptHold& hold, absl::Time now = kNow);
  absl::StatusOr<Converted> Arrive(const KeptHold& hold, const Arrival& arrival, absl::Time now = kNow);
  std::vector<KeptBed> MakeBeds(const std::vector<std::string>& names, const char* bed_class = "severe");
  absl::StatusOr<KeptStay> Lies(const BedId& bed, std::optional<absl::Time> began, std::optional<absl::Time> ended,
                                const platform::RequestId& request = platform::RequestId::Random());

  tests::ScratchDatabase database_{"capacity", embedded::capacity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 12};
  HoldStore holds_{pool_};
  StayStore stays_{pool_};
  BedStore beds_{pool_};
  TakingRules rules_;
  FacilityId hospital_;
};

}  // namespace mimamori::capacity
