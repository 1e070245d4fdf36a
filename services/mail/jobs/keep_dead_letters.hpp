// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/mail/store/dead_letter_store.hpp"
#include "services/mail/store/policy_book.hpp"

namespace mimamori::mail {

// Empties dead letters when they expire, and forgets counts after policy "mail.statistics".
absl::Status KeepDeadLetters(DeadLetterStore& letters, PolicyBook& policies, absl::Time now);

}  // namespace mimamori::mail
