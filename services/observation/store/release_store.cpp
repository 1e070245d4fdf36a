// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/release_store.hpp"

#include <map>
#include <span>

#include "services/observation/store/certificate_policy.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/policy_reader.hpp"
#include "services/observation/store/release_rows.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/digest.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr char kCertificates[] = "observation.certificates";
constexpr size_t kCodeBytes = 16;

// Each area's first ones, then the first of those, as the worklist does.
constexpr Statement kCandidates{"observation.release_candidates", "SELECT " MIMAMORI_CANDIDATE_COLUMNS R"sql(
  FROM (SELECT first.* FROM areas a CROSS JOIN LATERAL (
          SELECT i.* FROM patients i JOIN standings t ON t.patient = i.patient
          WHERE i.area_code = a.area_code AND i.kind <> 3 AND i.status NOT IN (7, 8)
            AND (i.area_code, i.patient) > ($2::text, $3::int8) AND t.last_tier = 1 AND t.last_report >= $5::timestamptz
            AND NOT EXISTS (SELECT 1 FROM releases r WHERE r.patient = i.patient AND r.state <> 3 AND r.revoked_at IS NULL)
          ORDER BY i.patient LIMIT $4) AS first
        WHERE a.area_code LIKE ANY ($1::text[])
        ORDER BY first.area_code, first.patient LIMIT $4) AS p
  JOIN standings s ON s.patient = p.patient
  ORDER BY p.area_code, p.patient
)sql"};
constexpr Statement kFind{"observation.release_candidate", "SELECT " MIMAMORI_CANDIDATE_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[])
)sql"};
// Whoever changes what is known of her waits for it.
constexpr Statement kLock{"observation.lock_release_candidate", R"sql(
  SELECT s.patient FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[]) FOR UPDATE OF s
)sql"};
constexpr Statement kTold{"observation.told_by_candidates", "SELECT r.patient, " MIMAMORI_TOLD_COLUMNS R"sql(
  FROM reports r WHERE r.patient = ANY ($1)
    AND NOT EXISTS (SELECT 1 FROM reports c WHERE c.patient = r.patient AND c.day = r.day AND c.replaces = r.report_id)
  ORDER BY r.patient, r.time, r.report_id
)sql"};

constexpr Statement kInsert{"observation.insert_release", R"sql(
  INSERT INTO releases (release_id, patient, request_id, confirmed_by, confirmed_at, state, start_day, end_day, code,
                        rules_version, rule_from, setting, symptomatic, day_zero, day_zero_source, days, hours_improved,
                        tested, negative_test, improved_since, last_report, earliest, last_fever, last_symptoms, reports)
  VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
)sql"};
constexpr Statement kByRequest{"observation.release_by_request", "SELECT " MIMAMORI_RELEASE_COLUMNS R"sql(
  FROM releases e JOIN patients p ON p.patient = e.patient WHERE e.confirmed_by = $1 AND e.request_id = $2
)sql"};
constexpr Statement kInForce{"observation.release_in_force", R"sql(
  SELECT 1 FROM releases WHERE patient = $1 AND state <> 3 AND revoked_at IS NULL
)sql"};
constexpr Statement kRejectedBy{"observation.rejection_by_request", R"sql(
  SELECT patient, evidence, reason FROM release_rejections WHERE rejected_by = $1 AND request_id = $2
)sql"};
constexpr Statement kReject{"observation.insert_rejection", R"sql(
  INSERT INTO release_rejections (patient, request_id, evidence, rejected_by, rejected_at, reason)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement kGet{"observation.get_release", "SELECT " MIMAMORI_RELEASE_COLUMNS R"sql(
  FROM releases e JOIN patients p ON p.patient = e.patient
  WHERE e.release_id = $1 AND p.area_code LIKE ANY ($2::text[]) FOR UPDATE OF e
)sql"};
constexpr Statement kList{"observation.list_releases", "SELECT " MIMAMORI_RELEASE_COLUMNS R"sql(
  FROM releases e JOIN patients p ON p.patient = e.patient
  WHERE p.area_code LIKE ANY ($1::text[]) AND (e.confirmed_at, e.release_id) < ($2::timestamptz, $3::uuid)
  ORDER BY e.confirmed_at DESC, e.release_id DESC LIMIT $4
)sql"};
constexpr Statement kByCode{"observation.release_by_code", "SELECT " MIMAMORI_RELEASE_COLUMNS R"sql(
  FROM releases e JOIN patients p ON p.patient = e.patient WHERE e.code = $1
)sql"};
constexpr Statement kRevoke{"observation.revoke_release", R"sql(
  UPDATE releases SET revoked_by = $2, revoked_at = $3, revoke_reason = $4 WHERE release_id = $1
)sql"};
constexpr Statement kWaiting{"observation.releases_waiting", "SELECT " MIMAMORI_RELEASE_COLUMNS R"sql(
  FROM releases e JOIN patients p ON p.patient = e.patient WHERE e.state = 1 AND e.revoked_at IS NULL ORDER BY e.confirmed_at LIMIT $1
)sql"};
constexpr Statement kSettle{"observation.settle_release", R"sql(
  UPDATE releases SET state = CASE WHEN $2 = '' THEN 2 ELSE 3 END, refusal = $2, settled_at = $3
  WHERE release_id = $1 AND state = 1
)sql"};
constexpr Statement kForget{"observation.forget_releases", "DELETE FROM releases WHERE confirmed_at < $1"};
constexpr Statement kForgetRejections{"observation.forget_rejections",
                                      "DELETE FROM release_rejections WHERE rejected_at < $1"};

absl::Status ReleaseUnknown() { return platform::NotFound("RELEASE_UNKNOWN", "there is no such release in your areas"); }
absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another decision");
}

absl::Status ReadTold(Connection& connection, std::span<ReleaseCandidate> candidates) {
  std::vector<int64_t> keys;
  for (const ReleaseCandidate& candidate : candidates) keys.push_back(candidate.key);
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kTold, Params().Int8Array(keys)));
  std::map<int64_t, ReleaseCandidate*> by_key;
  for (ReleaseCandidate& candidate : candidates) by_key[candidate.key] = &candidate;
  for (int row = 0; row < rows.size(); ++row) {
    by_key.at(rows.Int8(row, 0))->reports.push_back(observation::ReadTold(rows, row, 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReleaseCandidate> FindOne(Connection& connection, const Scope& scope, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFind, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  if (rows.empty()) return PatientUnknown();
  ASSIGN_OR_RETURN(ReleaseCandidate found, ReadCandidate(rows, 0));
  RETURN_IF_ERROR(ReadTold(connection, std::span(&found, 1)));
  return found;
}

// The lock first, then what it guards.
absl::StatusOr<ReleaseCandidate> LockOne(Connection& transaction, const Scope& scope, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows locked, transaction.Run(kLock, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  if (locked.empty()) return PatientUnknown();
  return FindOne(transaction, scope, id);
}

AuditEntry About(AuditEntry audit, const char* type, std::string id, const platform::AreaCode& area) {
  audit.object_type = type;
  audit.object_id = std::move(id);
  audit.area = area.ToString();
  return audit;
}

absl::StatusOr<std::vector<Release>> ReadReleases(const Rows& rows) {
  std::vector<Release> releases;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Release release, ReadRelease(rows, row));
    releases.push_back(std::move(release));
  }
  return releases;
}

absl::StatusOr<Release> GetOne(Connection& transaction, const Scope& scope, const ReleaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  if (rows.empty()) return ReleaseUnknown();
  return ReadRelease(rows, 0);
}

absl::StatusOr<std::optional<Release>> ByRequest(Connection& transaction, const ReleaseDecision& decision) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kByRequest, Params().Text(decision.by).Uuid(decision.request.uuid())));
  if (rows.empty()) return std::nullopt;
  return ReadRelease(rows, 0);
}

}  // namespace

absl::StatusOr<std::vector<ReleaseCandidate>> ReleaseStore::Candidates(absl::Time deadline, const Scope& scope,
                                                                       const CandidatePosition& after, int limit,
                                                                       absl::Time told_since) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, connection->Run(kCandidates, Params().TextArray(PatternsOf(scope)).Text(after.area)
                                                                     .Int8(after.key).Int8(limit).Time(told_since)));
  std::vector<ReleaseCandidate> candidates;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(ReleaseCandidate candidate, ReadCandidate(rows, row));
    candidates.push_back(std::move(candidate));
  }
  if (!candidates.empty()) RETURN_IF_ERROR(ReadTold(*connection, candidates));
  return candidates;
}

absl::StatusOr<ReleaseCandidate> ReleaseStore::Find(absl::Time deadline, const Scope& scope, const CaseId& id) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  return FindOne(*connection, scope, id);
}

absl::StatusOr<Release> ReleaseStore::Confirm(absl::Time deadline, const Scope& scope, const CaseId& id,
                                              const ReleaseDecision& decision, const Decide& decide, AuditEntry audit) {
  std::optional<Release> kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const ReleaseCandidate candidate, LockOne(transaction, scope, id));
    ASSIGN_OR_RETURN(kept, ByRequest(transaction, decision));
    if (kept) return kept->case_id == id ? absl::OkStatus() : Reused();
    ASSIGN_OR_RETURN(const Rows in_force, transaction.Run(kInForce, Params().Int8(candidate.key)));
    if (!in_force.empty()) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "RELEASED_ALREADY", "somebody released her already");
    }
    ASSIGN_OR_RETURN(const ReleaseEvidence evidence, decide(candidate));
    const CertifiedDays days = DaysOf(evidence, candidate.patient, decision.at);
    const ReleaseId release = ReleaseId::Random();
    Params params;
    params.Uuid(release.uuid()).Int8(candidate.key).Uuid(decision.request.uuid()).Text(decision.by).Time(decision.at)
        .Date(days.start).Date(days.end).Bytes(platform::postgres::RandomBytes(kCodeBytes));
    AddEvidence(evidence, params);
    RETURN_IF_ERROR(transaction.Run(kInsert, params).status());
    ASSIGN_OR_RETURN(kept, ByRequest(transaction, decision));
    return AppendAudit(transaction, About(audit, "case", id.ToString(), candidate.area));
  }));
  return *std::move(kept);
}

absl::Status ReleaseStore::Reject(absl::Time deadline, const Scope& scope, const CaseId& id,
                                  const ReleaseDecision& decision, const std::string& reason, const Digest& decide,
                                  AuditEntry audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const ReleaseCandidate candidate, LockOne(transaction, scope, id));
    ASSIGN_OR_RETURN(const Rows earlier,
                     transaction.Run(kRejectedBy, Params().Text(decision.by).Uuid(decision.request.uuid())));
    if (!earlier.empty()) {
      return earlier.Int8(0, 0) == candidate.key && earlier.Text(0, 2) == reason ? absl::OkStatus() : Reused();
    }
    ASSIGN_OR_RETURN(const std::string digest, decide(candidate));
    RETURN_IF_ERROR(transaction.Run(kReject, Params().Int8(candidate.key).Uuid(decision.request.uuid()).Text(digest)
                                                 .Text(decision.by).Time(decision.at).Text(reason)).status());
    return AppendAudit(transaction, About(audit, "case", id.ToString(), candidate.area));
  });
}

absl::StatusOr<Release> ReleaseStore::Get(absl::Time deadline, const Scope& scope, const ReleaseId& id,
                                          const std::optional<AuditEntry>& audit) {
  Release found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(found, GetOne(transaction, scope, id));
    if (!audit) return absl::OkStatus();
    return AppendAudit(transaction, About(*audit, "release", id.ToString(), found.area));
  }));
  return found;
}

absl::StatusOr<std::vector<Release>> ReleaseStore::List(absl::Time deadline, const Scope& scope,
                                                        const ReleasePosition& after, int limit, const AuditEntry& audit) {
  std::vector<Release> releases;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, Params().TextArray(PatternsOf(scope)).Time(after.confirmed_at)
                                                                 .Uuid(after.id.uuid()).Int8(limit)));
    ASSIGN_OR_RETURN(releases, ReadReleases(rows));
    return AppendAudit(transaction, audit);
  }));
  return releases;
}

absl::StatusOr<Release> ReleaseStore::FindByCode(absl::Time deadline, const std::string& code) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kByCode, Params().Bytes(code)));
  if (rows.empty()) return platform::NotFound("CERTIFICATE_UNKNOWN", "there is no certificate with this code");
  return ReadRelease(rows, 0);
}

absl::StatusOr<Release> ReleaseStore::Revoke(absl::Time deadline, const Scope& scope, const ReleaseId& id,
                                             const std::string& reason, AuditEntry audit) {
  Release kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, GetOne(transaction, scope, id));
    if (kept.revoked_at) return absl::OkStatus();
    RETURN_IF_ERROR(transaction.Run(kRevoke, Params().Uuid(id.uuid()).Text(audit.actor).Time(audit.time).Text(reason))
                        .status());
    kept.revoked_by = audit.actor;
    kept.revoked_at = audit.time;
    kept.revoke_reason = reason;
    return AppendAudit(transaction, About(audit, "release", id.ToString(), kept.area));
  }));
  return kept;
}

absl::StatusOr<std::vector<Release>> ReleaseStore::Waiting(absl::Time deadline, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, Params().Int8(limit)));
  return ReadReleases(rows);
}

absl::Status ReleaseStore::Settle(absl::Time deadline, const ReleaseId& id, const std::string& refusal, absl::Time now) {
  return pool_.Run(deadline, kSettle, Params().Uuid(id.uuid()).Text(refusal).Time(now)).status();
}

absl::StatusOr<ReleaseRules> ReleaseStore::Rules(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "observation.release", at));
  ASSIGN_OR_RETURN(ReleaseRules rules, ReadReleaseRules(policy.body));
  rules.version = policy.version;
  return rules;
}

absl::StatusOr<CertificateIssuer> ReleaseStore::IssuerOf(absl::Time deadline, const platform::AreaCode& area,
                                                         absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, kCertificates, at));
  ASSIGN_OR_RETURN(const CertificatePolicy read, ReadCertificatePolicy(policy.body));
  const CertificatePolicy::Issuer* const issuer = read.IssuerOf(area);
  if (issuer == nullptr) return CertificateIssuer{};
  return CertificateIssuer{.name = issuer->name, .name_en = issuer->name_en};
}

absl::Status ReleaseStore::Audit(absl::Time deadline, const AuditEntry& entry) {
  return pool_.Transact(deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

absl::Status ReleaseStore::ForgetOld(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, kCertificates, now));
  ASSIGN_OR_RETURN(const CertificatePolicy read, ReadCertificatePolicy(policy.body));
  const absl::Time before = now - absl::Hours(24 * read.kept_days);
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kForget, Params().Time(before)).status());
    return transaction.Run(kForgetRejections, Params().Time(before)).status();
  });
}

std::vector<Statement> ReleaseStore::Statements() {
  return {kCandidates, kFind,   kLock, kTold,   kInsert,  kByRequest, kInForce, kRejectedBy,      kReject,
          kGet,        kList,   kByCode, kRevoke, kWaiting, kSettle,    kForget,  kForgetRejections};
}

}  // namespace mimamori::observation
