// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/link.hpp"
#include "services/identity/domain/session.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

// A guess that is kept.
struct KeptTry {
  std::string payload;  // the link's
  int number = 0;       // 1 to kMostTries
};

struct NewDevice {
  Session session;
  std::string session_hash;  // SHA-256 of the session's token
  std::string link_hash;     // of the link that binds it
  CaseId case_id;
  std::string opened_by;  // service, which owns the link, too
  RequestId request_id;
};

struct OpenedDevice {
  SessionId id;
  absl::Time expires_at;
};

// Patients' devices: the guesses that a link allows, and the sessions that it opens.
class DeviceStore {
 public:
  explicit DeviceStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Judges (JudgeTry) and keeps the guess, in one transaction: when it returns, it counts. Fails as JudgeTry does.
  absl::StatusOr<KeptTry> Try(absl::Time deadline, absl::Time now, const std::string& link_hash,
                              const std::string& owner, const LinkTry& guess);

  // Uses the link up (JudgeUse) and opens the session, in one transaction. A retry makes the earlier token void, and never
  // opens anew what was ended. FAILED_PRECONDITION: LINK_NOT_TRIED, LINK_USED. And JudgeUse's.
  absl::StatusOr<OpenedDevice> Open(absl::Time deadline, const NewDevice& opened,
                                    const platform::postgres::AuditEntry& audit);

  // Of one device, or of all of the case; `audit` is kept only when there was one. Returns how many.
  absl::StatusOr<int64_t> End(absl::Time deadline, const CaseId& id, const std::optional<SessionId>& device,
                              const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
