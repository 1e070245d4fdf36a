// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/venue/domain/venue_edit.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "services/venue/store/venue_row.hpp"
#include "services/venue/store/policy_reader.hpp"

namespace mimamori::venue {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kLock{"lock_venue_to_edit",
                          "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1 FOR NO KEY UPDATE"};

constexpr Statement kEdit{"edit_venue", R"(
    UPDATE venues SET display_name = $2, address = $3, kind = $4, seat_count = $5, floor_area_m2 = $6,
                      typical_stay_minutes = $7, opening_hours = $8, automatic_check_out_minutes = $9, capacity = $10,
                      link_kinds = $11, link_labels = $12, link_urls = $13, listed = $14, revision = revision + 1
    WHERE venue_id = $1 RETURNING )" MIMAMORI_VENUE_COLUMNS};

constexpr Statement kDelete{"delete_venue", R"(
    UPDATE venues SET deleted_at = $2, operator_key = '', sealed_contact = '', listed = false
    WHERE venue_id = $1 RETURNING )" MIMAMORI_VENUE_COLUMNS};

// Registrations that point at them are long forgotten by then; code replacements and log-ins go along.
constexpr Statement kForget{"forget_deleted_venues", "DELETE FROM venues WHERE deleted_at < $1"};

Params ParamsOf(const VenueEdit& edit) {
  const VenueDetails& details = edit.details;
  std::vector<int16_t> kinds;
  std::vector<std::string> labels;
  std::vector<std::string> urls;
  for (const VenueLink& link : details.links) {
    kinds.push_back(static_cast<int16_t>(link.kind));
    labels.push_back(link.label);
    urls.push_back(link.url);
  }
  return Params()
      .Int8(edit.venue.number())
      .Text(details.display_name)
      .Text(details.address)
      .Int2(static_cast<int16_t>(details.kind))
      .Int4(details.seat_count)
      .Int4(details.floor_area_m2)
      .Int4(details.typical_stay_minutes)
      .Int4Array(MinutesOf(details.opening_hours))
      .Int4(details.automatic_check_out_minutes)
      .Int4(details.capacity)
      .Int2Array(kinds)
      .TextArray(labels)
      .TextArray(urls)
      .Bool(details.listed);
}

absl::StatusOr<Venue> Lock(Connection& transaction, platform::VenueId id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().Int8(id.number())));
  if (rows.empty()) return VenueUnknown();
  return ReadVenue(rows, 0);
}

}  // namespace

absl::StatusOr<Venue> PostgresVenueStore::Edit(absl::Time deadline, const VenueEdit& edit) {
  Venue venue;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(venue, Lock(transaction, edit.venue));
    if (venue.deleted_at) return VenueUnknown();
    ASSIGN_OR_RETURN(const EditStep step, JudgeEdit(venue, edit.revision, edit.details));
    if (step == EditStep::kDone) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kEdit, ParamsOf(edit)));
    ASSIGN_OR_RETURN(venue, ReadVenue(rows, 0));
    return Record(transaction, venue,
                  {.actor = edit.actor, .action = "venue.UpdateOwnVenue", .now = edit.now, .trace_id = edit.trace_id});
  }));
  return venue;
}

absl::StatusOr<Venue> PostgresVenueStore::Delete(absl::Time deadline, const VenueDeletion& deletion) {
  Venue venue;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(venue, Lock(transaction, deletion.venue));
    ASSIGN_OR_RETURN(const EditStep step, JudgeDeletion(venue, deletion.revision));
    if (step == EditStep::kDone) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kDelete, Params().Int8(deletion.venue.number()).Time(deletion.now)));
    ASSIGN_OR_RETURN(venue, ReadVenue(rows, 0));
    return Record(transaction, venue,
                  {.actor = deletion.actor,
                   .action = "venue.DeleteOwnVenue",
                   .now = deletion.now,
                   .trace_id = deletion.trace_id});
  }));
  return venue;
}

absl::StatusOr<int64_t> PostgresVenueStore::ForgetDeleted(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "venue.retention", now));
  ASSIGN_OR_RETURN(const int days, ReadDeletedDays(policy.body));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(now - absl::Hours(24 * days))));
  return rows.affected();
}

std::vector<Statement> PostgresVenueStore::EditStatements() { return {kLock, kEdit, kDelete, kForget}; }

}  // namespace mimamori::venue
