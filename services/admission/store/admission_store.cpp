// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/admission_store.hpp"

#include <algorithm>
#include <cmath>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/areas.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::AppendAudit;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::PatternsOf;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kInsert{"admission.insert", R"sql(
  INSERT INTO admissions (admission_id, request_id, created_by, created_at, case_id, number, area_code, bed_class, capabilities,
                          urgency, points, parts, pool, origin_latitude, origin_longitude, transfer_of, state, version, state_since)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, 1, $4)
)sql"};
constexpr Statement kByRequest{"admission.by_request", R"sql(
  SELECT admission_id FROM admissions WHERE created_by = $1 AND request_id = $2
)sql"};
constexpr Statement kOpenOf{"admission.open_of_case", R"sql(
  SELECT admission_id, state FROM admissions WHERE case_id = $1 AND state <= 7 ORDER BY state LIMIT 2
)sql"};
#define MIMAMORI_IN_SCOPE "(a.area_code LIKE ANY ($2::text[]) OR ($3 <> '' AND o.organisation_id = $3 AND o.state = 2))"
constexpr Statement kGet{"admission.get", "SELECT " MIMAMORI_ADMISSION_COLUMNS " FROM " MIMAMORI_ADMISSIONS
                                          " WHERE a.admission_id = $1 AND " MIMAMORI_IN_SCOPE};
constexpr Statement kList{"admission.list", "SELECT " MIMAMORI_ADMISSION_COLUMNS " FROM " MIMAMORI_ADMISSIONS R"sql(
  WHERE a.area_code LIKE ANY ($1::text[]) AND (CASE WHEN $2::int2 = 0 THEN a.state <= 7 ELSE a.state = $2 END)
    AND ($3::int2 = 0 OR a.pool = $3)
    AND (NOT $4 OR EXISTS (SELECT 1 FROM steps s WHERE s.admission_id = a.admission_id AND s.state = 3 AND NOT )sql" MIMAMORI_OUTDATED R"sql())
    AND (-a.points, a.created_at, a.admission_id) > ($5::int4, $6::timestamptz, $7::uuid)
  ORDER BY -a.points, a.created_at, a.admission_id LIMIT $8
)sql"};
constexpr Statement kAddOffer{"admission.add_offer", R"sql(
  INSERT INTO offers (offer_id, admission_id, request_id, made_by, made_at, decision_id, override_reason, facility_id,
                      facility_name, facility_kind, organisation_id, phone, bed_class, state, deadline)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14)
)sql"};
constexpr Statement kOfferAsked{"admission.offer_by_request", R"sql(
  SELECT admission_id FROM offers WHERE made_by = $1 AND request_id = $2
)sql"};
// One after the other, whoever offers out of the same quota.
constexpr Statement kLockQuota{"admission.lock_quota", "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))"};
constexpr Statement kQuotaUsed{"admission.quota_used", R"sql(
  SELECT count(*) FROM admissions
  WHERE area_code = $1 AND bed_class = $2 AND pool = 1 AND state IN (2, 3, 5, 6, 7) AND admission_id <> $3
)sql"};
constexpr Statement kOfOffer{"admission.of_offer", R"sql(
  SELECT admission_id, organisation_id FROM offers WHERE offer_id = $1
)sql"};
constexpr Statement kOffersTo{"admission.offers_to", "SELECT " MIMAMORI_ADMISSION_COLUMNS R"sql(
  FROM admissions a JOIN offers o ON o.offer_id = a.offer_id
  WHERE o.organisation_id = $1 AND $1 <> '' AND o.state <= 2 AND a.state BETWEEN 2 AND 7
    AND (o.state, o.deadline, o.offer_id) > ($2::int2, $3::timestamptz, $4::uuid)
  ORDER BY o.state, o.deadline, o.offer_id LIMIT $5
)sql"};
constexpr Statement kOfCases{"admission.of_cases", "SELECT " MIMAMORI_ADMISSION_COLUMNS R"sql(
  FROM admissions a LEFT JOIN offers o ON o.offer_id = a.offer_id WHERE a.case_id = ANY ($1::uuid[]) AND a.state <= 7
  ORDER BY array_position($1::uuid[], a.case_id), a.created_at
)sql"};
constexpr Statement kLate{"admission.late", R"sql(
  (SELECT a.admission_id FROM offers o JOIN admissions a ON a.offer_id = o.offer_id
   WHERE o.state = 1 AND o.deadline <= $1 AND a.state = 2 LIMIT $2)
  UNION ALL
  (SELECT admission_id FROM admissions WHERE state = 5 AND hold_ends <= $1 LIMIT $2)
  UNION ALL
  (SELECT admission_id FROM admissions
   WHERE state = 6 AND hold_ends <= $3 AND stay_id IS NULL AND hold_asked IS DISTINCT FROM hold_ends LIMIT $2)
)sql"};
constexpr Statement kSteps{"admission.steps_of", "SELECT " MIMAMORI_STEP_COLUMNS R"sql(
  FROM steps s WHERE s.admission_id = ANY ($1) AND (s.state = 1 OR (s.state = 3 AND NOT )sql" MIMAMORI_OUTDATED R"sql())
  ORDER BY s.admission_id, s.sequence
)sql"};
constexpr Statement kTransports{"admission.transports_of", R"sql(
  SELECT DISTINCT ON (admission_id) admission_id, transport_id, state, firm, state_since FROM transports
  WHERE admission_id = ANY ($1) ORDER BY admission_id, made_at DESC
)sql"};
constexpr Statement kForget{"admission.forget", "DELETE FROM admissions WHERE state >= 8 AND state_since < $1"};

absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "request_id was already used for another one");
}
absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

absl::Status OfferUnknown() { return platform::NotFound("OFFER_UNKNOWN", "there is no such offer that you may answer"); }

bool Covers(const Scope& scope, const platform::AreaCode& area) {
  return std::ranges::any_of(scope.areas, [&](const auto& one) { return one.Covers(area); });
}

Params InsertParams(const Admission& admission, const RequestId& request) {
  std::vector<int32_t> parts;
  for (const PriorityPart& part : admission.priority.parts) {
    parts.insert(parts.end(), {static_cast<int32_t>(part.kind), part.value, part.points});
  }
  Params params;
  params.Uuid(admission.id.uuid()).Uuid(request.uuid()).Text(admission.created_by).Time(admission.created_at)
      .Uuid(admission.case_id.uuid()).Text(admission.number).Text(admission.area.ToString()).Text(admission.needs.bed_class)
      .TextArray(std::vector<std::string>(admission.needs.capabilities.begin(), admission.needs.capabilities.end()))
      .Int2(static_cast<int16_t>(admission.needs.urgency)).Int4(admission.priority.points).Int4Array(parts)
      .Int2(static_cast<int16_t>(admission.pool));
  if (admission.origin) {
    params.Int4(static_cast<int>(std::lround(admission.origin->latitude * 100)))
        .Int4(static_cast<int>(std::lround(admission.origin->longitude * 100)));
  } else {
    params.Null().Null();
  }
  admission.transfer_of ? params.Uuid(admission.transfer_of->uuid()) : params.Null();
  return params;
}

// Scope and lock in one; the lock first, so that what is read is what is changed.
absl::StatusOr<KeptAdmission> LockIn(Connection& transaction, const Scope& scope, const AdmissionId& id) {
  ASSIGN_OR_RETURN(KeptAdmission kept, LockAdmission(transaction, id));
  const bool mine = Covers(scope, kept.admission.area);
  const bool ours = !scope.organisation.empty() && kept.admission.offer && kept.place.organisation == scope.organisation &&
                    kept.admission.offer->state == OfferState::kAccepted;
  if (!mine && !ours) return AdmissionUnknown();
  return kept;
}

Params GetParams(const Scope& scope, const AdmissionId& id) {
  return Params().Uuid(id.uuid()).TextArray(PatternsOf(scope.areas)).Text(scope.organisation);
}
absl::StatusOr<KeptAdmission> FirstOf(const Rows& rows) {
  if (rows.empty()) return AdmissionUnknown();
  return ReadAdmission(rows, 0);
}
absl::StatusOr<KeptAdmission> GetIn(Connection& connection, const Scope& scope, const AdmissionId& id) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kGet, GetParams(scope, id)));
  return FirstOf(rows);
}

// A way to a place is open already, or what she is to leave is not hers.
absl::Status CheckAlone(Connection& transaction, const Scope& scope, const Admission& admission) {
  if (admission.transfer_of) {
    ASSIGN_OR_RETURN(const KeptAdmission left, LockIn(transaction, scope, *admission.transfer_of));
    if (left.admission.case_id != admission.case_id || left.admission.state != State::kAdmitted) {
      return Refused("NOT_ADMITTED", "she does not lie there by that admission");
    }
  }
  ASSIGN_OR_RETURN(const Rows open, transaction.Run(kOpenOf, Params().Uuid(admission.case_id.uuid())));
  for (int row = 0; row < open.size(); ++row) {
    const bool left = admission.transfer_of && AdmissionId(open.Uuid(row, 0)) == *admission.transfer_of;
    if (!left) return Refused("ADMISSION_OPEN", "a place was asked for already, or she has one");
  }
  return absl::OkStatus();
}

bool SameRequest(const Admission& first, const Admission& again) {
  return first.case_id == again.case_id && first.needs == again.needs && first.transfer_of == again.transfer_of;
}

// The decision may be older than what others filled since.
absl::Status CheckQuota(Connection& transaction, const Admission& admission, int quota) {
  const std::string area = admission.area.ToString();
  RETURN_IF_ERROR(transaction.Run(kLockQuota, Params().Text(area).Text(admission.needs.bed_class)).status());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kQuotaUsed, Params().Text(area).Text(admission.needs.bed_class)
                                                                    .Uuid(admission.id.uuid())));
  if (rows.Int8(0, 0) < quota) return absl::OkStatus();
  return Refused("QUOTA_USED", "her area has filled what it may fill by itself; ask again, and the prefecture's desk looks for her");
}

Params OfferParams(const Admission& admission, const NewOffer& offer, const AuditEntry& audit) {
  const Offer& made = *admission.offer;
  return Params().Uuid(made.id.uuid()).Uuid(admission.id.uuid()).Uuid(offer.request.uuid()).Text(audit.actor).Time(audit.time)
      .Uuid(offer.place.decision.uuid()).Text(offer.place.override_reason).Uuid(made.facility.uuid()).Text(offer.place.name)
      .Int2(static_cast<int16_t>(offer.place.kind)).Text(offer.place.organisation).Text(offer.place.phone)
      .Text(admission.needs.bed_class).Time(made.deadline);
}

}  // namespace

absl::StatusOr<KeptAdmission> AdmissionStore::Create(absl::Time deadline, const Scope& scope, const Admission& admission,
                                                     const RequestId& request, const std::vector<Step>& steps,
                                                     const AuditEntry& audit) {
  const auto create = [&](std::optional<KeptAdmission>& kept) {
    return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows asked,
                       transaction.Run(kByRequest, Params().Text(admission.created_by).Uuid(request.uuid())));
      if (!asked.empty()) {
        ASSIGN_OR_RETURN(kept, GetIn(transaction, scope, AdmissionId(asked.Uuid(0, 0))));
        return SameRequest(kept->admission, admission) ? absl::OkStatus() : Reused();
      }
      RETURN_IF_ERROR(CheckAlone(transaction, scope, admission));
      RETURN_IF_ERROR(transaction.Run(kInsert, InsertParams(admission, request)).status());
      RETURN_IF_ERROR(AddSteps(transaction, admission.id, steps, admission.created_by, audit.time));
      RETURN_IF_ERROR(AppendAudit(transaction, About(audit, admission)));
      ASSIGN_OR_RETURN(kept, GetIn(transaction, scope, admission.id));
      return absl::OkStatus();
    });
  };
  std::optional<KeptAdmission> kept;
  absl::Status created = create(kept);
  // Somebody else asked at the same moment: what she made answers, if she asked the same, or stands against it.
  const std::string reason = platform::ReasonOf(created);
  if ((absl::IsAlreadyExists(created) && reason != "REQUEST_ID_REUSED") || reason == "ADMISSION_OPEN") created = create(kept);
  RETURN_IF_ERROR(created);
  return *std::move(kept);
}

absl::StatusOr<KeptAdmission> AdmissionStore::Get(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                                  const std::optional<AuditEntry>& audit) {
  if (!audit) {
    ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGet, GetParams(scope, id)));
    return FirstOf(rows);
  }
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, GetIn(transaction, scope, id));
    return AppendAudit(transaction, About(*audit, kept.admission));
  }));
  return kept;
}

absl::StatusOr<std::vector<KeptAdmission>> AdmissionStore::List(absl::Time deadline, const Scope& scope,
                                                                const AdmissionQuery& query, const AuditEntry& audit) {
  std::vector<KeptAdmission> all;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    Params params;
    params.TextArray(PatternsOf(scope.areas)).Int2(query.state ? static_cast<int16_t>(*query.state) : int16_t{0})
        .Int2(query.pool ? static_cast<int16_t>(*query.pool) : int16_t{0}).Bool(query.refused).Int4(-query.after.points)
        .Time(query.after.created_at).Uuid(query.after.id.uuid()).Int8(query.limit);
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, params));
    ASSIGN_OR_RETURN(all, ReadAdmissions(rows));
    return AppendAudit(transaction, audit);
  }));
  return all;
}

absl::StatusOr<std::optional<AdmissionId>> AdmissionStore::OpenOf(absl::Time deadline, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOpenOf, Params().Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  return AdmissionId(rows.Uuid(0, 0));
}

absl::StatusOr<std::vector<KeptAdmission>> AdmissionStore::OfCases(absl::Time deadline, const std::vector<CaseId>& ids) {
  std::vector<platform::Uuid> uuids;
  for (const CaseId& id : ids) uuids.push_back(id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOfCases, Params().UuidArray(uuids)));
  return ReadAdmissions(rows);
}

absl::StatusOr<KeptAdmission> AdmissionStore::Change(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                                     const Decide& decide, const AuditEntry& audit) {
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockIn(transaction, scope, id));
    return KeepDeed(transaction, kept, decide, audit.actor, audit).status();
  }));
  return kept;
}

absl::StatusOr<KeptAdmission> AdmissionStore::MakeOffer(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                                        const Decide& decide, const NewOffer& offer,
                                                        const AuditEntry& audit) {
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockIn(transaction, scope, id));
    ASSIGN_OR_RETURN(const Rows asked, transaction.Run(kOfferAsked, Params().Text(audit.actor).Uuid(offer.request.uuid())));
    if (!asked.empty()) return AdmissionId(asked.Uuid(0, 0)) == id ? absl::OkStatus() : Reused();
    const auto made = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
      ASSIGN_OR_RETURN(std::vector<Step> steps, decide(seen));
      if (offer.quota && seen.admission.pool == Pool::kArea) {
        RETURN_IF_ERROR(CheckQuota(transaction, seen.admission, *offer.quota));
      }
      RETURN_IF_ERROR(transaction.Run(kAddOffer, OfferParams(seen.admission, offer, audit)).status());
      seen.place = offer.place;
      return steps;
    };
    return KeepDeed(transaction, kept, made, audit.actor, audit).status();
  }));
  return kept;
}

absl::StatusOr<KeptAdmission> AdmissionStore::Answer(absl::Time deadline, const Scope& scope, const OfferId& id,
                                                     const Decide& decide, const AuditEntry& audit) {
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows found, transaction.Run(kOfOffer, Params().Uuid(id.uuid())));
    if (found.empty()) return OfferUnknown();
    ASSIGN_OR_RETURN(kept, LockAdmission(transaction, AdmissionId(found.Uuid(0, 0))));
    const bool asked = !scope.organisation.empty() && found.Text(0, 1) == scope.organisation;
    if (!asked && !Covers(scope, kept.admission.area)) return OfferUnknown();
    if (!kept.admission.offer || kept.admission.offer->id != id) {
      return Refused("OFFER_ENDED", "this offer was answered, taken back, or came to its end");
    }
    return KeepDeed(transaction, kept, decide, audit.actor, audit).status();
  }));
  return kept;
}

absl::StatusOr<std::vector<KeptAdmission>> AdmissionStore::OffersTo(absl::Time deadline, const std::string& organisation,
                                                                    const OfferPosition& after, int limit,
                                                                    const AuditEntry& audit) {
  std::vector<KeptAdmission> all;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kOffersTo, Params().Text(organisation)
                                                                     .Int2(static_cast<int16_t>(after.group)).Time(after.time)
                                                                     .Uuid(after.id.uuid()).Int8(limit)));
    ASSIGN_OR_RETURN(all, ReadAdmissions(rows));
    return AppendAudit(transaction, audit);
  }));
  return all;
}

absl::StatusOr<std::vector<AdmissionId>> AdmissionStore::Late(absl::Time deadline, absl::Time now, absl::Time soon, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kLate, Params().Time(now).Int8(limit).Time(soon)));
  std::vector<AdmissionId> late;
  for (int row = 0; row < rows.size(); ++row) late.push_back(AdmissionId(rows.Uuid(row, 0)));
  return late;
}

absl::StatusOr<bool> AdmissionStore::Settle(absl::Time deadline, const AdmissionId& id, const Decide& decide,
                                            const AuditEntry& audit) {
  bool changed = false;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(KeptAdmission kept, LockAdmission(transaction, id));
    ASSIGN_OR_RETURN(changed, KeepDeed(transaction, kept, decide, kept.admission.created_by, audit));
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<std::vector<KeptStep>> AdmissionStore::StepsOf(absl::Time deadline, const std::vector<AdmissionId>& ids) {
  std::vector<platform::Uuid> uuids;
  for (const AdmissionId& id : ids) uuids.push_back(id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kSteps, Params().UuidArray(uuids)));
  std::vector<KeptStep> steps;
  for (int row = 0; row < rows.size(); ++row) steps.push_back(ReadStep(rows, row));
  return steps;
}

absl::StatusOr<std::map<AdmissionId, LastTransport>> AdmissionStore::TransportsOf(absl::Time deadline,
                                                                                  const std::vector<AdmissionId>& ids) {
  std::vector<platform::Uuid> uuids;
  for (const AdmissionId& id : ids) uuids.push_back(id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kTransports, Params().UuidArray(uuids)));
  std::map<AdmissionId, LastTransport> transports;
  for (int row = 0; row < rows.size(); ++row) {
    transports[AdmissionId(rows.Uuid(row, 0))] = {.id = rows.Uuid(row, 1), .state = rows.Int2(row, 2),
                                                  .firm = std::string(rows.Text(row, 3)), .state_since = rows.Time(row, 4)};
  }
  return transports;
}

absl::StatusOr<int64_t> AdmissionStore::Forget(absl::Time deadline, absl::Time ended_before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(ended_before)));
  return rows.affected();
}

std::vector<Statement> AdmissionStore::Statements() {
  std::vector<Statement> all = AdmissionRowStatements();
  all.insert(all.end(), {kInsert, kByRequest, kOpenOf, kGet, kList, kAddOffer, kOfferAsked, kLockQuota, kQuotaUsed, kOfOffer, kOffersTo, kOfCases, kLate,
                         kSteps, kTransports, kForget});
  return all;
}

}  // namespace mimamori::admission
