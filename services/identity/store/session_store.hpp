// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/identity/domain/session.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

struct KnownSession {
  Session session;
  Account account;            // of a staff session
  platform::VenueId venue;    // of an operator's
  CaseId case_id;             // of a patient's device
};

struct NewOperatorSession {
  Session session;
  std::string token_hash;  // SHA-256 of the token
  platform::VenueId venue;
  std::string opened_by;  // service
  platform::RequestId request_id;
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // One indexed read. nullopt when there is none of that kind, or its account is disabled. Lifetimes are the caller's to
  // judge.
  virtual absl::StatusOr<std::optional<KnownSession>> Find(absl::Time deadline, const std::string& token_hash,
                                                           SessionKind kind) = 0;
  virtual absl::Status See(absl::Time deadline, const std::string& token_hash, absl::Time now) = 0;
  // Ends a staff session; `audit` is kept only when there was one, with its account as actor and object.
  virtual absl::Status EndStaff(absl::Time deadline, const std::string& token_hash,
                                platform::postgres::AuditEntry audit) = 0;
  // Returns when it ends. A retry of the same call makes the earlier token void. ALREADY_EXISTS (REQUEST_ID_REUSED) for
  // another venue.
  virtual absl::StatusOr<absl::Time> OpenOperator(absl::Time deadline, const NewOperatorSession& opened,
                                                  const platform::postgres::AuditEntry& audit) = 0;
  // Sessions that expired before `before`. Returns how many.
  virtual absl::StatusOr<int64_t> RemoveExpired(absl::Time deadline, absl::Time before) = 0;
};

}  // namespace mimamori::identity
