// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/identity/store/invitation_store.hpp"
#include "services/identity/store/link_store.hpp"
#include "services/identity/store/log_in_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/session_store.hpp"

namespace mimamori::identity {

struct Expiring {
  SessionStore& sessions;
  LinkStore& links;
  LogInStore& log_ins;
  InvitationStore& invitations;
};

// Removes what has run out: sessions, links and invitations that are forgotten, log-in attempts that slow nobody any more.
// Each is tried even when another fails; the first failure is returned.
absl::Status RemoveExpired(absl::Time deadline, absl::Time now, const Expiring& stores, PolicyBook& policies);

}  // namespace mimamori::identity
