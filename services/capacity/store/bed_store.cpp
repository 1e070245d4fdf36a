// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/bed_store.hpp"

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

// What ReadBed reads: of beds b, at the moment `now`.
#define MIMAMORI_BED_COLUMNS(now)                                                                                          \
  "b.facility_id, b.bed_id, b.bed_class, b.display_name, b.retired_at, "                                                   \
  "EXISTS (SELECT 1 FROM holds h WHERE h.facility_id = b.facility_id AND h.bed_id = b.bed_id AND h.state = 1 "             \
  "AND h.ends_at > " now "), "                                                                                             \
  "EXISTS (SELECT 1 FROM stays s WHERE s.facility_id = b.facility_id AND s.bed_id = b.bed_id "                             \
  "AND tstzrange(s.began_at, s.ended_at) @> " now "::timestamptz)"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kByRequest{"capacity.beds_by_request", "SELECT " MIMAMORI_BED_COLUMNS("$3") R"sql(
  FROM beds b WHERE b.facility_id = $1 AND b.request_id = $2 ORDER BY b.position
)sql"};
constexpr Statement kInsert{"capacity.insert_beds", R"sql(
  INSERT INTO beds (facility_id, bed_id, bed_class, display_name, created_at, created_by, request_id, position)
  SELECT $1, n.bed_id, $2, n.display_name, $3, $4, $5, n.position::smallint
  FROM unnest($6::uuid[], $7::text[]) WITH ORDINALITY AS n (bed_id, display_name, position)
)sql"};
constexpr Statement kGet{"capacity.get_bed", "SELECT " MIMAMORI_BED_COLUMNS("$3")
  " FROM beds b WHERE b.facility_id = $1 AND b.bed_id = $2"};
constexpr Statement kRetire{"capacity.retire_bed", R"sql(
  UPDATE beds SET retired_at = $3 WHERE facility_id = $1 AND bed_id = $2
)sql"};
constexpr Statement kList{"capacity.list_beds", "SELECT " MIMAMORI_BED_COLUMNS("$2") R"sql(
  FROM beds b
  WHERE b.facility_id = $1 AND b.retired_at IS NULL AND (b.bed_class, b.display_name) > ($3::text, $4::text)
  ORDER BY b.bed_class, b.display_name LIMIT $5
)sql"};

std::vector<KeptBed> ReadBeds(const Rows& rows) {
  std::vector<KeptBed> beds;
  for (int row = 0; row < rows.size(); ++row) {
    KeptBed bed{.id = BedId(rows.Uuid(row, 1)),
                .facility = FacilityId(rows.Uuid(row, 0)),
                .bed_class = std::string(rows.Text(row, 2)),
                .display_name = std::string(rows.Text(row, 3)),
                .held = rows.Bool(row, 5),
                .occupied = rows.Bool(row, 6)};
    if (!rows.IsNull(row, 4)) bed.retired = rows.Time(row, 4);
    beds.push_back(std::move(bed));
  }
  return beds;
}

bool SameRequest(const std::vector<KeptBed>& made, const NewBeds& asked) {
  if (made.size() != asked.display_names.size()) return false;
  for (size_t i = 0; i < made.size(); ++i) {
    if (made[i].bed_class != asked.bed_class || made[i].display_name != asked.display_names[i]) return false;
  }
  return true;
}

absl::Status Insert(Connection& transaction, const NewBeds& beds, const AuditEntry& audit) {
  std::vector<platform::Uuid> ids;
  for (size_t i = 0; i < beds.display_names.size(); ++i) ids.push_back(platform::TimeOrderedUuid(audit.time));
  return transaction.Run(kInsert, Params().Uuid(beds.facility.uuid()).Text(beds.bed_class).Time(audit.time)
                                      .Text(audit.actor).Uuid(beds.request.uuid()).UuidArray(ids)
                                      .TextArray(beds.display_names)).status();
}

absl::Status AsBedExists(absl::Status failure) {
  if (platform::postgres::ConstraintOf(failure) != "beds_name_key") return failure;
  return platform::Failure(absl::StatusCode::kAlreadyExists, "BED_EXISTS", "there is a bed of that name", "display_names");
}

}  // namespace

absl::StatusOr<std::vector<KeptBed>> BedStore::Create(absl::Time deadline, const Scope& scope, const NewBeds& beds,
                                                      const MayChange& may, const AuditEntry& audit) {
  std::vector<KeptBed> kept;
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Facility facility, SeeFacility(transaction, beds.facility, scope));
    RETURN_IF_ERROR(may(facility));
    // Also the same call twice at once comes one after another.
    ASSIGN_OR_RETURN(const bool known, LockWard(transaction, {beds.facility, beds.bed_class}));
    if (!known) {
      return platform::Failure(absl::StatusCode::kNotFound, "WARD_UNKNOWN", "the facility has no beds of that class",
                               "bed_class");
    }
    const Params asked = Params().Uuid(beds.facility.uuid()).Uuid(beds.request.uuid()).Time(audit.time);
    ASSIGN_OR_RETURN(const Rows earlier, transaction.Run(kByRequest, asked));
    kept = ReadBeds(earlier);
    if (!kept.empty()) return SameRequest(kept, beds) ? absl::OkStatus() : RequestIdReused();
    RETURN_IF_ERROR(Insert(transaction, beds, audit));
    ASSIGN_OR_RETURN(const Rows made, transaction.Run(kByRequest, asked));
    kept = ReadBeds(made);
    AuditEntry entry = About(audit, facility);
    entry.payload = fmt::format(R"({{"beds": {}}})", kept.size());
    return AppendAudit(transaction, entry);
  });
  RETURN_IF_ERROR(AsBedExists(status));
  return kept;
}

absl::StatusOr<KeptBed> BedStore::Retire(absl::Time deadline, const Scope& scope, const FacilityId& facility,
                                         const BedId& bed, const MayChange& may, const AuditEntry& audit) {
  KeptBed kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Facility seen, SeeFacility(transaction, facility, scope));
    RETURN_IF_ERROR(may(seen));
    ASSIGN_OR_RETURN(const auto classes, ClassesOfBeds(transaction, {{facility, bed}}));
    if (classes.empty()) return BedUnknown();
    RETURN_IF_ERROR(LockWard(transaction, {facility, classes[0].second}).status());
    const Params asked = Params().Uuid(facility.uuid()).Uuid(bed.uuid()).Time(audit.time);
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, asked));
    kept = ReadBeds(rows).at(0);
    if (kept.retired) return absl::OkStatus();
    if (kept.held || kept.occupied) return BedTaken();
    RETURN_IF_ERROR(transaction.Run(kRetire, asked).status());
    kept.retired = audit.time;
    AuditEntry entry = About(audit, seen);
    entry.object_type = "bed";
    entry.object_id = bed.ToString();
    return AppendAudit(transaction, entry);
  }));
  return kept;
}

absl::StatusOr<std::vector<KeptBed>> BedStore::List(absl::Time deadline, const FacilityId& facility, const Scope& scope,
                                                    absl::Time now, const BedPosition& after, int limit) {
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  RETURN_IF_ERROR(SeeFacility(*session, facility, scope).status());
  ASSIGN_OR_RETURN(const Rows rows, session->Run(kList, Params().Uuid(facility.uuid()).Time(now).Text(after.bed_class)
                                                            .Text(after.display_name).Int8(limit)));
  return ReadBeds(rows);
}

std::vector<Statement> BedStore::Statements() { return {kByRequest, kInsert, kGet, kRetire, kList}; }

}  // namespace mimamori::capacity
