// SPDX-License-Identifier: Apache-2.0
#include "services/identity/jobs/remove_expired.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

absl::Status ForgetAttempts(absl::Time deadline, absl::Time now, LogInStore& log_ins, PolicyBook& policies) {
  ASSIGN_OR_RETURN(const SlowingPolicy policy, policies.Slowing(deadline, now));
  return log_ins.ForgetAttempts(deadline, now - policy.window).status();
}

}  // namespace

absl::Status RemoveExpired(absl::Time deadline, absl::Time now, const Expiring& stores, PolicyBook& policies) {
  absl::Status first = stores.sessions.RemoveExpired(deadline, now).status();
  first.Update(stores.links.RemoveForgotten(deadline, now).status());
  first.Update(stores.invitations.RemoveExpired(deadline, now - kLinkEpilogue).status());
  first.Update(ForgetAttempts(deadline, now, stores.log_ins, policies));
  return first;
}

}  // namespace mimamori::identity
