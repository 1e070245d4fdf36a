// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// The no-op update makes a retry return the first row.
constexpr Statement kAdd{"add_log_in", R"(
    INSERT INTO log_ins (log_in_id, caller, request_id, fingerprint, operator_key, sealed_contact, mail_request_id,
                         quota_key, domain_quota_key, network_quota_key, next_attempt_at, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
    ON CONFLICT ON CONSTRAINT log_ins_request DO UPDATE SET venue_id = log_ins.venue_id
    RETURNING fingerprint, expires_at)"};

// A claim is a time, as with registrations.
constexpr Statement kClaim{"claim_log_in_mails", R"(
    WITH due AS MATERIALIZED (
      SELECT log_in_id, attempts FROM log_ins WHERE next_attempt_at <= $1
      ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
    UPDATE log_ins l SET next_attempt_at = $2, attempts = due.attempts + 1
    FROM due WHERE l.log_in_id = due.log_in_id
    RETURNING l.log_in_id, EXISTS (SELECT FROM venues v WHERE v.operator_key = l.operator_key AND v.operator_key <> ''
                                                          AND v.deleted_at IS NULL),
              l.mail_request_id, l.sealed_contact, l.quota_key, l.domain_quota_key, l.network_quota_key, due.attempts, l.expires_at)"};

constexpr Statement kFinish{"finish_log_in_mail",
                            "UPDATE log_ins SET next_attempt_at = NULL, sealed_contact = '', network_quota_key = '' "
                            "WHERE log_in_id = $1"};

constexpr Statement kPostpone{"postpone_log_in_mail", "UPDATE log_ins SET next_attempt_at = $2 WHERE log_in_id = $1"};

constexpr Statement kLock{"lock_log_in", R"(
    SELECT expires_at, operator_key, venue_id, confirm_request_id FROM log_ins WHERE log_in_id = $1 FOR UPDATE)"};

constexpr Statement kVenues{"find_venues_of_operator", "SELECT " MIMAMORI_VENUE_COLUMNS R"( FROM venues
    WHERE operator_key = $1 AND operator_key <> '' AND deleted_at IS NULL AND ($2::bigint IS NULL OR venue_id = $2)
    ORDER BY display_name COLLATE "C", venue_id LIMIT 500)"};

constexpr Statement kTake{"take_venue",
                          "UPDATE log_ins SET venue_id = $2, confirm_request_id = $3 WHERE log_in_id = $1"};

constexpr Statement kForget{"forget_log_ins", "DELETE FROM log_ins WHERE expires_at < $1"};

absl::Status Refuse(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

// The venue that may be taken: what this very request took before, what it names, or nullopt for whichever there is.
absl::StatusOr<std::optional<VenueId>> Wanted(const Rows& log_in, const LogInChoice& choice) {
  if (!log_in.IsNull(0, 2)) {
    if (platform::RequestId(log_in.Uuid(0, 3)) != choice.request) {
      return Refuse("LINK_USED", "this link was used before; ask for another one");
    }
    return VenueId(log_in.Int8(0, 2));
  }
  if (log_in.Time(0, 0) <= choice.now) return Refuse("LINK_EXPIRED", "this link's time is over; ask for another one");
  return choice.venue;
}

absl::Status Take(Connection& transaction, const LogInChoice& choice, const Venue& venue) {
  RETURN_IF_ERROR(transaction
                      .Run(kTake, Params()
                                      .Uuid(choice.log_in.uuid())
                                      .Int8(venue.id.number())
                                      .Uuid(choice.request.uuid()))
                      .status());
  return platform::postgres::AppendAudit(transaction, {.time = choice.now,
                                                       .actor = "log-in/" + choice.log_in.ToString(),
                                                       .action = "venue.ConfirmLogIn",
                                                       .object_type = "venue",
                                                       .object_id = venue.id.ToString(),
                                                       .area = venue.details.area.ToString(),
                                                       .reason = "",
                                                       .payload = "{}",
                                                       .trace_id = choice.trace_id});
}

}  // namespace

absl::StatusOr<absl::Time> PostgresVenueStore::AddLogIn(absl::Time deadline, const PendingLogIn& log_in) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAdd,
                                              Params()
                                                  .Uuid(log_in.id.uuid())
                                                  .Text(log_in.caller)
                                                  .Uuid(log_in.request.uuid())
                                                  .Bytes(log_in.fingerprint)
                                                  .Bytes(log_in.operator_key)
                                                  .Bytes(log_in.sealed_contact)
                                                  .Uuid(log_in.mail_request.uuid())
                                                  .Bytes(log_in.quota_key)
                                                  .Bytes(log_in.domain_quota_key)
                                                  .Bytes(log_in.network_quota_key)
                                                  .Time(log_in.created_at)
                                                  .Time(log_in.expires_at)));
  if (rows.Bytes(0, 0) == log_in.fingerprint) return rows.Time(0, 1);
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was used before for another address", "request_id");
}

absl::StatusOr<std::vector<DueLogInMail>> PostgresVenueStore::ClaimLogInMails(absl::Time deadline, absl::Time now,
                                                                              absl::Time claimed_until, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kClaim, Params().Time(now).Time(claimed_until).Int8(limit)));
  std::vector<DueLogInMail> mails;
  for (int row = 0; row < rows.size(); ++row) {
    mails.push_back({.log_in = LogInId(rows.Uuid(row, 0)),
                     .known = rows.Bool(row, 1),
                     .mail_request = platform::RequestId(rows.Uuid(row, 2)),
                     .sealed_contact = std::string(rows.Bytes(row, 3)),
                     .quota_key = std::string(rows.Bytes(row, 4)),
                     .domain_quota_key = std::string(rows.Bytes(row, 5)),
                     .network_quota_key = std::string(rows.Bytes(row, 6)),
                     .attempts = rows.Int4(row, 7),
                     .expires_at = rows.Time(row, 8)});
  }
  return mails;
}

absl::Status PostgresVenueStore::FinishLogInMail(absl::Time deadline, LogInId log_in) {
  return pool_.Run(deadline, kFinish, Params().Uuid(log_in.uuid())).status();
}

absl::Status PostgresVenueStore::PostponeLogInMail(absl::Time deadline, LogInId log_in, absl::Time until) {
  return pool_.Run(deadline, kPostpone, Params().Uuid(log_in.uuid()).Time(until)).status();
}

absl::StatusOr<std::vector<Venue>> PostgresVenueStore::TakeVenue(absl::Time deadline, const LogInChoice& choice) {
  std::vector<Venue> venues;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    venues.clear();
    ASSIGN_OR_RETURN(const Rows log_in, transaction.Run(kLock, Params().Uuid(choice.log_in.uuid())));
    if (log_in.empty()) return platform::NotFound("LINK_UNKNOWN", "this link is not one of ours, or its time is long over");
    ASSIGN_OR_RETURN(const std::optional<VenueId> wanted, Wanted(log_in, choice));
    Params params;
    params.Bytes(log_in.Bytes(0, 1));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kVenues, wanted ? params.Int8(wanted->number()) : params.Null()));
    for (int row = 0; row < rows.size(); ++row) {
      ASSIGN_OR_RETURN(Venue venue, ReadVenue(rows, row));
      venues.push_back(std::move(venue));
    }
    if (venues.empty()) return VenueUnknown();
    if (venues.size() > 1 || !log_in.IsNull(0, 2)) return absl::OkStatus();
    return Take(transaction, choice, venues.front());
  }));
  return venues;
}

absl::StatusOr<int64_t> PostgresVenueStore::ForgetLogIns(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresVenueStore::LogInStatements() {
  return {kAdd, kClaim, kFinish, kPostpone, kLock, kVenues, kTake, kForget};
}

}  // namespace mimamori::venue
