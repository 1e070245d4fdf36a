// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/session.hpp"
#include "services/identity/domain/staff.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

using platform::RequestId;

// An invitation and the account that it is for.
struct KnownInvitation {
  InvitationId id;
  Account account;
  std::string totp_secret;  // encrypted
  absl::Time expires_at;
  bool open = false;                         // neither accepted nor made void
  bool newest = false;                       // of the account's invitations
  std::optional<std::string> password_hash;  // of the account, once it has one
};

// A session to be kept beside something else.
struct NewStaffSession {
  Session session;
  std::string token_hash;  // SHA-256 of the session's token
};

struct AcceptedInvitation {
  InvitationId invitation;
  AccountId account;
  std::string link_hash;  // SHA-256 of the link's token
  RequestId request_id;
  std::string password_hash;
  std::optional<std::string> totp_secret;  // encrypted; none without a second factor
  std::optional<int64_t> totp_step;        // of the code that was shown
  std::vector<std::string> recovery_macs;
  NewStaffSession session;
  absl::Time now;
};

struct DueInvitation {
  InvitationId id;
  RequestId mail_request;
  std::string sealed_contact;
  int attempts = 0;  // before this one
  absl::Time expires_at;
};

// What an invited member of staff does, the mail that leads her here, and her recovery codes.
class InvitationStore {
 public:
  virtual ~InvitationStore() = default;

  virtual absl::StatusOr<std::optional<KnownInvitation>> Find(absl::Time deadline, const InvitationId& id) = 0;
  // Uses the link up, sets what she chose, opens her session: all or nothing. FAILED_PRECONDITION: LINK_USED.
  // NOT_FOUND: LINK_UNKNOWN (made void meanwhile).
  virtual absl::Status Accept(absl::Time deadline, const AcceptedInvitation& accepted,
                              const platform::postgres::AuditEntry& audit) = 0;
  // Another session for an account that may log in. NOT_FOUND: LINK_UNKNOWN.
  virtual absl::Status OpenSession(absl::Time deadline, const AccountId& account, const NewStaffSession& session,
                                   const platform::postgres::AuditEntry& audit) = 0;

  // Replaces all; nothing happens when this request did it before. PERMISSION_DENIED: CODE_REPLAYED, when a code of the
  // same or a later step was taken.
  virtual absl::Status ReplaceRecoveryCodes(absl::Time deadline, const AccountId& account, const RequestId& request_id,
                                            int64_t totp_step, const std::vector<std::string>& macs,
                                            const platform::postgres::AuditEntry& audit) = 0;

  // Mails that are due at `now`; they are due again at `claimed_until` when nobody finishes or postpones them.
  virtual absl::StatusOr<std::vector<DueInvitation>> ClaimMails(absl::Time deadline, absl::Time now,
                                                                absl::Time claimed_until, int limit) = 0;
  virtual absl::Status FinishMail(absl::Time deadline, const InvitationId& id) = 0;
  virtual absl::Status PostponeMail(absl::Time deadline, const InvitationId& id, absl::Time until) = 0;
  // Invitations that ended before `before`. Returns how many.
  virtual absl::StatusOr<int64_t> RemoveExpired(absl::Time deadline, absl::Time before) = 0;
};

}  // namespace mimamori::identity
