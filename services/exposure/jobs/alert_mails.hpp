// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/platform/crypto/signature.hpp"

// What the mails of exposures have in common.
namespace mimamori::exposure {

enum class MailKind { kAlert, kCorrection };

// The same person, event and kind always make the same id, whoever dispatches.
std::string MessageIdOf(MailKind kind, const ExposureId& id, const std::string& contact_mac);

// Under which mail counts and takes them back.
std::string GroupOf(MailKind kind, const ExposureId& id);

vault::v1::SignedPermit PermitFor(const ExposureId& id, const std::string& template_name, absl::Time expires,
                                  const platform::crypto::Signer& permits);

}  // namespace mimamori::exposure
