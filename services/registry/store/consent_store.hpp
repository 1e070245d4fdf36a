// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/registry/domain/consent.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

struct NewConsent {
  Consent consent;
  std::string code_mac;  // 32 bytes
  platform::RequestId request_id;
};

struct FoundConsent {
  Consent consent;
  Case patient;
};

// What patients were asked for and gave. Each change commits with its audit entry and the change that tells the services
// above; the case is locked first.
class ConsentStore {
 public:
  explicit ConsentStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Ends the earlier ones of the case that nobody has used. A retry gets the first one. `check` judges a new one by its
  // case. NOT_FOUND (CASE_UNKNOWN), also outside the scope. ALREADY_EXISTS (REQUEST_ID_REUSED).
  absl::StatusOr<Consent> Ask(absl::Time deadline, const NewConsent& asked, const Scope& scope,
                              const platform::postgres::AuditEntry& audit,
                              const std::function<absl::Status(const Case&)>& check);
  // NOT_FOUND (CONSENT_UNKNOWN, field code).
  absl::StatusOr<FoundConsent> Find(absl::Time deadline, const std::string& code_mac);
  // When `decide`, which is told how many places the case has, says true: keeps the consent and the stays as places.
  absl::StatusOr<FoundConsent> Give(absl::Time deadline, const std::string& code_mac,
                                    const std::vector<Whereabouts>& stays, absl::Time now,
                                    const platform::postgres::AuditEntry& audit,
                                    const std::function<absl::StatusOr<bool>(Consent&, const Case&, int places)>& decide);
  // When `decide` says true: keeps the consent and deletes what came by it.
  absl::StatusOr<FoundConsent> Withdraw(absl::Time deadline, const std::string& code_mac, absl::Time now,
                                        const platform::postgres::AuditEntry& audit,
                                        const std::function<absl::StatusOr<bool>(Consent&)>& decide);
  // The life of a code by the policy in force. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<absl::Duration> LifeAt(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
