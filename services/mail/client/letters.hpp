// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/time/time.h"
#include "mimamori/mail/v1/mail_service.pb.h"
#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/platform/crypto/signature.hpp"

// For the services that have mails sent.
namespace mimamori::mail {

// What one request's mails are about, as mail's and the vault's tables of templates list it.
struct Occasion {
  std::string issuer;    // the process that sends them, whose key signs
  std::string event_id;  // see DispatchPermit
  vault::v1::Ring ring = vault::v1::RING_UNSPECIFIED;
  std::string template_name;
  absl::Time expires = {};  // of the mails and of the permit
};

// A request to mail with template, end and the permit that opens its contacts; the messages are still to be added.
v1::EnqueueRequest RequestFor(const Occasion& occasion, const platform::crypto::Signer& permits);

// How long whoever could not hand a mail over waits after so many attempts: 5 s, then twice as long each time, 10 min at most.
absl::Duration PauseAfter(int attempts);

}  // namespace mimamori::mail
