// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/figure_store.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kNow{"capacity.figures_now", R"sql(
  SELECT f.facility_id, f.area_code, f.kind, f.time_zone, f.due_minutes, f.reported_at, w.bed_class, w.staffed, w.occupied,
         w.blocked, coalesce(s.held, 0)::integer, coalesce(s.arrived, 0)::integer
  FROM facilities f JOIN wards w ON w.facility_id = f.facility_id
  LEFT JOIN ward_since s ON s.facility_id = w.facility_id AND s.bed_class = w.bed_class
  WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.closed_at IS NULL AND f.area_code LIKE ANY ($4)
  ORDER BY f.facility_id
)sql"};
// A class that a facility told of at any time is one that it has. Whoever was listed later may have told of that day all the same.
constexpr Statement kOnDay{"capacity.figures_on_day", R"sql(
  SELECT f.area_code, w.bed_class, count(*), count(d.staffed), coalesce(sum(d.staffed), 0), coalesce(sum(d.occupied), 0),
         coalesce(sum(d.blocked), 0), coalesce(sum(greatest(0, d.staffed - d.occupied - d.blocked)), 0), min(d.told_at)
  FROM facilities f JOIN wards w ON w.facility_id = f.facility_id
  LEFT JOIN ward_days d ON d.day = $5 AND d.facility_id = w.facility_id AND d.bed_class = w.bed_class
    AND d.staffed IS NOT NULL AND d.occupied IS NOT NULL AND d.blocked IS NOT NULL
  WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.area_code LIKE ANY ($4)
    AND (f.closed_at IS NULL OR f.closed_at >= $6) AND (f.created_at < $6 OR d.facility_id IS NOT NULL)
  GROUP BY f.area_code, w.bed_class
)sql"};
// Of the phase in force there, by the plan that counts. `told`: the facility told of that class at any time.
constexpr Statement kPlans{"capacity.figures_planned", R"sql(
  SELECT f.area_code, b.bed_class, b.beds, w.facility_id IS NOT NULL
  FROM facilities f
  CROSS JOIN LATERAL (SELECT valid_from FROM plans WHERE facility_id = f.facility_id AND valid_from <= $5
                      ORDER BY valid_from DESC LIMIT 1) AS p
  CROSS JOIN LATERAL (SELECT phase FROM phases WHERE prefecture = left(f.area_code, 2) AND valid_from <= $5
                      ORDER BY valid_from DESC LIMIT 1) AS h
  JOIN plan_beds b ON b.facility_id = f.facility_id AND b.valid_from = p.valid_from AND b.phase = h.phase
  LEFT JOIN wards w ON w.facility_id = f.facility_id AND w.bed_class = b.bed_class
  WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.area_code LIKE ANY ($4)
    AND (f.closed_at IS NULL OR f.closed_at >= $6)
)sql"};
constexpr Statement kPhases{"capacity.phases_on_day", R"sql(
  SELECT DISTINCT ON (prefecture) prefecture, phase FROM phases WHERE valid_from <= $1
  ORDER BY prefecture, valid_from DESC
)sql"};

Count CountAt(const Rows& rows, int row, int column) {
  return rows.IsNull(row, column) ? Count() : Count(rows.Int2(row, column));
}

// As much of a facility as its duty needs.
absl::StatusOr<Facility> ReadReporter(const Rows& rows, int row) {
  Facility facility{.id = FacilityId(rows.Uuid(row, 0)), .kind = static_cast<FacilityKind>(rows.Int2(row, 2))};
  ASSIGN_OR_RETURN(facility.area, platform::AreaCode::Parse(rows.Text(row, 1)));
  facility.facts.time_zone = rows.Text(row, 3);
  for (const int16_t minutes : rows.Int2Array(row, 4)) facility.facts.due_minutes.push_back(minutes);
  if (!rows.IsNull(row, 5)) facility.reported = rows.Time(row, 5);
  return facility;
}

}  // namespace

absl::StatusOr<FigureTable> FigureStore::Now(absl::Time deadline, const Scope& scope,
                                             const std::optional<platform::AreaCode>& area, const DutyRules& duties,
                                             absl::Time now, absl::CivilDay today) {
  Params params;
  AddScope(params, scope);
  AddArea(params, area);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kNow, params));
  FigureTable table;
  Facility facility;
  Freshness freshness = Freshness::kUnknown;
  for (int row = 0; row < rows.size(); ++row) {
    if (row == 0 || FacilityId(rows.Uuid(row, 0)) != facility.id) {
      ASSIGN_OR_RETURN(facility, ReadReporter(rows, row));
      ASSIGN_OR_RETURN(const Standing standing, StandingOf(duties, facility, now));
      freshness = standing.freshness;
    }
    BedsOfOne one{.counts = {}, .since = {.held = rows.Int4(row, 10), .arrived = rows.Int4(row, 11)}, .freshness = freshness};
    one.counts.staffed = CountAt(rows, row, 7);
    one.counts.occupied = CountAt(rows, row, 8);
    one.counts.blocked = CountAt(rows, row, 9);
    one.reported = facility.reported;
    table.areas[facility.area][std::string(rows.Text(row, 6))].figures.Add(one);
  }
  RETURN_IF_ERROR(AddPlans(deadline, scope, area, today, now, table));
  return table;
}

absl::StatusOr<FigureTable> FigureStore::OnDay(absl::Time deadline, const Scope& scope,
                                               const std::optional<platform::AreaCode>& area, absl::CivilDay day,
                                               absl::Time end) {
  Params params;
  AddScope(params, scope);
  AddArea(params, area);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOnDay, params.Date(day).Time(end)));
  FigureTable table;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(const platform::AreaCode where, platform::AreaCode::Parse(rows.Text(row, 0)));
    Figures& figures = table.areas[where][std::string(rows.Text(row, 1))].figures;
    figures = {.facilities = static_cast<int>(rows.Int8(row, 2)),
               .known = static_cast<int>(rows.Int8(row, 3)),
               .overdue = 0,
               .staffed = rows.Int8(row, 4),
               .occupied = rows.Int8(row, 5),
               .blocked = rows.Int8(row, 6),
               .held = 0,
               .arrived = 0,
               .available = rows.Int8(row, 7)};
    if (!rows.IsNull(row, 8)) figures.oldest = rows.Time(row, 8);
  }
  RETURN_IF_ERROR(AddPlans(deadline, scope, area, day, end, table));
  return table;
}

absl::Status FigureStore::AddPlans(absl::Time deadline, const Scope& scope, const std::optional<platform::AreaCode>& area,
                                   absl::CivilDay day, absl::Time until, FigureTable& table) {
  ASSIGN_OR_RETURN(const Rows phases, pool_.Run(deadline, kPhases, Params().Date(day)));
  if (phases.empty()) return absl::OkStatus();
  Params params;
  AddScope(params, scope);
  AddArea(params, area);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kPlans, params.Date(day).Time(until)));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(const platform::AreaCode where, platform::AreaCode::Parse(rows.Text(row, 0)));
    Cell& cell = table.areas[where][std::string(rows.Text(row, 1))];
    cell.AddPlanned(rows.Int2(row, 2));
    if (!rows.Bool(row, 3)) cell.figures.Add(BedsOfOne{});  // it has such beds, and nobody knows of them
  }
  std::map<std::string, int> phase_of;
  for (int row = 0; row < phases.size(); ++row) phase_of[std::string(phases.Text(row, 0))] = phases.Int2(row, 1);
  for (const auto& [where, cells] : table.areas) {
    const auto phase = phase_of.find(where.ToString().substr(0, 2));
    if (phase != phase_of.end()) table.phases[PrefectureOf(where)] = phase->second;
  }
  return absl::OkStatus();
}

std::vector<Statement> FigureStore::Statements() { return {kNow, kOnDay, kPlans, kPhases}; }

}  // namespace mimamori::capacity
