// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// The no-op update makes a retry return the first row.
constexpr Statement kAdd{"add_registration", R"(
    INSERT INTO registrations (registration_id, caller, request_id, fingerprint, display_name, address, area_code, kind,
                               time_zone, seat_count, floor_area_m2, typical_stay_minutes, sealed_contact, created_at,
                               expires_at, opening_hours, operator_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ON CONFLICT ON CONSTRAINT registrations_request DO UPDATE SET venue_id = registrations.venue_id
    RETURNING registration_id, fingerprint, expires_at)"};

constexpr Statement kAddMail{"add_registration_mail", R"(
    INSERT INTO registration_mails (registration_id, mail_request_id, quota_key, domain_quota_key, network_quota_key,
                                    next_attempt_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};

constexpr Statement kLock{"lock_registration", R"(
    SELECT expires_at, venue_id, confirm_request_id FROM registrations WHERE registration_id = $1 FOR UPDATE)"};

constexpr Statement kCreate{"create_venue", R"(
    INSERT INTO venues (venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2,
                        typical_stay_minutes, code_epoch, typed_code, sealed_contact, registration_id, created_at,
                        opening_hours, operator_key)
    SELECT $2, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2, typical_stay_minutes, 1, $3,
           sealed_contact, registration_id, $4, opening_hours, operator_key
    FROM registrations WHERE registration_id = $1
    RETURNING )" MIMAMORI_VENUE_COLUMNS};

constexpr Statement kCreated{"read_created_venue", "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1"};

constexpr Statement kConfirm{"confirm_registration", R"(
    WITH mailed AS (DELETE FROM registration_mails WHERE registration_id = $1)
    UPDATE registrations SET venue_id = $2, confirm_request_id = $3 WHERE registration_id = $1)"};

constexpr Statement kForget{"forget_registrations", "DELETE FROM registrations WHERE expires_at < $1"};

Params ParamsOf(const PendingRegistration& registration) {
  const VenueDetails& details = registration.details;
  return Params()
      .Uuid(registration.id.uuid())
      .Text(registration.caller)
      .Uuid(registration.request.uuid())
      .Bytes(registration.fingerprint)
      .Text(details.display_name)
      .Text(details.address)
      .Text(details.area.ToString())
      .Int2(static_cast<int16_t>(details.kind))
      .Text(details.time_zone)
      .Int4(details.seat_count)
      .Int4(details.floor_area_m2)
      .Int4(details.typical_stay_minutes)
      .Bytes(registration.sealed_contact)
      .Time(registration.created_at)
      .Time(registration.expires_at)
      .Int4Array(MinutesOf(details.opening_hours))
      .Bytes(registration.operator_key);
}

absl::Status Refuse(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

// The venue that this very request made before, or nothing when it may be made now.
absl::StatusOr<std::optional<Venue>> MadeBefore(Connection& transaction, const Confirmation& confirmation) {
  ASSIGN_OR_RETURN(const Rows found, transaction.Run(kLock, Params().Uuid(confirmation.registration.uuid())));
  if (found.empty())
    return platform::NotFound("LINK_UNKNOWN", "this link is not one of ours, or its time is long over");
  if (found.IsNull(0, 1)) {
    if (found.Time(0, 0) <= confirmation.now) {
      return Refuse("LINK_EXPIRED", "this link's time is over; register the venue again");
    }
    return std::nullopt;
  }
  if (platform::RequestId(found.Uuid(0, 2)) != confirmation.request) {
    return Refuse("LINK_USED", "this link was used before; the venue exists");
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCreated, Params().Int8(found.Int8(0, 1))));
  ASSIGN_OR_RETURN(const Venue venue, ReadVenue(rows, 0));
  return venue;
}

}  // namespace

absl::StatusOr<absl::Time> PostgresVenueStore::AddRegistration(absl::Time deadline,
                                                               const PendingRegistration& registration) {
  absl::Time expires_at;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kAdd, ParamsOf(registration)));
    expires_at = rows.Time(0, 2);
    if (RegistrationId(rows.Uuid(0, 0)) == registration.id) {
      return transaction
          .Run(kAddMail, Params()
                             .Uuid(registration.id.uuid())
                             .Uuid(registration.mail_request.uuid())
                             .Bytes(registration.quota_key)
                             .Bytes(registration.domain_quota_key)
                             .Bytes(registration.network_quota_key)
                             .Time(registration.created_at))
          .status();
    }
    if (rows.Bytes(0, 1) == registration.fingerprint) return absl::OkStatus();
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was used before for another registration", "request_id");
  }));
  return expires_at;
}

absl::StatusOr<Venue> PostgresVenueStore::Confirm(absl::Time deadline, const Confirmation& confirmation) {
  Venue venue;
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Venue> made, MadeBefore(transaction, confirmation));
    if (made) {
      venue = *made;
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCreate, Params()
                                                                   .Uuid(confirmation.registration.uuid())
                                                                   .Int8(confirmation.venue.number())
                                                                   .Text(confirmation.typed_code)
                                                                   .Time(confirmation.now)));
    ASSIGN_OR_RETURN(venue, ReadVenue(rows, 0));
    RETURN_IF_ERROR(transaction
                        .Run(kConfirm, Params()
                                           .Uuid(confirmation.registration.uuid())
                                           .Int8(confirmation.venue.number())
                                           .Uuid(confirmation.request.uuid()))
                        .status());
    return Record(transaction, venue,
                  {.actor = "registration/" + confirmation.registration.ToString(),
                   .action = "venue.ConfirmVenue",
                   .now = confirmation.now,
                   .trace_id = confirmation.trace_id});
  });
  if (!status.ok()) return AboutNumbers(status);
  return venue;
}

absl::StatusOr<int64_t> PostgresVenueStore::ForgetRegistrations(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresVenueStore::RegistrationStatements() {
  return {kAdd, kAddMail, kLock, kCreate, kCreated, kConfirm, kForget};
}

}  // namespace mimamori::venue
