// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/identity/store/invitation_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresInvitationStore final : public InvitationStore {
 public:
  explicit PostgresInvitationStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<KnownInvitation>> Find(absl::Time deadline, const InvitationId& id) override;
  absl::Status Accept(absl::Time deadline, const AcceptedInvitation& accepted,
                      const platform::postgres::AuditEntry& audit) override;
  absl::Status OpenSession(absl::Time deadline, const AccountId& account, const NewStaffSession& session,
                           const platform::postgres::AuditEntry& audit) override;
  absl::Status ReplaceRecoveryCodes(absl::Time deadline, const AccountId& account, const RequestId& request_id,
                                    int64_t totp_step, const std::vector<std::string>& macs,
                                    const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::vector<DueInvitation>> ClaimMails(absl::Time deadline, absl::Time now, absl::Time claimed_until,
                                                        int limit) override;
  absl::Status FinishMail(absl::Time deadline, const InvitationId& id) override;
  absl::Status PostponeMail(absl::Time deadline, const InvitationId& id, absl::Time until) override;
  absl::StatusOr<int64_t> RemoveExpired(absl::Time deadline, absl::Time before) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
