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

constexpr char kSource[] = "venue";

}  // namespace

constexpr Statement kReadVenues{"visit.read_venues", R"sql(
  SELECT venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted FROM venues
)sql"};

absl::Status VenueDirectory::Load(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReadVenues));
  for (int row = 0; row < rows.size(); ++row) {
    VenueTerms terms{.id = platform::VenueId(rows.Int8(row, 0)), .display_name = std::string(rows.Text(row, 1)),
                     .address = std::string(rows.Text(row, 2)), .time_zone = std::string(rows.Text(row, 3)), .zone = {},
                     .typical_stay = absl::Minutes(rows.Int4(row, 4)), .code_epoch = rows.Int4(row, 5),
                     .deleted = rows.Bool(row, 6)};
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
  INSERT INTO venues (venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (venue_id) DO UPDATE SET display_name = excluded.display_name, address = excluded.address,
    time_zone = excluded.time_zone, typical_stay_minutes = excluded.typical_stay_minutes,
    code_epoch = excluded.code_epoch, deleted = excluded.deleted
)sql"};

absl::Status VenueDirectory::Apply(absl::Time deadline, const std::vector<VenueTerms>& changed, int64_t sequence) {
  const absl::Status kept = pool_.Transact(deadline, [&](Connection& connection) {
    for (const VenueTerms& terms : changed) {
      RETURN_IF_ERROR(connection.Run(kKeepVenue, Params().Int8(terms.id.number()).Text(terms.display_name)
                                                     .Text(terms.address).Text(terms.time_zone)
                                                     .Int4(static_cast<int32_t>(absl::ToInt64Minutes(terms.typical_stay)))
                                                     .Int4(terms.code_epoch).Bool(terms.deleted)).status());
    }
    return platform::postgres::KeepPosition(connection, kSource, sequence);
  });
  if (platform::ReasonOf(kept) == "POSITION_TAKEN") return Load(deadline);  // a replica kept them; we only show them
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

std::vector<Statement> VenueDirectory::Statements() { return {kReadVenues, kKeepVenue}; }

}  // namespace mimamori::visit
