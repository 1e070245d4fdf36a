// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/mail/domain/message_builder.hpp"
#include "services/mail/domain/template_table.hpp"
#include "services/platform/core/secret.hpp"

namespace mimamori::mail {

// Keeps what templates are filled with (links, names of venues, hours) unreadable at rest: XChaCha20-Poly1305 under a
// key of the day, derived from mail-outbox.key, and bound to the message. Thread-safe.
class ParameterBox {
 public:
  explicit ParameterBox(platform::Secret key) : key_(std::move(key)) {}
  std::string Seal(const MessageId& message, absl::CivilDay day, const Parameters& parameters) const;
  // PERMISSION_DENIED (NOT_AUTHENTIC) for another message, day or key; INVALID_ARGUMENT (MALFORMED_PARAMETERS).
  absl::StatusOr<Parameters> Open(const MessageId& message, absl::CivilDay day, std::string_view sealed) const;

 private:
  platform::Secret KeyOf(absl::CivilDay day) const;
  const platform::Secret key_;
};

}  // namespace mimamori::mail
