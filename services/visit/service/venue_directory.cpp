// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/venue_directory.hpp"

#include <mutex>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/follower.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Not plain "venue": what was followed under that name was kept without opening hours. Whoever keeps them begins anew,
// whatever replicas of before do meanwhile under the other name: both write how a venue is now. A further field that
// venues known here lack takes another name in the same way.
constexpr char kSource[] = "venue/opening_hours";

std::vector<int16_t> NumbersOf(const std::vector<OpenSpan>& hours) {
  std::vector<int16_t> numbers;
  for (const OpenSpan& span : hours) numbers.insert(numbers.end(), {span.day, span.opens, span.closes});
  return numbers;
}

std::vector<OpenSpan> HoursOf(const std::vector<int16_t>& numbers) {
  std::vector<OpenSpan> hours;
  for (size_t i = 0; i + 2 < numbers.size(); i += 3) {
    hours.push_back({.day = numbers[i], .opens = numbers[i + 1], .closes = numbers[i + 2]});
  }
  return hours;
}

}  // namespace

#define MIMAMORI_VENUE_TERMS \
  "SELECT venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted, opening_hours FROM venues"
constexpr Statement kReadVenues{"visit.read_venues", MIMAMORI_VENUE_TERMS};
constexpr Statement kReadSome{"visit.read_some_venues", MIMAMORI_VENUE_TERMS " WHERE venue_id = ANY ($1)"};

absl::Status VenueDirectory::Load(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReadVenues));
  return ShowRows(rows);
}

absl::Status VenueDirectory::ShowRows(const Rows& rows) {
  for (int row = 0; row < rows.size(); ++row) {
    VenueTerms terms{.id = platform::VenueId(rows.Int8(row, 0)), .display_name = std::string(rows.Text(row, 1)),
                     .address = std::string(rows.Text(row, 2)), .time_zone = std::string(rows.Text(row, 3)), .zone = {},
                     .typical_stay = absl::Minutes(rows.Int4(row, 4)), .code_epoch = rows.Int4(row, 5),
                     .deleted = rows.Bool(row, 6), .hours = HoursOf(rows.Int2Array(row, 7))};
    ASSIGN_OR_RETURN(terms.zone, LoadZone(terms.time_zone));
    Show(terms);
  }
  return absl::OkStatus();
}

std::shared_ptr<const VenueTerms> VenueDirectory::Find(platform::VenueId id) const {
  const std::shared_lock lock(mutex_);
  const auto it = venues_.find(id.number());
  return it == venues_.end() ? nullptr : it->second;
}

constexpr Statement kKeepVenue{"visit.keep_venue", R"sql(
  INSERT INTO venues (venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted, opening_hours)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (venue_id) DO UPDATE SET display_name = excluded.display_name, address = excluded.address,
    time_zone = excluded.time_zone, typical_stay_minutes = excluded.typical_stay_minutes,
    code_epoch = excluded.code_epoch, deleted = excluded.deleted, opening_hours = excluded.opening_hours
)sql"};

absl::Status VenueDirectory::Apply(absl::Time deadline, const std::vector<VenueTerms>& changed, int64_t sequence) {
  std::vector<int64_t> ids;
  for (const VenueTerms& terms : changed) ids.push_back(terms.id.number());
  const absl::Status kept = pool_.Transact(deadline, [&](Connection& connection) {
    for (const VenueTerms& terms : changed) {
      RETURN_IF_ERROR(connection.Run(kKeepVenue, Params().Int8(terms.id.number()).Text(terms.display_name)
                                                     .Text(terms.address).Text(terms.time_zone)
                                                     .Int4(static_cast<int32_t>(absl::ToInt64Minutes(terms.typical_stay)))
                                                     .Int4(terms.code_epoch).Bool(terms.deleted)
                                                     .Int2Array(NumbersOf(terms.hours))).status());
    }
    return platform::postgres::KeepPosition(connection, kSource, sequence);
  });
  if (platform::ReasonOf(kept) == "POSITION_TAKEN") {  // a replica kept them; we only show them
    ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReadSome, Params().Int8Array(ids)));
    return ShowRows(rows);
  }
  RETURN_IF_ERROR(kept);
  for (const VenueTerms& terms : changed) Show(terms);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> VenueDirectory::Position(absl::Time deadline) const {
  return platform::postgres::LoadPosition(pool_, deadline, kSource);
}

std::vector<std::string> VenueDirectory::Zones() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, count] : zones_) names.push_back(name);
  return names;
}

void VenueDirectory::Show(const VenueTerms& terms) {
  auto shown = std::make_shared<const VenueTerms>(terms);
  const std::unique_lock lock(mutex_);
  std::shared_ptr<const VenueTerms>& known = venues_[terms.id.number()];
  if (known && !known->deleted && --zones_[known->time_zone] == 0) zones_.erase(known->time_zone);
  if (!terms.deleted) ++zones_[terms.time_zone];
  known = std::move(shown);
}

std::vector<Statement> VenueDirectory::Statements() { return {kReadVenues, kReadSome, kKeepVenue}; }

}  // namespace mimamori::visit
