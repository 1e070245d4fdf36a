// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/board_store.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/policy_reader.hpp"
#include "services/capacity/store/report_rows.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/policies.hpp"

// Behind the facility's columns: those of `wards w`, which may be none, and of `ward_since s`.
#define MIMAMORI_WARD_COLUMNS                                                                          \
  "w.bed_class, w.licensed, w.physical, w.staffed, w.occupied, w.blocked, w.able, coalesce(s.held, 0)::integer, " \
  "coalesce(s.arrived, 0)::integer"

namespace mimamori::capacity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kRead{"capacity.read_board", "SELECT " MIMAMORI_FACILITY_COLUMNS ", " MIMAMORI_WARD_COLUMNS R"sql(
  FROM (SELECT * FROM facilities f
        WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.closed_at IS NULL AND f.area_code LIKE ANY ($4)
          AND (f.area_code, f.display_name, f.facility_id) > ($5::text, $6::text, $7::uuid)
        ORDER BY f.area_code, f.display_name, f.facility_id LIMIT $8) AS f
  LEFT JOIN wards w ON w.facility_id = f.facility_id
  LEFT JOIN ward_since s ON s.facility_id = w.facility_id AND s.bed_class = w.bed_class
  ORDER BY f.area_code, f.display_name, f.facility_id, w.bed_class
)sql"};
constexpr Statement kAmong{"capacity.board_among", "SELECT " MIMAMORI_FACILITY_COLUMNS ", " MIMAMORI_WARD_COLUMNS R"sql(
  FROM facilities f
  LEFT JOIN wards w ON w.facility_id = f.facility_id
  LEFT JOIN ward_since s ON s.facility_id = w.facility_id AND s.bed_class = w.bed_class
  WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.closed_at IS NULL AND f.area_code LIKE ANY ($4)
    AND f.facility_id = ANY ($5)
  ORDER BY f.area_code, f.display_name, f.facility_id, w.bed_class
)sql"};

absl::StatusOr<BoardWard> ReadWard(const Rows& rows, int row) {
  const auto count = [&](int column) -> Count {
    if (rows.IsNull(row, kFacilityColumns + column)) return std::nullopt;
    return rows.Int2(row, kFacilityColumns + column);
  };
  BoardWard ward;
  ward.bed_class = rows.Text(row, kFacilityColumns);
  ward.told.counts = {.licensed = count(1), .physical = count(2), .staffed = count(3), .occupied = count(4),
                      .blocked = count(5)};
  ASSIGN_OR_RETURN(ward.told.able, ReadAble(rows.Json(row, kFacilityColumns + 6)));
  ward.since = {.held = static_cast<int>(rows.Int4(row, kFacilityColumns + 7)),
                .arrived = static_cast<int>(rows.Int4(row, kFacilityColumns + 8))};
  return ward;
}

// A row a ward, each with its facility.
absl::StatusOr<std::vector<BoardEntry>> ReadEntries(const Rows& rows) {
  std::vector<BoardEntry> entries;
  for (int row = 0; row < rows.size(); ++row) {
    if (entries.empty() || entries.back().facility.id != FacilityId(rows.Uuid(row, 0))) {
      BoardEntry entry;
      ASSIGN_OR_RETURN(entry.facility, ReadFacility(rows, row));
      entries.push_back(std::move(entry));
    }
    if (rows.IsNull(row, kFacilityColumns)) continue;
    ASSIGN_OR_RETURN(BoardWard ward, ReadWard(rows, row));
    entries.back().wards.push_back(std::move(ward));
  }
  return entries;
}

}  // namespace

absl::StatusOr<std::vector<BoardEntry>> BoardStore::Read(absl::Time deadline, const Scope& scope,
                                                         const std::optional<platform::AreaCode>& area,
                                                         const std::optional<FacilityPosition>& after, int limit) {
  const FacilityPosition from = after.value_or(FacilityPosition{});
  Params params;
  AddScope(params, scope);
  AddArea(params, area);
  params.Text(from.area).Text(from.display_name).Uuid(from.id.uuid()).Int8(limit);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRead, params));
  return ReadEntries(rows);
}

absl::StatusOr<std::vector<BoardEntry>> BoardStore::Among(absl::Time deadline, const Scope& scope,
                                                          const std::optional<platform::AreaCode>& area,
                                                          const std::vector<FacilityId>& ids) {
  std::vector<platform::Uuid> uuids;
  for (const FacilityId& id : ids) uuids.push_back(id.uuid());
  Params params;
  AddScope(params, scope);
  AddArea(params, area);
  params.UuidArray(uuids);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAmong, params));
  return ReadEntries(rows);
}

absl::StatusOr<DutyRules> BoardStore::DutiesAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "capacity.duty", now));
  return ReadDutyRules(policy.body);
}

absl::StatusOr<BoardStore::News> BoardStore::NewsAfter(absl::Time deadline, int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(const auto changes, platform::postgres::ReadChanges(pool_, deadline, sequence, limit));
  News news{.changes = {}, .through = sequence};
  for (const platform::postgres::Change& change : changes) {
    news.through = change.sequence;
    if (change.topic != "board") continue;
    ASSIGN_OR_RETURN(const FacilityId id, FacilityId::Parse(change.key));
    ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(change.payload));
    news.changes.push_back({.sequence = change.sequence, .facility = id, .area = area});
  }
  return news;
}

absl::StatusOr<int64_t> BoardStore::LastChange(absl::Time deadline) {
  return platform::postgres::LastSequence(pool_, deadline);
}

std::vector<Statement> BoardStore::Statements() { return {kRead, kAmong}; }

}  // namespace mimamori::capacity
