// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/vault/domain/ring.hpp"

namespace mimamori::vault {

// What the service that decided a mail has signed: who may be told what.
struct Permit {
  std::string issuer;
  std::string event_id;  // opaque: an exposure event, a verification, a registration
  Ring ring = Ring::kVisit;
  std::string template_name;
  absl::Time expire_time;
};

// Policy "vault.permits": issuers, and the templates that each may have sent to a ring's people.
struct PermitPolicy {
  struct Rule {
    std::string issuer;
    Ring ring = Ring::kVisit;
    std::string template_name;
  };
  std::vector<Rule> rules;
  absl::Duration longest;  // from now to a permit's expiry
};

// Whether contacts may be opened for a mail of `asked_template`, once the permit's signature was verified.
// PERMISSION_DENIED: PERMIT_EXPIRED; PERMIT_NOT_FOR_THIS when issuer, ring and template don't go together, when another
// template is asked for than was permitted, when it would live longer than the policy allows, or when its event is not
// an opaque id (1–64 of a-z, A-Z, 0-9, - and _), since the event goes into the audit.
absl::Status CheckPermit(const Permit& permit, std::string_view asked_template, const PermitPolicy& policy,
                         absl::Time now);

}  // namespace mimamori::vault
