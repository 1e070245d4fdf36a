// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/core/secret.hpp"

namespace mimamori::identity {

// Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30-second steps), through liboath.
constexpr absl::Duration kTotpStep = absl::Seconds(30);

// The code of the step that holds `time`. `digits`: 6, 7 or 8.
std::string TotpCodeAt(const platform::Secret& secret, absl::Time time, int digits = 6);

// The step that `code` (six digits) belongs to, among the present one, the one before and the next; nullopt for none.
std::optional<int64_t> MatchTotp(const platform::Secret& secret, std::string_view code, absl::Time now);

// INVALID_ARGUMENT (field totp_code).
absl::Status WrongTotpCode();

platform::Secret NewTotpSecret();  // 20 bytes, as RFC 4226 §4 recommends

// What an authenticator takes: RFC 4648 base 32 without padding, and the URI that is shown as a QR code
// (otpauth://totp/…, the "Key Uri Format").
std::string TotpSecretText(const platform::Secret& secret);
std::string TotpUri(const platform::Secret& secret, std::string_view user_name);

// The QR symbol of a text (ISO/IEC 18004, level M): a row of "0" (light) and "1" (dark) modules each, without quiet zone.
// At most 1,000 bytes.
std::vector<std::string> SymbolOf(const std::string& text);

// Secrets at rest: encrypted under a key file, bound to their account.
class TotpVault {
 public:
  explicit TotpVault(platform::Secret key) : key_(std::move(key)) {}
  std::string Close(const platform::Secret& secret, const AccountId& account) const;
  absl::StatusOr<platform::Secret> Open(const std::string& closed, const AccountId& account) const;  // NOT_AUTHENTIC

 private:
  platform::Secret key_;
};

}  // namespace mimamori::identity
