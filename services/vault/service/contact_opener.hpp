// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/vault/store/key_rings.hpp"

namespace mimamori::vault {

// One contact of a batch. A failure belongs to it alone.
struct OpenedContact {
  platform::Secret text;       // a serialized v1::Contact
  std::string subject;         // what it was sealed for
  std::string failure_reason;  // empty; KEY_DESTROYED, NOT_AUTHENTIC, WRONG_RING
};

// Opens one request's contacts; lives as long as the request, and with it the keys that it computed.
class ContactOpener {
 public:
  ContactOpener(KeyRings& rings, absl::Time now) : rings_(rings), now_(now) {}

  // `only`: the ring that may be opened; none: any. Fails, for the whole batch, when a key that is there can't be read.
  absl::StatusOr<OpenedContact> Open(std::string_view sealed, std::optional<Ring> only);

 private:
  using KeyName = platform::crypto::SealedKeyName;
  absl::StatusOr<platform::crypto::Opener*> OpenerOf(const KeyName& name, Ring ring);

  KeyRings& rings_;
  const absl::Time now_;
  std::map<KeyName, std::optional<platform::crypto::Opener>> openers_;  // nullopt: the key is destroyed
};

}  // namespace mimamori::vault
