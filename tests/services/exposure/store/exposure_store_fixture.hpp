// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "embedded/exposure_migrations.hpp"
#include "services/exposure/store/postgres_exposure_store.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::exposure {

inline const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
inline platform::AreaCode Area(const std::string& code) { return platform::AreaCode::Parse(code).value(); }
inline const Scope kOsaka{Area("271004")};  // the city; 270008 is the prefecture around it, 131016 is Chiyoda in Tokyo

class ExposureStoreTest : public testing::Test {
 protected:
  static Exposure AnExposure() {
    Exposure exposure;
    exposure.id = ExposureId::Random();
    exposure.case_id = CaseId::Random();
    exposure.venue = VenueId(7);
    exposure.venue_name = "喫茶みまもり";
    exposure.time_zone = "Asia/Tokyo";
    exposure.area = Area("271004");
    exposure.start = kNow - absl::Hours(30);
    exposure.end = kNow - absl::Hours(28);
    exposure.level = Level::kCluster;
    exposure.proposed_by = "proposer";
    exposure.proposed_at = kNow;
    return exposure;
  }
  static AuditEntry Audit(const char* action) {
    return {.time = kNow, .actor = "proposer", .action = action, .object_type = "exposure", .object_id = "x",
            .area = "", .reason = "", .payload = "{}", .trace_id = ""};
  }
  Exposure Propose(const Exposure& exposure = AnExposure()) {
    return store_.Propose(Soon(), exposure, RequestId::Random(), Audit("exposure.Declare")).value();
  }
  Exposure Approve(const ExposureId& id, absl::Time at = kNow) {
    return store_.Change(Soon(), id, kOsaka, [&](Exposure& exposure) {
      exposure.state = State::kDispatching;
      exposure.approved_by = "approver";
      exposure.approved_at = at;
      return absl::OkStatus();
    }, Audit("exposure.Approve")).value();
  }
  static Recipient Person(char name) {
    Recipient person;
    person.contact_mac = std::string(16, name);
    person.sealed_contact = std::string("sealed-") + name;
    person.minutes = 20;
    person.stay_start = kNow - absl::Hours(30);
    person.stay_end = kNow - absl::Hours(29);
    return person;
  }
  int AuditEntries(const std::string& action) {
    const std::string dump = tests::DumpDatabase(database_.Conninfo());
    int count = 0;
    for (size_t at = dump.find(action); at != std::string::npos; at = dump.find(action, at + 1)) ++count;
    return count;
  }

  tests::ScratchDatabase database_{"exposure", embedded::exposure_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresExposureStore store_{pool_};
};

}  // namespace mimamori::exposure
