// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/bounce.hpp"
#include "services/mail/store/bounce_tokens.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// Mails that came back, and mailboxes that no alert goes to because of it, as the stop list's MACs. Thread-safe. Failures: those
// of postgres::Pool.
class BounceStore {
 public:
  explicit BounceStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // A mail that was sent has failed (BOUNCED); counted in its group and in the statistics of the day, and against its mailbox
  // when it speaks against it. True when this is new: the same mail comes back once. UNAVAILABLE: MAIL_STILL_LEAVING, while a worker
  // holds it.
  absl::StatusOr<bool> Record(absl::Time deadline, absl::Time now, const BouncePolicy& policy, const BouncedMail& mail,
                              bool against_mailbox, int smtp_code);
  // One for each MAC, in order.
  absl::StatusOr<std::vector<bool>> AreSuppressed(absl::Time deadline, absl::Time now,
                                                  const std::vector<std::string>& address_macs);
  // Mailboxes that are suppressed no more, and of which nothing was heard for `within`.
  absl::Status Forget(absl::Time deadline, absl::Time now, absl::Duration within);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::mail
