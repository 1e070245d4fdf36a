// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/identity/store/link_store.hpp"
#include "services/identity/store/log_in_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/session_store.hpp"

namespace mimamori::identity {

// Removes what has run out: sessions, links that are forgotten, log-in attempts that slow nobody any more. Each of the
// three is tried even when another fails; the first failure is returned.
absl::Status RemoveExpired(absl::Time deadline, absl::Time now, SessionStore& sessions, LinkStore& links,
                           LogInStore& log_ins, PolicyBook& policies);

}  // namespace mimamori::identity
