// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/place_store.hpp"

#include "services/capacity/store/policy_reader.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFind{"capacity.find_places", R"sql(
  SELECT f.facility_id, f.kind, f.display_name, f.area_code, f.latitude, f.longitude, f.accepting, f.capabilities, f.time_zone,
         f.due_minutes, w.facility_id IS NOT NULL, w.staffed, w.occupied, w.blocked, w.reported_at, coalesce(s.held, 0)::int8,
         coalesce(s.arrived, 0)::int8
  FROM facilities f
  LEFT JOIN wards w ON w.facility_id = f.facility_id AND w.bed_class = $2
  LEFT JOIN ward_since s ON s.facility_id = f.facility_id AND s.bed_class = $2
  WHERE left(f.area_code, 2) = $1 AND f.closed_at IS NULL ORDER BY f.facility_id
)sql"};

Count CountAt(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int2(row, column);
}

FoundPlace Read(const Rows& rows, int row, const DutyRules& duties, absl::Time now) {
  FoundPlace place{.id = FacilityId(rows.Uuid(row, 0)),
                   .kind = static_cast<FacilityKind>(rows.Int2(row, 1)),
                   .display_name = std::string(rows.Text(row, 2)),
                   .area_code = std::string(rows.Text(row, 3)),
                   .accepting = rows.Bool(row, 6),
                   .capabilities = rows.TextArray(row, 7),
                   .has_class = rows.Bool(row, 10)};
  if (!rows.IsNull(row, 4)) place.point = Point{.latitude = rows.Int4(row, 4), .longitude = rows.Int4(row, 5)};
  if (!place.has_class) return place;
  // As much of a facility as its duty needs. One whose zone this machine doesn't know is unknown, and spoils no other.
  Facility facility{.kind = place.kind, .reported = rows.Time(row, 14)};
  facility.facts.time_zone = rows.Text(row, 8);
  for (const int16_t minutes : rows.Int2Array(row, 9)) facility.facts.due_minutes.push_back(minutes);
  if (const auto standing = StandingOf(duties, facility, now); standing.ok()) place.freshness = standing->freshness;
  place.counts = {.staffed = CountAt(rows, row, 11), .occupied = CountAt(rows, row, 12), .blocked = CountAt(rows, row, 13)};
  place.since = {.held = static_cast<int>(rows.Int8(row, 15)), .arrived = static_cast<int>(rows.Int8(row, 16))};
  return place;
}

}  // namespace

absl::StatusOr<std::vector<FoundPlace>> PlaceStore::Find(absl::Time deadline, const std::string& prefecture,
                                                         const std::string& bed_class, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, policies_.At(deadline, now, "capacity.duty"));
  ASSIGN_OR_RETURN(const DutyRules duties, DutyRulesIn(*body));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().Text(prefecture).Text(bed_class)));
  std::vector<FoundPlace> places;
  for (int row = 0; row < rows.size(); ++row) places.push_back(Read(rows, row, duties, now));
  return places;
}

std::vector<Statement> PlaceStore::Statements() { return {kFind}; }

}  // namespace mimamori::capacity
