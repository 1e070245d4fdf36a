// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "mimamori/identity/v1/administration.pb.h"
#include "services/identity/service/password_hasher.hpp"
#include "services/identity/service/totp.hpp"
#include "services/identity/store/account_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/platform/core/clock.hpp"

namespace mimamori::identity {

// What the commands on the local socket do: the first administrator, and demo accounts. Who may ask is the socket's to
// judge (AdminSocket).
class Administration {
 public:
  struct Rules {
    bool demo = false;  // demo accounts may be made
  };
  Administration(AccountStore& store, PasswordHasher& hasher, PolicyBook& policies, const platform::Secret& totp_key,
                 Rules rules, const platform::Clock& clock)
      : store_(store), hasher_(hasher), policies_(policies), totp_vault_(totp_key.Clone()), rules_(rules), clock_(clock) {}

  // Takes and returns a line of JSON, without its newline. `peer` is the caller's numeric user, for the audit.
  std::string Answer(std::string_view line, unsigned peer);

 private:
  absl::StatusOr<v1::CreatedAccount> Do(const v1::AdministrationRequest& request, unsigned peer);
  absl::StatusOr<v1::CreatedAccount> Create(const AccountDraft& draft, const platform::Secret& password,
                                            bool first_administrator, unsigned peer);

  AccountStore& store_;
  PasswordHasher& hasher_;
  PolicyBook& policies_;
  const TotpVault totp_vault_;
  const Rules rules_;
  const platform::Clock& clock_;
};

// A reply's line for a failure. INTERNAL and UNKNOWN lose their text.
std::string ProblemLine(const absl::Status& failure);

}  // namespace mimamori::identity
