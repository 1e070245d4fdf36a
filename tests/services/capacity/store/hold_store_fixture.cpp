// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/store/hold_store_fixture.hpp"

#include <functional>

namespace mimamori::capacity {

using platform::postgres::Params;
using platform::postgres::Statement;

HoldStoreTest::HoldStoreTest() : rules_(holds_.Rules(Soon(), kNow).value()), hospital_(AFacility("271004", 3)) {}
HoldStoreTest::~HoldStoreTest() = default;

FacilityId HoldStoreTest::AFacility(const char* area, int free, const char* bed_class) {
  constexpr Statement kInsert{"test.facility", R"sql(
    INSERT INTO facilities (facility_id, kind, display_name, area_code, time_zone, accepting, capabilities, phone, language,
                            due_minutes, created_at, created_by, request_id)
    VALUES ($1, 1, $2, $3, 'Asia/Tokyo', true, '{}', '', 'ja', '{}', $4, 'test', $1))sql"};
  const FacilityId id = FacilityId::Random();
  EXPECT_TRUE(pool_.Run(Soon(), kInsert, Params().Uuid(id.uuid()).Text(id.ToString()).Text(area).Time(kNow)).ok());
  AddWard(id, bed_class, free);
  return id;
}

void HoldStoreTest::AddWard(const FacilityId& facility, const char* bed_class, int free, absl::Time reported) {
  constexpr Statement kInsert{"test.ward", R"sql(
    INSERT INTO wards (facility_id, bed_class, staffed, occupied, blocked, reported_at) VALUES ($1, $2, $3, 10, 0, $4))sql"};
  EXPECT_TRUE(pool_.Run(Soon(), kInsert, Params().Uuid(facility.uuid()).Text(bed_class)
                                             .Int2(static_cast<int16_t>(10 + free)).Time(reported)).ok());
}

void HoldStoreTest::Change(const char* sql, const FacilityId& facility) {
  const std::string name = "test." + std::to_string(std::hash<std::string>{}(sql));
  const auto changed = pool_.Run(Soon(), {name.c_str(), sql}, Params().Uuid(facility.uuid()));
  EXPECT_TRUE(changed.ok()) << changed.status();
}

int64_t HoldStoreTest::Count(const std::string& sql) {
  const std::string name = "test." + std::to_string(std::hash<std::string>{}(sql));
  const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? rows->Int8(0, 0) : -1;
}

platform::postgres::AuditEntry HoldStoreTest::Audit(absl::Time now) {
  return {.time = now, .actor = kOfficer, .action = "capacity.Test", .object_type = "", .object_id = "", .area = "",
          .reason = "", .payload = "{}", .trace_id = ""};
}
Scope HoldStoreTest::Osaka() { return {.areas = {platform::AreaCode::Parse("271004").value()}}; }
Scope HoldStoreTest::Tokyo() { return {.areas = {platform::AreaCode::Parse("130001").value()}}; }

NewHold HoldStoreTest::Asks(const HolderId& holder, const char* bed_class) const {
  return {.request = platform::RequestId::Random(), .facility = hospital_, .bed_class = bed_class, .holder = holder,
          .officer = OfficerId::Parse(kOfficer).value(), .trace_id = "trace"};
}
NewHold HoldStoreTest::AsksFor(const BedId& bed, const HolderId& holder) const {
  NewHold asked = Asks(holder, "");
  asked.bed = bed;
  return asked;
}

absl::StatusOr<KeptHold> HoldStoreTest::Take(const NewHold& asked, absl::Time now) {
  auto results = holds_.Create(Soon(), now, {asked}, rules_);
  if (!results.ok()) return results.status();
  return results->at(0);
}

HoldDeed HoldStoreTest::Deed(const KeptHold& hold, BedDeed deed, absl::Time now) const {
  return {.hold = hold.id,
          .row = {.facility = hold.facility, .object = hold.id.uuid(), .request = platform::RequestId::Random(),
                  .deed = deed, .done_by = kOfficer, .done_at = now},
          .audit = Audit(now)};
}

absl::StatusOr<KeptHold> HoldStoreTest::LetGo(const KeptHold& hold, absl::Time now) {
  return holds_.Change(Soon(), Deed(hold, BedDeed::kReleased, now),
                       [&](Hold& live) { return Release(live, hold.hold.version, now); });
}

absl::StatusOr<Converted> HoldStoreTest::Arrive(const KeptHold& hold, const Arrival& arrival, absl::Time now) {
  return holds_.Convert(Soon(), Deed(hold, BedDeed::kConverted, now), arrival,
                        [&](Hold& live) { return Convert(live, hold.hold.version, now); });
}

std::vector<KeptBed> HoldStoreTest::MakeBeds(const std::vector<std::string>& names, const char* bed_class) {
  auto made = beds_.Create(Soon(), Osaka(), {.request = platform::RequestId::Random(), .facility = hospital_,
                                             .bed_class = bed_class, .display_names = names},
                           &Anybody, Audit());
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *std::move(made) : std::vector<KeptBed>(names.size());
}

absl::StatusOr<KeptStay> HoldStoreTest::Lies(const BedId& bed, std::optional<absl::Time> began,
                                             std::optional<absl::Time> ended, const platform::RequestId& request) {
  return stays_.Record(Soon(), Osaka(), {.request = request, .facility = hospital_, .bed = bed,
                                         .stay = {.began = began, .ended = ended}},
                       &Anybody, Audit());
}

}  // namespace mimamori::capacity
