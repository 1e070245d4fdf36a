// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

struct NewAccount {
  Account account;
  std::string password_hash;
  std::optional<std::string> totp_secret;  // encrypted; none for a demo account
  absl::Time created_at;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  // Keeps an account and its audit entry. With `first_administrator`, only when there never was one: FAILED_PRECONDITION
  // (ADMINISTRATOR_EXISTS). ALREADY_EXISTS (USER_NAME_TAKEN).
  virtual absl::Status Insert(absl::Time deadline, const NewAccount& account, bool first_administrator,
                              const platform::postgres::AuditEntry& audit) = 0;
};

}  // namespace mimamori::identity
