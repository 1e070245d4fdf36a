// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/release_evidence.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::RequestId;
using platform::postgres::AuditEntry;

struct ReleaseTag { static constexpr const char* kName = "release_id"; };
using ReleaseId = platform::Id<ReleaseTag>;

// Kept as a smallint: never renumber.
enum class ReleaseState : int16_t {
  kConfirmed = 1,  // by a person; the registry is to be told
  kReleased = 2,   // and it was
  kRefused = 3,    // by the registry, for good
};

// Somebody who may be released one day, and what she told.
struct ReleaseCandidate {
  int64_t key = 0;
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  int16_t status = 0;  // as registry.v1.CaseStatus
  Patient patient = {};
  Tier last_tier = Tier::kGreen;
  std::string rejected_evidence = {};  // digest, of the last proposal that was refused; empty: none was
  std::vector<Report> reports = {};    // by time

  ReleaseCase Case(std::optional<absl::CivilDay> negative_test) const {
    return {.patient = patient, .setting = SettingOf(status), .negative_test = negative_test, .last_tier = last_tier};
  }
};

// A page of candidates goes on behind an area and a patient of it.
struct CandidatePosition {
  std::string area = {};
  int64_t key = 0;
};

struct Release {
  ReleaseId id = {};
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  std::optional<int> birth_year = std::nullopt;
  std::string language = "ja";
  absl::TimeZone zone = absl::UTCTimeZone();
  ReleaseState state = ReleaseState::kConfirmed;
  std::string refusal = {};  // the registry's reason
  std::string confirmed_by = {};
  absl::Time confirmed_at = {};
  CertifiedDays days = {};
  std::string code = {};  // 16 bytes
  ReleaseEvidence evidence = {};
  std::string revoked_by = {};  // empty: its certificate holds
  std::optional<absl::Time> revoked_at = std::nullopt;
  std::string revoke_reason = {};

  bool Holds() const { return state == ReleaseState::kReleased && !revoked_at; }
};

// By time, the newest first.
struct ReleasePosition {
  absl::Time confirmed_at = absl::InfiniteFuture();
  ReleaseId id = ReleaseId(platform::Uuid{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
};

// What a person decided.
struct ReleaseDecision {
  RequestId request;
  std::string by;  // account
  absl::Time at;
};

// Who an area's certificates are from.
struct CertificateIssuer {
  std::string name = {};     // Japanese; empty: nobody was named
  std::string name_en = {};
};

// Releases: added with what was seen, settled, revoked, forgotten. What is outside of the scope doesn't exist. Failures beside
// those named: the pool's.
class ReleaseStore {
 public:
  explicit ReleaseStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Those of whom nothing stands against a release that can be told without reading what they told: neither silent at `now`
  // nor above green. By area.
  absl::StatusOr<std::vector<ReleaseCandidate>> Candidates(absl::Time deadline, const Scope& scope,
                                                           const CandidatePosition& after, int limit,
                                                           absl::Time told_since);
  // NOT_FOUND: PATIENT_UNKNOWN.
  absl::StatusOr<ReleaseCandidate> Find(absl::Time deadline, const Scope& scope, const CaseId& id);

  // Has `decide` look at her as she is, while no report can come in between, and keeps what it says with the audit entry. The
  // same decision again gives the first answer. NOT_FOUND: PATIENT_UNKNOWN. ALREADY_EXISTS: REQUEST_ID_REUSED.
  // FAILED_PRECONDITION: RELEASED_ALREADY.
  using Decide = std::function<absl::StatusOr<ReleaseEvidence>(const ReleaseCandidate&)>;
  absl::StatusOr<Release> Confirm(absl::Time deadline, const Scope& scope, const CaseId& id, const ReleaseDecision& decision,
                                  const Decide& decide, AuditEntry audit);
  // As Confirm; `decide` gives the digest of the evidence.
  using Digest = std::function<absl::StatusOr<std::string>(const ReleaseCandidate&)>;
  absl::Status Reject(absl::Time deadline, const Scope& scope, const CaseId& id, const ReleaseDecision& decision,
                      const std::string& reason, const Digest& decide, AuditEntry audit);

  // NOT_FOUND: RELEASE_UNKNOWN. Audited where an entry is given.
  absl::StatusOr<Release> Get(absl::Time deadline, const Scope& scope, const ReleaseId& id,
                              const std::optional<AuditEntry>& audit);
  absl::StatusOr<std::vector<Release>> List(absl::Time deadline, const Scope& scope, const ReleasePosition& after, int limit,
                                            const AuditEntry& audit);
  // For whoever holds the paper. NOT_FOUND: CERTIFICATE_UNKNOWN.
  absl::StatusOr<Release> FindByCode(absl::Time deadline, const std::string& code);
  // Its certificate holds no more; again: nothing happens. NOT_FOUND: RELEASE_UNKNOWN.
  absl::StatusOr<Release> Revoke(absl::Time deadline, const Scope& scope, const ReleaseId& id, const std::string& reason,
                                 AuditEntry audit);

  // Of whom the registry is to be told, the oldest first.
  absl::StatusOr<std::vector<Release>> Waiting(absl::Time deadline, int limit);
  // `refusal`: empty when it did it. What was settled stays as it is.
  absl::Status Settle(absl::Time deadline, const ReleaseId& id, const std::string& refusal, absl::Time now);

  // In force. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<ReleaseRules> Rules(absl::Time deadline, absl::Time at);
  absl::StatusOr<CertificateIssuer> IssuerOf(absl::Time deadline, const platform::AreaCode& area, absl::Time at);
  absl::Status Audit(absl::Time deadline, const AuditEntry& entry);
  // Releases and rejections that are older than the policy keeps them.
  absl::Status ForgetOld(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
