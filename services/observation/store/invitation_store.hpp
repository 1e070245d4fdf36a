// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/invitation.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// A reporter, and the area that her case is in.
struct FoundReporter {
  Reporter reporter = {};
  platform::AreaCode area = {};
};

struct NewInvitation {
  Invitation invitation = {};
  std::string invited_by = {};  // account
  platform::RequestId request_id = {};
  platform::RequestId mail_request = {};  // where it is mailed
};

// The row after which a list goes on.
struct InvitationPosition {
  absl::Time created_at = absl::InfiniteFuture();
  InvitationId id = {};
};

// A mail that is to leave.
struct InvitationMail {
  Invitation invitation = {};
  platform::RequestId mail_request = {};
  int attempts = 0;
};

// Links that were given to patients. Whatever is outside of a scope doesn't exist. Failures beside those named: the pool's.
class InvitationStore {
 public:
  explicit InvitationStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Without a scope for whoever comes with a link. NOT_FOUND: PATIENT_UNKNOWN.
  absl::StatusOr<FoundReporter> FindReporter(absl::Time deadline, const CaseId& id, const std::optional<Scope>& scope);

  // The one that this very call made before.
  absl::StatusOr<std::optional<Invitation>> OfRequest(absl::Time deadline, const std::string& officer,
                                                      const platform::RequestId& request_id);
  // Keeps it, with its mail, and makes void whatever link of hers is open. When the same call was faster, answers with what
  // that kept. ALREADY_EXISTS: REQUEST_ID_REUSED (for another case, or another way to her).
  absl::StatusOr<Invitation> Keep(absl::Time deadline, const NewInvitation& made,
                                  const platform::postgres::AuditEntry& audit);
  // nullopt: none.
  absl::StatusOr<std::optional<Invitation>> Find(absl::Time deadline, const InvitationId& id);
  // Its link is about to be shown: audited. NOT_FOUND: PATIENT_UNKNOWN, INVITATION_UNKNOWN. FAILED_PRECONDITION:
  // INVITATION_ENDED.
  absl::StatusOr<Invitation> Show(absl::Time deadline, const CaseId& id, const InvitationId& invitation,
                                  const Scope& scope, const platform::postgres::AuditEntry& audit);
  // Unless it was used or revoked before. NOT_FOUND: PATIENT_UNKNOWN, INVITATION_UNKNOWN.
  absl::StatusOr<Invitation> Revoke(absl::Time deadline, const CaseId& id, const InvitationId& invitation,
                                    const Scope& scope, const platform::postgres::AuditEntry& audit);
  // The latest first. NOT_FOUND: PATIENT_UNKNOWN.
  absl::StatusOr<std::vector<Invitation>> List(absl::Time deadline, const CaseId& id, const Scope& scope,
                                               const InvitationPosition& after, int limit);

  // Those that are due, for nobody else until `claimed_until`.
  absl::StatusOr<std::vector<InvitationMail>> ClaimMails(absl::Time deadline, absl::Time now, absl::Time claimed_until,
                                                         int limit);
  absl::Status FinishMail(absl::Time deadline, const InvitationId& id);
  absl::Status PostponeMail(absl::Time deadline, const InvitationId& id, absl::Time until);

  // Those of cases that are watched no more, when their links are over. Returns how many.
  absl::StatusOr<int64_t> Forget(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
