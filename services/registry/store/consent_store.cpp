// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/consent_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/registry/store/case_rows.hpp"
#include "services/registry/store/policy_reader.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

#define MIMAMORI_CONSENT_COLUMNS \
  "id, case_id, asked_by, asked_at, expires_at, giver, given_by, given_at, stays, withdrawn_at"

constexpr Statement kFindByRequest{"registry.find_consent_by_request", "SELECT " MIMAMORI_CONSENT_COLUMNS R"sql(
  FROM consents WHERE asked_by = $1 AND request_id = $2
)sql"};
constexpr Statement kEndEarlier{"registry.end_earlier_consents", R"sql(
  UPDATE consents SET expires_at = $2 WHERE case_id = $1 AND given_at IS NULL AND expires_at > $2
)sql"};
constexpr Statement kInsert{"registry.insert_consent", R"sql(
  INSERT INTO consents (id, case_id, code_mac, asked_by, request_id, asked_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};
constexpr Statement kFind{"registry.find_consent",
                          "SELECT " MIMAMORI_CONSENT_COLUMNS " FROM consents WHERE code_mac = $1"};
constexpr Statement kLock{"registry.lock_consent",
                          "SELECT " MIMAMORI_CONSENT_COLUMNS " FROM consents WHERE id = $1 FOR UPDATE"};
constexpr Statement kGetCase{"registry.get_case_of_consent",
                             "SELECT " MIMAMORI_CASE_COLUMNS " FROM cases WHERE id = $1"};
constexpr Statement kCountPlaces{"registry.count_places_beside", R"sql(
  SELECT count(*) FROM places WHERE case_id = $1 AND withdrawn_at IS NULL
)sql"};
constexpr Statement kChange{"registry.change_consent", R"sql(
  UPDATE consents SET giver = $2, given_by = $3, given_at = $4, stays = $5, withdrawn_at = $6 WHERE id = $1
)sql"};
constexpr Statement kAddPlaces{"registry.add_given_places", R"sql(
  INSERT INTO places (id, case_id, venue_id, start_time, end_time, participants, source, recorded_by, created_at, created_by,
                      request_id, consent_id)
  SELECT s.id, $1, s.venue_id, s.start_time, s.end_time, 0, 2, $2, $3, $2, s.id, $4
  FROM unnest($5::uuid[], $6::int8[], $7::timestamptz[], $8::timestamptz[]) AS s(id, venue_id, start_time, end_time)
)sql"};
constexpr Statement kDeletePlaces{"registry.delete_given_places", "DELETE FROM places WHERE consent_id = $1"};

Consent ReadConsent(const Rows& rows, int row) {
  Consent consent{.id = ConsentId(rows.Uuid(row, 0)),
                  .case_id = CaseId(rows.Uuid(row, 1)),
                  .asked_by = std::string(rows.Text(row, 2)),
                  .asked_at = rows.Time(row, 3),
                  .expires_at = rows.Time(row, 4),
                  .stays = rows.Int4(row, 8)};
  if (!rows.IsNull(row, 5)) consent.giver = std::string(rows.Bytes(row, 5));
  if (!rows.IsNull(row, 6)) consent.given_by = platform::RequestId(rows.Uuid(row, 6));
  if (!rows.IsNull(row, 7)) consent.given_at = rows.Time(row, 7);
  if (!rows.IsNull(row, 9)) consent.withdrawn_at = rows.Time(row, 9);
  return consent;
}

absl::Status Unknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN", "no health centre gave you this code", "code");
}

// The case before the consent, as everywhere: two that lock in the same order don't wait for each other for ever.
absl::StatusOr<FoundConsent> Lock(Connection& transaction, const std::string& code_mac) {
  ASSIGN_OR_RETURN(const Rows seen, transaction.Run(kFind, Params().Bytes(code_mac)));
  if (seen.empty()) return Unknown();
  FoundConsent found{.consent = ReadConsent(seen, 0), .patient = {}};
  ASSIGN_OR_RETURN(found.patient, LockCase(transaction, found.consent.case_id, std::nullopt));
  ASSIGN_OR_RETURN(const Rows locked, transaction.Run(kLock, Params().Uuid(found.consent.id.uuid())));
  if (locked.empty()) return Unknown();
  found.consent = ReadConsent(locked, 0);
  return found;
}

absl::Status Keep(Connection& transaction, const Consent& consent) {
  return transaction
      .Run(kChange, Params()
                        .Uuid(consent.id.uuid())
                        .Bytes(consent.giver)
                        .Uuid(consent.given_by->uuid())
                        .Time(*consent.given_at)
                        .Int4(consent.stays)
                        .Optional(consent.withdrawn_at, &Params::Time))
      .status();
}

absl::Status AddPlaces(Connection& transaction, const Consent& consent, const std::vector<Whereabouts>& stays,
                       absl::Time now) {
  std::vector<platform::Uuid> ids;
  std::vector<int64_t> venues;
  std::vector<absl::Time> starts, ends;
  for (const Whereabouts& stay : stays) {
    ids.push_back(platform::RandomUuid());
    venues.push_back(stay.venue.number());
    starts.push_back(stay.start);
    ends.push_back(stay.end);
  }
  return transaction
      .Run(kAddPlaces, Params()
                           .Uuid(consent.case_id.uuid())
                           .Text(consent.asked_by)
                           .Time(now)
                           .Uuid(consent.id.uuid())
                           .UuidArray(ids)
                           .Int8Array(venues)
                           .TimeArray(starts)
                           .TimeArray(ends))
      .status();
}

// Where and when stays out of it: entries outlive what was taken back.
AuditEntry About(const AuditEntry& audit, const FoundConsent& found) {
  AuditEntry entry = registry::About(audit, found.patient);
  entry.payload =
      fmt::format(R"({{"consent_id": "{}", "stays": {}}})", found.consent.id.ToString(), found.consent.stays);
  return entry;
}

}  // namespace

absl::StatusOr<Consent> ConsentStore::Ask(absl::Time deadline, const NewConsent& asked, const Scope& scope,
                                          const AuditEntry& audit,
                                          const std::function<absl::Status(const Case&)>& check) {
  Consent kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    kept = asked.consent;
    ASSIGN_OR_RETURN(const Case patient, LockCase(transaction, kept.case_id, scope));
    ASSIGN_OR_RETURN(const Rows first, transaction.Run(kFindByRequest, Params()
                                                                           .Text(kept.asked_by)
                                                                           .Uuid(asked.request_id.uuid())));
    if (!first.empty()) {
      kept = ReadConsent(first, 0);
      if (kept.case_id == asked.consent.case_id) return absl::OkStatus();
      return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "request_id was already used for another case");
    }
    RETURN_IF_ERROR(check(patient));
    RETURN_IF_ERROR(transaction.Run(kEndEarlier, Params().Uuid(kept.case_id.uuid()).Time(kept.asked_at)).status());
    RETURN_IF_ERROR(transaction
                        .Run(kInsert, Params()
                                          .Uuid(kept.id.uuid())
                                          .Uuid(kept.case_id.uuid())
                                          .Bytes(asked.code_mac)
                                          .Text(kept.asked_by)
                                          .Uuid(asked.request_id.uuid())
                                          .Time(kept.asked_at)
                                          .Time(kept.expires_at))
                        .status());
    return AppendAudit(transaction, About(audit, {.consent = kept, .patient = patient}));
  }));
  return kept;
}

absl::StatusOr<FoundConsent> ConsentStore::Find(absl::Time deadline, const std::string& code_mac) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().Bytes(code_mac)));
  if (rows.empty()) return Unknown();
  FoundConsent found{.consent = ReadConsent(rows, 0), .patient = {}};
  ASSIGN_OR_RETURN(const Rows cases, pool_.Run(deadline, kGetCase, Params().Uuid(found.consent.case_id.uuid())));
  if (cases.empty()) return Unknown();
  ASSIGN_OR_RETURN(found.patient, ReadCase(cases, 0));
  return found;
}

absl::StatusOr<FoundConsent> ConsentStore::Give(
    absl::Time deadline, const std::string& code_mac, const std::vector<Whereabouts>& stays, absl::Time now,
    const AuditEntry& audit, const std::function<absl::StatusOr<bool>(Consent&, const Case&, int places)>& decide) {
  FoundConsent found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(found, Lock(transaction, code_mac));
    ASSIGN_OR_RETURN(const Rows count, transaction.Run(kCountPlaces, Params().Uuid(found.patient.id.uuid())));
    ASSIGN_OR_RETURN(const bool given,
                     decide(found.consent, found.patient, static_cast<int>(count.Int8(0, 0))));
    if (!given) return absl::OkStatus();
    RETURN_IF_ERROR(Keep(transaction, found.consent));
    RETURN_IF_ERROR(AddPlaces(transaction, found.consent, stays, now));
    RETURN_IF_ERROR(AppendAudit(transaction, About(audit, found)));
    return TellOfCase(transaction, now, found.patient.id);
  }));
  return found;
}

absl::StatusOr<FoundConsent> ConsentStore::Withdraw(absl::Time deadline, const std::string& code_mac, absl::Time now,
                                                    const AuditEntry& audit,
                                                    const std::function<absl::StatusOr<bool>(Consent&)>& decide) {
  FoundConsent found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(found, Lock(transaction, code_mac));
    ASSIGN_OR_RETURN(const bool withdrawn, decide(found.consent));
    if (!withdrawn) return absl::OkStatus();
    RETURN_IF_ERROR(Keep(transaction, found.consent));
    RETURN_IF_ERROR(transaction.Run(kDeletePlaces, Params().Uuid(found.consent.id.uuid())).status());
    RETURN_IF_ERROR(AppendAudit(transaction, About(audit, found)));
    return TellOfCase(transaction, now, found.patient.id);
  }));
  return found;
}

absl::StatusOr<absl::Duration> ConsentStore::LifeAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "registry.consents", now));
  return ReadConsentLife(policy.body);
}

std::vector<Statement> ConsentStore::Statements() {
  std::vector<Statement> all = CaseRowStatements();
  all.insert(all.end(), {kFindByRequest, kEndEarlier, kInsert, kFind, kLock, kGetCase, kCountPlaces, kChange, kAddPlaces,
                         kDeletePlaces});
  return all;
}

}  // namespace mimamori::registry
