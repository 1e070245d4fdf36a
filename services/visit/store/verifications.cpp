// SPDX-License-Identifier: Apache-2.0
// Wishes for verification mails, what their links belong to, and what confirming them does.
#include "services/platform/core/status_macros.hpp"
#include "services/visit/domain/proof.hpp"
#include "services/visit/store/postgres_visit_store.hpp"

namespace mimamori::visit {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kConfirm{"visit.confirm_verification", R"sql(
  UPDATE verifications
  SET confirmed_at = COALESCE(confirmed_at, $3),
      hand_over_until = CASE WHEN hand_over_spoiled THEN NULL ELSE COALESCE(hand_over_until, $4) END
  WHERE service_day = $1 AND browser_tag = $2
)sql"};
constexpr Statement kVerify{"visit.verify_stays", R"sql(
  UPDATE stays SET verified = true WHERE service_day = $1 AND browser_tag = $2 AND NOT verified
)sql"};

absl::StatusOr<int> PostgresVisitStore::ConfirmBrowser(absl::Time deadline, absl::CivilDay service_day,
                                                       const BrowserTag& browser, absl::Time now, bool hand_over) {
  int verified = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) {
    Params params;
    params.Date(service_day).Bytes(browser.bytes).Time(now);
    hand_over ? params.Time(now + kHandOverTime) : params.Null();
    RETURN_IF_ERROR(connection.Run(kConfirm, params).status());
    ASSIGN_OR_RETURN(const Rows rows, connection.Run(kVerify, Params().Date(service_day).Bytes(browser.bytes)));
    verified = static_cast<int>(rows.affected());
    return absl::OkStatus();
  }));
  return verified;
}

constexpr Statement kKeepLink{"visit.keep_verification_link", R"sql(
  INSERT INTO verification_links (token_hash, service_day, browser_tag, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (token_hash) DO NOTHING
)sql"};

absl::Status PostgresVisitStore::KeepLink(absl::Time deadline, const std::string& token_hash,
                                          const PendingVerification& verification, absl::Time expires) {
  return pool_.Run(deadline, kKeepLink, Params().Bytes(token_hash).Date(verification.service_day)
                                            .Bytes(verification.browser.bytes).Time(expires)).status();
}

constexpr Statement kFindLink{"visit.find_verification_link", R"sql(
  SELECT l.service_day, l.browser_tag, l.expires_at, v.confirmed_at IS NOT NULL, v.hand_over_spoiled
  FROM verification_links l JOIN verifications v USING (service_day, browser_tag) WHERE l.token_hash = $1
)sql"};

absl::StatusOr<std::optional<VerificationLink>> PostgresVisitStore::FindLink(absl::Time deadline,
                                                                             const std::string& token_hash) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindLink, Params().Bytes(token_hash)));
  if (rows.empty()) return std::optional<VerificationLink>();
  return VerificationLink{.service_day = rows.Date(0, 0), .browser = {std::string(rows.Bytes(0, 1))},
                          .expires_at = rows.Time(0, 2), .confirmed = rows.Bool(0, 3), .spoiled = rows.Bool(0, 4)};
}

constexpr Statement kSpoil{"visit.spoil_hand_over", R"sql(
  UPDATE verifications SET hand_over_spoiled = true, hand_over_until = NULL WHERE service_day = $1 AND browser_tag = $2
)sql"};

absl::Status PostgresVisitStore::SpoilHandOver(absl::Time deadline, absl::CivilDay service_day,
                                               const BrowserTag& browser) {
  return pool_.Run(deadline, kSpoil, Params().Date(service_day).Bytes(browser.bytes)).status();
}

constexpr Statement kProofWaits{"visit.proof_waits", R"sql(
  SELECT FROM verifications
  WHERE service_day = $1 AND browser_tag = $2 AND hand_over_until > $3 AND collected_by IS NULL
)sql"};

absl::StatusOr<bool> PostgresVisitStore::ProofWaits(absl::Time deadline, absl::CivilDay service_day,
                                                    const BrowserTag& browser, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kProofWaits, Params().Date(service_day).Bytes(browser.bytes).Time(now)));
  return !rows.empty();
}

constexpr Statement kCollect{"visit.collect_proof", R"sql(
  UPDATE verifications SET collected_by = $3
  WHERE service_day = $1 AND browser_tag = $2 AND hand_over_until > $4 AND COALESCE(collected_by, $3) = $3
)sql"};

absl::StatusOr<bool> PostgresVisitStore::CollectProof(absl::Time deadline, absl::CivilDay service_day,
                                                      const BrowserTag& browser, const RequestId& request,
                                                      absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kCollect, Params().Date(service_day).Bytes(browser.bytes)
                                                                      .Uuid(request.uuid()).Time(now)));
  return rows.affected() == 1;
}

constexpr Statement kPending{"visit.pending_verifications", R"sql(
  SELECT verification_id, service_day, browser_tag, sealed_contact, quota_key, domain_quota_key, network_quota_key
  FROM verifications WHERE queued_at IS NULL AND failure IS NULL ORDER BY requested_at LIMIT $1
)sql"};

absl::StatusOr<std::vector<PendingVerification>> PostgresVisitStore::PendingVerifications(absl::Time deadline,
                                                                                          int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kPending, Params().Int8(limit)));
  std::vector<PendingVerification> pending;
  for (int row = 0; row < rows.size(); ++row) {
    pending.push_back({.id = rows.Uuid(row, 0), .service_day = rows.Date(row, 1),
                       .browser = {std::string(rows.Bytes(row, 2))}, .sealed_contact = std::string(rows.Bytes(row, 3)),
                       .quota_key = std::string(rows.Bytes(row, 4)),
                       .domain_quota_key = std::string(rows.Bytes(row, 5)),
                       .network_quota_key = std::string(rows.Bytes(row, 6))});
  }
  return pending;
}

constexpr Statement kSettle{"visit.settle_verification", R"sql(
  UPDATE verifications
  SET sealed_contact = NULL, network_quota_key = '', queued_at = CASE WHEN $4::text = '' THEN $3::timestamptz END, failure = NULLIF($4::text, '')
  WHERE service_day = $1 AND browser_tag = $2
)sql"};

absl::Status PostgresVisitStore::SettleVerification(absl::Time deadline, const PendingVerification& verification,
                                                    absl::Time now, const std::string& failure) {
  return pool_.Run(deadline, kSettle, Params().Date(verification.service_day).Bytes(verification.browser.bytes).Time(now)
                                          .Text(failure)).status();
}

std::vector<Statement> PostgresVisitStore::VerificationStatements() {
  return {kConfirm, kVerify, kKeepLink, kFindLink, kSpoil, kProofWaits, kCollect, kPending, kSettle};
}

}  // namespace mimamori::visit
