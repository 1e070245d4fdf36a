// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/staff.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

using platform::RequestId;

struct NewInvitation {
  InvitationId id;
  RequestId request_id;        // of the administrator
  std::string fingerprint;     // MAC of what she asked for, 16 bytes
  std::string totp_secret;     // encrypted
  std::string sealed_contact;  // to the vault's ring "staff", its subject is the invitation
  RequestId mail_request;
  absl::Time created_at;
  absl::Time expires_at;
};

// What administrators do. Each change is one transaction, one after another in the installation: the caller's own account
// is read again in it (PERMISSION_DENIED: NOT_AN_ADMINISTRATOR), then JudgeChange decides.
class StaffStore {
 public:
  virtual ~StaffStore() = default;

  // The account, its invitation and the mail to be sent. A retry (actor, request_id) gives the account as it is now.
  // Failures of CheckGrant; BadField "area_codes": AREA_NOT_SERVED; ALREADY_EXISTS: USER_NAME_TAKEN, REQUEST_ID_REUSED.
  // Of its organisation: ORGANISATION_UNKNOWN (also outside the scope), ORGANISATION_NOT_ACTIVE.
  virtual absl::StatusOr<Member> Invite(absl::Time deadline, const AccountId& actor, const Account& account,
                                        const NewInvitation& invitation,
                                        const platform::postgres::AuditEntry& audit) = 0;
  // Makes void every way into the account that there was. Failures of JudgeChange; ALREADY_EXISTS: REQUEST_ID_REUSED.
  virtual absl::StatusOr<Member> Reinvite(absl::Time deadline, const AccountId& actor, const AccountId& account,
                                          const NewInvitation& invitation,
                                          const platform::postgres::AuditEntry& audit) = 0;
  // Failures of JudgeChange, ChangedAccount, CheckGrant and AREA_NOT_SERVED; of an organisation that it was not in before,
  // those of Invite.
  virtual absl::StatusOr<Member> Change(absl::Time deadline, const AccountId& actor, const AccountId& account,
                                        const AccountDraft& draft, const platform::postgres::AuditEntry& audit) = 0;
  // Ends its sessions, too. Nothing happens to an account that is disabled already. Failures of JudgeChange.
  virtual absl::StatusOr<Member> Disable(absl::Time deadline, const AccountId& actor, const AccountId& account,
                                         absl::Time now, const platform::postgres::AuditEntry& audit) = 0;

  // nullopt also outside the scope.
  virtual absl::StatusOr<std::optional<Member>> Get(absl::Time deadline, const AdministratorScope& scope,
                                                    const AccountId& account) = 0;
  // By user name, those after `after` ("" for all), at most `limit`; of one organisation where it is named.
  virtual absl::StatusOr<std::vector<Member>> List(absl::Time deadline, const AdministratorScope& scope,
                                                   const std::optional<OrganisationId>& organisation,
                                                   const std::string& after, int limit) = 0;
};

}  // namespace mimamori::identity
