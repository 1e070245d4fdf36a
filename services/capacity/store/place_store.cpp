// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/place_store.hpp"

#include <map>

#include "services/capacity/store/duty_policy.hpp"
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

// Of names that the database has checked; loading one reads a file.
class Zones {
 public:
  absl::TimeZone Of(std::string_view name) {
    const auto [zone, added] = zones_.try_emplace(std::string(name));
    if (added) absl::LoadTimeZone(zone->first, &zone->second);
    return zone->second;
  }

 private:
  std::map<std::string, absl::TimeZone> zones_;
};

FoundPlace Read(const Rows& rows, int row, const Duty& duty, Zones& zones, absl::Time now) {
  FoundPlace place{.id = FacilityId(rows.Uuid(row, 0)),
                   .kind = static_cast<FacilityKind>(rows.Int2(row, 1)),
                   .display_name = std::string(rows.Text(row, 2)),
                   .area_code = std::string(rows.Text(row, 3)),
                   .accepting = rows.Bool(row, 6),
                   .capabilities = rows.TextArray(row, 7),
                   .has_class = rows.Bool(row, 10)};
  if (!rows.IsNull(row, 4)) place.point = Point{.latitude = rows.Int4(row, 4), .longitude = rows.Int4(row, 5)};
  if (!place.has_class) return place;
  Duty own = duty;
  if (const auto minutes = rows.Int2Array(row, 9); !minutes.empty()) own.due_minutes.assign(minutes.begin(), minutes.end());
  place.freshness = StandingOf(own, zones.Of(rows.Text(row, 8)), rows.Time(row, 14), now).freshness;
  place.counts = {.staffed = CountAt(rows, row, 11), .occupied = CountAt(rows, row, 12), .blocked = CountAt(rows, row, 13)};
  place.since = {.held = static_cast<int>(rows.Int8(row, 15)), .arrived = static_cast<int>(rows.Int8(row, 16))};
  return place;
}

}  // namespace

absl::StatusOr<std::vector<FoundPlace>> PlaceStore::Find(absl::Time deadline, const std::string& prefecture,
                                                         const std::string& bed_class, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, policies_.At(deadline, now, "capacity.duty"));
  ASSIGN_OR_RETURN(const Duty duty, DutyIn(*body));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().Text(prefecture).Text(bed_class)));
  Zones zones;
  std::vector<FoundPlace> places;
  for (int row = 0; row < rows.size(); ++row) places.push_back(Read(rows, row, duty, zones, now));
  return places;
}

std::vector<Statement> PlaceStore::Statements() { return {kFind}; }

}  // namespace mimamori::capacity
