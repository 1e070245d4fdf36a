// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/vault/domain/event.hpp"
#include "services/vault/domain/permit.hpp"
#include "services/vault/domain/retention.hpp"
#include "services/vault/domain/ring.hpp"

namespace mimamori::vault {

// Who asks, when, and until when an answer is worth anything: what every audit entry and every query needs.
struct Access {
  absl::Time now;
  absl::Time deadline;  // of the system's clock
  std::string actor;    // a service's name
  std::string trace_id;
};

// The vault's small database: what was given out, opened, matched and destroyed, and the policies. No key, no contact,
// no address, no MAC. Every method returns after its commit.
class VaultStore {
 public:
  virtual ~VaultStore() = default;

  // The policies in force at access.now. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  virtual absl::StatusOr<Retention> GetRetention(const Access& access) = 0;
  virtual absl::StatusOr<PermitPolicy> GetPermitPolicy(const Access& access) = 0;

  virtual absl::Status RecordPseudonymKeyGiven(const Access& access, std::string_view service_day) = 0;
  // Counts a use of a mailed link, within policy "vault.records". RESOURCE_EXHAUSTED (TOO_MANY_DERIVATIONS).
  virtual absl::Status BeginDerivation(const Access& access, std::string_view link_hash, int days) = 0;
  // `opened` of `asked` contacts, for the permit's event.
  virtual absl::Status RecordOpening(const Access& access, const Permit& permit, int asked, int opened) = 0;
  // Remembers the event at its first use. FAILED_PRECONDITION (EVENT_ENDED).
  virtual absl::Status BeginMatching(const Access& access, EventId event, int contacts) = 0;
  // Ends it for good; ending twice is success and recorded once.
  virtual absl::Status EndEvent(const Access& access, EventId event) = 0;
  // Recorded before the key goes: a destruction that is interrupted is recorded again when it is repeated.
  virtual absl::Status RecordDestruction(const Access& access, KeyKind kind, std::string_view period) = 0;

  // What is remembered of these events. One that is not remembered (its database was restored from a backup) counts as
  // first used now.
  virtual absl::StatusOr<std::vector<EventKey>> ListEventKeys(const Access& access,
                                                              const std::vector<EventId>& events) = 0;
};

}  // namespace mimamori::vault
