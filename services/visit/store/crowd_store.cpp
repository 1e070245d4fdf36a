// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/crowd_store.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/visit/store/policy_reader.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Each person once, with those who came with her. Partitions two days around the moment, as for overlaps.
constexpr Statement kAt{"visit.people_at", R"sql(
  SELECT COALESCE(sum(people), 0)::int4 FROM (
    SELECT max(people) AS people FROM stays
    WHERE venue_id = $1 AND arrived_at <= $2 AND arrived_at > $3 AND matched_until > $2
      AND service_day BETWEEN $4 AND $5
    GROUP BY pseudonym) AS present
)sql"};

constexpr Statement kByHour{"visit.people_by_hour", R"sql(
  SELECT hour, sum(people)::int4 FROM (
    SELECT date_trunc('hour', arrived_at, $4) AS hour, max(people) AS people FROM stays
    WHERE venue_id = $1 AND arrived_at >= $2 AND arrived_at < $3 AND service_day BETWEEN $5 AND $6
    GROUP BY hour, pseudonym) AS came
  GROUP BY hour ORDER BY hour
)sql"};

constexpr Statement kByDay{"visit.people_by_day", R"sql(
  SELECT service_day, sum(people)::int4 FROM (
    SELECT service_day, max(people) AS people FROM stays
    WHERE venue_id = $1 AND service_day BETWEEN $2 AND $3 GROUP BY service_day, pseudonym) AS came
  GROUP BY service_day ORDER BY service_day
)sql"};

absl::CivilDay DayAround(absl::Time time, int days) { return absl::ToCivilDay(time, absl::UTCTimeZone()) + days; }

}  // namespace

absl::StatusOr<int> CrowdStore::PeopleAt(absl::Time deadline, platform::VenueId venue, absl::Time moment,
                                         absl::Duration longest) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAt, Params().Int8(venue.number()).Time(moment)
                                                                 .Time(moment - longest)
                                                                 .Date(DayAround(moment - longest, -2))
                                                                 .Date(DayAround(moment, 1))));
  return rows.Int4(0, 0);
}

absl::StatusOr<std::vector<CrowdStore::Hour>> CrowdStore::ByHour(absl::Time deadline, platform::VenueId venue,
                                                                 absl::Time start, absl::Time end,
                                                                 const std::string& time_zone) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kByHour, Params().Int8(venue.number()).Time(start).Time(end)
                                                                     .Text(time_zone).Date(DayAround(start, -2))
                                                                     .Date(DayAround(end, 1))));
  std::vector<Hour> hours;
  for (int row = 0; row < rows.size(); ++row) hours.push_back({.start = rows.Time(row, 0), .people = rows.Int4(row, 1)});
  return hours;
}

absl::StatusOr<std::vector<CrowdStore::Day>> CrowdStore::ByDay(absl::Time deadline, platform::VenueId venue,
                                                               absl::CivilDay first, absl::CivilDay last) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kByDay, Params().Int8(venue.number()).Date(first).Date(last)));
  std::vector<Day> days;
  for (int row = 0; row < rows.size(); ++row) {
    days.push_back({.service_day = rows.Date(row, 0), .people = rows.Int4(row, 1)});
  }
  return days;
}

absl::StatusOr<CrowdPolicy> CrowdStore::PolicyAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "visit.crowds", at));
  return ReadCrowdPolicy(policy.body);
}

std::vector<Statement> CrowdStore::Statements() { return {kAt, kByHour, kByDay}; }

}  // namespace mimamori::visit
