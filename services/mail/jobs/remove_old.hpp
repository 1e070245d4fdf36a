// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/mail/store/bounce_store.hpp"
#include "services/mail/store/domain_paces.hpp"
#include "services/mail/store/mail_store.hpp"
#include "services/mail/store/policy_book.hpp"

namespace mimamori::mail {

// Removes settled messages and their groups after policy "mail.retention", and quota windows, paces of domains and
// suppressions that are over.
absl::Status RemoveOld(MailStore& store, DomainPaces& paces, BounceStore& bounces, PolicyBook& policies, absl::Time now);

}  // namespace mimamori::mail
