// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_rows.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/stay_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

constexpr char kTopic[] = "hold";

constexpr Statement kLockWard{"capacity.lock_ward", R"sql(
  SELECT 1 FROM wards WHERE facility_id = $1 AND bed_class = $2 FOR UPDATE
)sql"};
constexpr Statement kClassesOfBeds{"capacity.classes_of_beds", R"sql(
  SELECT b.facility_id, b.bed_id, b.bed_class
  FROM beds b JOIN unnest($1::uuid[], $2::uuid[]) AS asked (facility_id, bed_id)
    ON b.facility_id = asked.facility_id AND b.bed_id = asked.bed_id
)sql"};
constexpr Statement kLookAtBeds{"capacity.look_at_beds", R"sql(
  SELECT b.facility_id, b.bed_id, b.bed_class, b.retired_at IS NOT NULL, h.hold_id,
         EXISTS (SELECT 1 FROM stays s
                 WHERE s.facility_id = b.facility_id AND s.bed_id = b.bed_id
                   AND tstzrange(s.began_at, s.ended_at) && tstzrange($1::timestamptz, NULL))
  FROM unnest($2::uuid[], $3::uuid[]) AS asked (facility_id, bed_id)
  JOIN beds b ON b.facility_id = asked.facility_id AND b.bed_id = asked.bed_id
  LEFT JOIN holds h ON h.facility_id = b.facility_id AND h.bed_id = b.bed_id AND h.state = 1 AND h.ends_at > $1
)sql"};
constexpr Statement kExpire{"capacity.expire_holds", R"sql(
  UPDATE holds h SET state = 4, version = h.version + 1
  WHERE h.state = 1 AND h.ends_at <= $1
    AND (h.holder_id = ANY ($2)
         OR EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::text[]) AS asked (facility_id, bed_class)
                    WHERE h.facility_id = asked.facility_id AND h.bed_class = asked.bed_class))
  RETURNING )sql" MIMAMORI_HOLD_COLUMNS};
constexpr Statement kLockHold{"capacity.lock_hold", "SELECT " MIMAMORI_HOLD_COLUMNS
  " FROM holds h WHERE h.facility_id = $1 AND h.hold_id = $2 FOR UPDATE"};
constexpr Statement kKeepHold{"capacity.keep_hold", R"sql(
  UPDATE holds SET state = $3, ends_at = $4, extended = $5, version = $6 WHERE facility_id = $1 AND hold_id = $2
)sql"};
constexpr Statement kFindDeed{"capacity.find_deed", R"sql(
  SELECT deed FROM bed_deeds WHERE facility_id = $1 AND object_id = $2 AND request_id = $3
)sql"};
constexpr Statement kAddDeed{"capacity.add_deed", R"sql(
  INSERT INTO bed_deeds (facility_id, object_id, request_id, deed, done_by, done_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Statement kAreasOf{"capacity.areas_of_facilities", R"sql(
  SELECT facility_id, area_code FROM facilities WHERE facility_id = ANY ($1) ORDER BY facility_id
)sql"};

struct Columns {
  std::vector<platform::Uuid> facilities, beds;
};
Columns ColumnsOf(const std::vector<std::pair<FacilityId, BedId>>& beds) {
  Columns columns;
  for (const auto& [facility, bed] : beds) {
    columns.facilities.push_back(facility.uuid());
    columns.beds.push_back(bed.uuid());
  }
  return columns;
}

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence, "bed_id");
}

}  // namespace

KeptHold ReadHold(const Rows& rows, int row, int first) {
  KeptHold kept{.id = HoldId(rows.Uuid(row, first + 1)),
                .facility = FacilityId(rows.Uuid(row, first)),
                .bed_class = std::string(rows.Text(row, first + 2))};
  if (!rows.IsNull(row, first + 3)) kept.bed = BedId(rows.Uuid(row, first + 3));
  kept.holder = HolderId(rows.Uuid(row, first + 4));
  kept.officer = OfficerId(rows.Uuid(row, first + 5));
  kept.hold = {.state = static_cast<HoldState>(rows.Int2(row, first + 6)),
               .begins = rows.Time(row, first + 7),
               .ends = rows.Time(row, first + 8),
               .extended = rows.Bool(row, first + 9),
               .version = rows.Int4(row, first + 10)};
  kept.request = platform::RequestId(rows.Uuid(row, first + 11));
  return kept;
}

KeptStay ReadStay(const Rows& rows, int row, int first) {
  KeptStay kept{.id = StayId(rows.Uuid(row, first + 1)),
                .facility = FacilityId(rows.Uuid(row, first)),
                .bed_class = std::string(rows.Text(row, first + 2))};
  if (!rows.IsNull(row, first + 3)) kept.bed = BedId(rows.Uuid(row, first + 3));
  if (!rows.IsNull(row, first + 4)) kept.holder = HolderId(rows.Uuid(row, first + 4));
  if (!rows.IsNull(row, first + 5)) kept.hold = HoldId(rows.Uuid(row, first + 5));
  if (!rows.IsNull(row, first + 6)) kept.stay.began = rows.Time(row, first + 6);
  if (!rows.IsNull(row, first + 7)) kept.stay.ended = rows.Time(row, first + 7);
  if (!rows.IsNull(row, first + 8)) kept.stay.end = static_cast<StayEnd>(rows.Int2(row, first + 8));
  kept.stay.version = rows.Int4(row, first + 9);
  kept.recorded = rows.Time(row, first + 10);
  kept.request = platform::RequestId(rows.Uuid(row, first + 11));
  return kept;
}

absl::StatusOr<bool> LockWard(Connection& transaction, const WardKey& ward) {
  ASSIGN_OR_RETURN(const Rows rows,
                   transaction.Run(kLockWard, Params().Uuid(ward.first.uuid()).Text(ward.second)));
  return !rows.empty();
}

absl::StatusOr<std::vector<std::pair<std::pair<FacilityId, BedId>, std::string>>> ClassesOfBeds(
    Connection& connection, const std::vector<std::pair<FacilityId, BedId>>& beds) {
  const Columns asked = ColumnsOf(beds);
  ASSIGN_OR_RETURN(const Rows rows,
                   connection.Run(kClassesOfBeds, Params().UuidArray(asked.facilities).UuidArray(asked.beds)));
  std::vector<std::pair<std::pair<FacilityId, BedId>, std::string>> classes;
  for (int row = 0; row < rows.size(); ++row) {
    classes.push_back({{FacilityId(rows.Uuid(row, 0)), BedId(rows.Uuid(row, 1))}, std::string(rows.Text(row, 2))});
  }
  return classes;
}

absl::StatusOr<std::vector<BedSeen>> LookAtBeds(Connection& transaction, absl::Time now,
                                                const std::vector<std::pair<FacilityId, BedId>>& beds) {
  const Columns asked = ColumnsOf(beds);
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLookAtBeds, Params().Time(now).UuidArray(asked.facilities)
                                                                     .UuidArray(asked.beds)));
  std::vector<BedSeen> seen;
  for (int row = 0; row < rows.size(); ++row) {
    BedSeen bed{.facility = FacilityId(rows.Uuid(row, 0)),
                .id = BedId(rows.Uuid(row, 1)),
                .bed_class = std::string(rows.Text(row, 2)),
                .retired = rows.Bool(row, 3)};
    if (!rows.IsNull(row, 4)) bed.hold = HoldId(rows.Uuid(row, 4));
    bed.lain_in = rows.Bool(row, 5);
    seen.push_back(std::move(bed));
  }
  return seen;
}

absl::Status BedTaken() { return Refused("BED_TAKEN", "this bed is held, or somebody lies in it"); }
absl::Status BedUnknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "BED_UNKNOWN", "there is no such bed at the facility", "bed_id");
}

absl::Status CheckBedFree(const BedSeen& bed, const std::optional<HoldId>& but) {
  if (bed.retired) return Refused("BED_RETIRED", "this bed is not in use any more");
  return bed.lain_in || (bed.hold && bed.hold != but) ? BedTaken() : absl::OkStatus();
}

absl::Status AuditExpired(Connection& transaction, absl::Time now, const std::vector<KeptHold>& expired) {
  for (const KeptHold& hold : expired) {
    AuditEntry entry{.time = now, .actor = "capacity", .action = "capacity.ExpireHold", .object_type = "hold",
                     .object_id = hold.id.ToString(), .area = "", .reason = "",
                     .payload = fmt::format(R"({{"facility_id": "{}", "version": {}}})", hold.facility.ToString(),
                                            hold.hold.version),
                     .trace_id = ""};
    ASSIGN_OR_RETURN(entry.area, AreaOf(transaction, hold.facility));
    RETURN_IF_ERROR(AppendAudit(transaction, entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<KeptHold>> ExpireHolds(Connection& transaction, absl::Time now,
                                                  const std::vector<WardKey>& wards,
                                                  const std::vector<HolderId>& holders) {
  std::vector<platform::Uuid> persons, facilities;
  std::vector<std::string> classes;
  for (const HolderId& holder : holders) persons.push_back(holder.uuid());
  for (const auto& [facility, bed_class] : wards) {
    facilities.push_back(facility.uuid());
    classes.push_back(bed_class);
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kExpire, Params().Time(now).UuidArray(persons).UuidArray(facilities)
                                                                 .TextArray(classes)));
  std::vector<KeptHold> expired;
  for (int row = 0; row < rows.size(); ++row) expired.push_back(ReadHold(rows, row));
  RETURN_IF_ERROR(AuditExpired(transaction, now, expired));
  return expired;
}

absl::StatusOr<KeptHold> LockHold(Connection& transaction, const FacilityId& facility, const HoldId& id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockHold, Params().Uuid(facility.uuid()).Uuid(id.uuid())));
  if (rows.empty()) return platform::NotFound("HOLD_UNKNOWN", "there is no such hold at the facility");
  return ReadHold(rows, 0);
}

absl::Status KeepHold(Connection& transaction, const KeptHold& hold) {
  return transaction.Run(kKeepHold, Params().Uuid(hold.facility.uuid()).Uuid(hold.id.uuid())
                                        .Int2(static_cast<int16_t>(hold.hold.state)).Time(hold.hold.ends)
                                        .Bool(hold.hold.extended).Int4(hold.hold.version)).status();
}

absl::Status RequestIdReused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for something else", "request_id");
}

absl::StatusOr<bool> IsDone(Connection& transaction, const DeedRow& deed) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFindDeed, Params().Uuid(deed.facility.uuid()).Uuid(deed.object)
                                                                   .Uuid(deed.request.uuid())));
  if (rows.empty()) return false;
  if (rows.Int2(0, 0) != static_cast<int16_t>(deed.deed)) return RequestIdReused();
  return true;
}

absl::Status KeepDeed(Connection& transaction, const DeedRow& deed) {
  return transaction.Run(kAddDeed, Params().Uuid(deed.facility.uuid()).Uuid(deed.object).Uuid(deed.request.uuid())
                                       .Int2(static_cast<int16_t>(deed.deed)).Text(deed.done_by).Time(deed.done_at))
      .status();
}

absl::Status TellOfBoards(Connection& transaction, absl::Time now, std::vector<FacilityId> facilities) {
  std::ranges::sort(facilities);
  facilities.erase(std::unique(facilities.begin(), facilities.end()), facilities.end());
  std::vector<platform::Uuid> ids;
  for (const FacilityId& id : facilities) ids.push_back(id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kAreasOf, Params().UuidArray(ids)));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(rows.Text(row, 1)));
    RETURN_IF_ERROR(TellOfFacility(transaction, now, FacilityId(rows.Uuid(row, 0)), area));
  }
  return absl::OkStatus();
}

absl::Status TellOfHolds(Connection& transaction, absl::Time now, const std::vector<KeptHold>& holds) {
  if (holds.empty()) return absl::OkStatus();
  std::vector<std::string> keys;
  std::vector<FacilityId> facilities;
  for (const KeptHold& hold : holds) {
    keys.push_back(hold.facility.ToString() + " " + hold.id.ToString());
    facilities.push_back(hold.facility);
  }
  RETURN_IF_ERROR(platform::postgres::AppendChanges(transaction, now, kTopic, keys));
  return TellOfBoards(transaction, now, std::move(facilities));
}

std::optional<std::pair<FacilityId, HoldId>> HoldIn(const platform::postgres::Change& change) {
  const size_t blank = change.key.find(' ');
  if (change.topic != kTopic || blank == std::string::npos) return std::nullopt;
  const auto facility = FacilityId::Parse(std::string_view(change.key).substr(0, blank));
  const auto hold = HoldId::Parse(std::string_view(change.key).substr(blank + 1));
  if (!facility.ok() || !hold.ok()) return std::nullopt;
  return std::pair(*facility, *hold);
}

std::vector<Statement> HoldRowStatements() {
  return {kLockWard, kClassesOfBeds, kLookAtBeds, kExpire, kLockHold, kKeepHold, kFindDeed, kAddDeed, kAreasOf};
}

}  // namespace mimamori::capacity
