// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/status_macros.hpp"
#include "services/venue/store/postgres_venue_store.hpp"

namespace mimamori::venue {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// A claim is a time: when the relay dies, the mail is due again at the end of it. Rows that another relay is claiming
// right now are left to it.
constexpr Statement kClaim{"claim_registration_mails", R"(
    WITH due AS MATERIALIZED (
      SELECT registration_id, attempts FROM registration_mails WHERE next_attempt_at <= $1
      ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
    UPDATE registration_mails m SET next_attempt_at = $2, attempts = due.attempts + 1
    FROM due JOIN registrations r USING (registration_id)
    WHERE m.registration_id = due.registration_id
    RETURNING m.registration_id, m.mail_request_id, r.sealed_contact, m.quota_key, m.domain_quota_key,
              m.network_quota_key, due.attempts, r.expires_at)"};

constexpr Statement kFinish{"finish_registration_mail", "DELETE FROM registration_mails WHERE registration_id = $1"};

constexpr Statement kPostpone{"postpone_registration_mail",
                              "UPDATE registration_mails SET next_attempt_at = $2 WHERE registration_id = $1"};

}  // namespace

absl::StatusOr<std::vector<DueMail>> PostgresVenueStore::ClaimMails(absl::Time deadline, absl::Time now,
                                                                    absl::Time claimed_until, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kClaim, Params().Time(now).Time(claimed_until).Int8(limit)));
  std::vector<DueMail> mails;
  for (int row = 0; row < rows.size(); ++row) {
    mails.push_back({.registration = RegistrationId(rows.Uuid(row, 0)),
                     .mail_request = platform::RequestId(rows.Uuid(row, 1)),
                     .sealed_contact = std::string(rows.Bytes(row, 2)),
                     .quota_key = std::string(rows.Bytes(row, 3)),
                     .domain_quota_key = std::string(rows.Bytes(row, 4)),
                     .network_quota_key = std::string(rows.Bytes(row, 5)),
                     .attempts = rows.Int4(row, 6),
                     .expires_at = rows.Time(row, 7)});
  }
  return mails;
}

absl::Status PostgresVenueStore::FinishMail(absl::Time deadline, RegistrationId registration) {
  return pool_.Run(deadline, kFinish, Params().Uuid(registration.uuid())).status();
}

absl::Status PostgresVenueStore::PostponeMail(absl::Time deadline, RegistrationId registration, absl::Time until) {
  return pool_.Run(deadline, kPostpone, Params().Uuid(registration.uuid()).Time(until)).status();
}

std::vector<Statement> PostgresVenueStore::MailStatements() { return {kClaim, kFinish, kPostpone}; }

}  // namespace mimamori::venue
