// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/report_effects.hpp"

#include "services/capacity/store/report_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// An array has no nulls: what is not known comes as -1.
constexpr Statement kKeepWards{"capacity.keep_wards", R"sql(
  INSERT INTO wards (facility_id, bed_class, licensed, physical, staffed, occupied, blocked, able, reported_at, report_id)
  SELECT $1, bed_class, nullif(licensed, -1::smallint), nullif(physical, -1::smallint), nullif(staffed, -1::smallint),
         nullif(occupied, -1::smallint), nullif(blocked, -1::smallint), able::jsonb, $2, $3
  FROM unnest($4::text[], $5::smallint[], $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[], $10::text[])
       AS n (bed_class, licensed, physical, staffed, occupied, blocked, able)
  ORDER BY bed_class
  ON CONFLICT (facility_id, bed_class) DO UPDATE
  SET licensed = excluded.licensed, physical = excluded.physical, staffed = excluded.staffed, occupied = excluded.occupied,
      blocked = excluded.blocked, able = excluded.able, reported_at = excluded.reported_at, report_id = excluded.report_id
)sql"};
// What was left out is not known any more.
constexpr Statement kEmptyWards{"capacity.empty_wards", R"sql(
  UPDATE wards SET licensed = NULL, physical = NULL, staffed = NULL, occupied = NULL, blocked = NULL, able = '{}',
                   reported_at = $2, report_id = $3
  WHERE facility_id = $1 AND bed_class <> ALL ($4)
)sql"};
constexpr Statement kReported{"capacity.facility_reported", "UPDATE facilities SET reported_at = $2 WHERE facility_id = $1"};
constexpr Statement kDayTold{"capacity.day_told", R"sql(
  SELECT max(told_at) FROM ward_days WHERE day = $1 AND facility_id = $2
)sql"};
constexpr Statement kClearDay{"capacity.clear_day", "DELETE FROM ward_days WHERE day = $1 AND facility_id = $2"};
constexpr Statement kKeepDay{"capacity.keep_day", R"sql(
  INSERT INTO ward_days (day, facility_id, told_at, report_id, bed_class, licensed, physical, staffed, occupied, blocked)
  SELECT $1, $2, $3, $4, bed_class, nullif(licensed, -1::smallint), nullif(physical, -1::smallint),
         nullif(staffed, -1::smallint), nullif(occupied, -1::smallint), nullif(blocked, -1::smallint)
  FROM unnest($5::text[], $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[])
       AS n (bed_class, licensed, physical, staffed, occupied, blocked)
)sql"};
constexpr Statement kCountsInWards{"capacity.report_in_wards", R"sql(
  SELECT EXISTS (SELECT FROM wards WHERE facility_id = $1 AND report_id = $2)
)sql"};
constexpr Statement kCountsInDay{"capacity.report_in_day", R"sql(
  SELECT EXISTS (SELECT FROM ward_days WHERE day = $1 AND facility_id = $2 AND report_id = $3)
)sql"};

struct Columns {
  std::vector<std::string> codes, ables;
  std::vector<int16_t> licensed, physical, staffed, occupied, blocked;
};
Columns ColumnsOf(const Report& report) {
  const auto number = [](const Count& count) { return static_cast<int16_t>(count.value_or(-1)); };
  Columns columns;
  for (const auto& [code, one] : report.classes) {
    columns.codes.push_back(code);
    columns.ables.push_back(WriteAble(one.able));
    columns.licensed.push_back(number(one.counts.licensed));
    columns.physical.push_back(number(one.counts.physical));
    columns.staffed.push_back(number(one.counts.staffed));
    columns.occupied.push_back(number(one.counts.occupied));
    columns.blocked.push_back(number(one.counts.blocked));
  }
  return columns;
}

absl::StatusOr<absl::CivilDay> DayOf(const Facility& facility, absl::Time time) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(facility.facts.time_zone, &zone)) return absl::InternalError("a facility's time zone is not known");
  return absl::ToCivilDay(time, zone);
}

absl::Status KeepWards(Connection& transaction, const KeptReport& kept, const Columns& columns) {
  const platform::Uuid& facility = kept.told.facility.uuid();
  RETURN_IF_ERROR(transaction.Run(kKeepWards, Params().Uuid(facility).Time(kept.told.time).Uuid(kept.id.uuid())
                                                  .TextArray(columns.codes).Int2Array(columns.licensed)
                                                  .Int2Array(columns.physical).Int2Array(columns.staffed)
                                                  .Int2Array(columns.occupied).Int2Array(columns.blocked)
                                                  .TextArray(columns.ables)).status());
  return transaction.Run(kEmptyWards, Params().Uuid(facility).Time(kept.told.time).Uuid(kept.id.uuid())
                                          .TextArray(columns.codes)).status();
}

absl::Status KeepDay(Connection& transaction, absl::CivilDay day, const KeptReport& kept, const Columns& columns) {
  const platform::Uuid& facility = kept.told.facility.uuid();
  RETURN_IF_ERROR(transaction.Run(kClearDay, Params().Date(day).Uuid(facility)).status());
  return transaction.Run(kKeepDay, Params().Date(day).Uuid(facility).Time(kept.told.time).Uuid(kept.id.uuid())
                                       .TextArray(columns.codes).Int2Array(columns.licensed).Int2Array(columns.physical)
                                       .Int2Array(columns.staffed).Int2Array(columns.occupied)
                                       .Int2Array(columns.blocked)).status();
}

}  // namespace

absl::Status ApplyReport(Connection& transaction, const Facility& facility, const KeptReport& kept) {
  const Columns columns = ColumnsOf(kept.told.report);
  if (!facility.reported || *facility.reported <= kept.told.time) {
    RETURN_IF_ERROR(KeepWards(transaction, kept, columns));
    RETURN_IF_ERROR(
        transaction.Run(kReported, Params().Uuid(facility.id.uuid()).Time(kept.told.time)).status());
  }
  ASSIGN_OR_RETURN(const absl::CivilDay day, DayOf(facility, kept.told.time));
  ASSIGN_OR_RETURN(const Rows told, transaction.Run(kDayTold, Params().Date(day).Uuid(facility.id.uuid())));
  if (!told.IsNull(0, 0) && told.Time(0, 0) > kept.told.time) return absl::OkStatus();
  return KeepDay(transaction, day, kept, columns);
}

absl::Status ApplyCorrection(Connection& transaction, const Facility& facility, const KeptReport& kept) {
  const Columns columns = ColumnsOf(kept.told.report);
  const platform::Uuid& id = facility.id.uuid();
  ASSIGN_OR_RETURN(const Rows in_wards, transaction.Run(kCountsInWards, Params().Uuid(id).Uuid(kept.id.uuid())));
  if (in_wards.Bool(0, 0)) RETURN_IF_ERROR(KeepWards(transaction, kept, columns));
  ASSIGN_OR_RETURN(const absl::CivilDay day, DayOf(facility, kept.told.time));
  ASSIGN_OR_RETURN(const Rows in_day, transaction.Run(kCountsInDay, Params().Date(day).Uuid(id).Uuid(kept.id.uuid())));
  return in_day.Bool(0, 0) ? KeepDay(transaction, day, kept, columns) : absl::OkStatus();
}

std::vector<Statement> ReportEffectStatements() {
  return {kKeepWards, kEmptyWards, kReported, kDayTold, kClearDay, kKeepDay, kCountsInWards, kCountsInDay};
}

}  // namespace mimamori::capacity
