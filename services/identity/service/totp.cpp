// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/totp.hpp"

#include <liboath/oath.h>
#include <qrencode.h>

#include <array>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

constexpr unsigned kStepSeconds = 30;

int64_t StepOf(absl::Time time) { return absl::ToUnixSeconds(time) / kStepSeconds; }

std::string BoundTo(const AccountId& account) { return "mimamori.totp.v1:" + account.ToString(); }

}  // namespace

std::string TotpCodeAt(const platform::Secret& secret, absl::Time time, int digits) {
  std::array<char, 16> code{};
  const int answer = oath_totp_generate(secret.Reveal().data(), secret.Reveal().size(), absl::ToUnixSeconds(time),
                                        kStepSeconds, OATH_TOTP_DEFAULT_START_TIME, static_cast<unsigned>(digits),
                                        code.data());
  if (answer != OATH_OK) std::abort();  // only for a number of digits that there isn't
  return code.data();
}

std::optional<int64_t> MatchTotp(const platform::Secret& secret, std::string_view code, absl::Time now) {
  if (code.size() != 6) return std::nullopt;
  std::optional<int64_t> matched;
  for (const int skew : {0, -1, 1}) {
    const absl::Time then = now + skew * kTotpStep;
    if (platform::crypto::EqualInConstantTime(TotpCodeAt(secret, then), code) && !matched) matched = StepOf(then);
  }
  return matched;
}

platform::Secret NewTotpSecret() { return platform::Secret(platform::crypto::RandomBytes(20)); }

std::string TotpSecretText(const platform::Secret& secret) {
  char* text = nullptr;
  size_t length = 0;
  if (oath_base32_encode(secret.Reveal().data(), secret.Reveal().size(), &text, &length) != OATH_OK) std::abort();
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  std::string result(text, length);
  while (result.ends_with('=')) result.pop_back();
  return result;
}

std::string TotpUri(const platform::Secret& secret, std::string_view user_name) {
  return fmt::format("otpauth://totp/Mimamori:{}?secret={}&issuer=Mimamori&algorithm=SHA1&digits=6&period={}", user_name,
                     TotpSecretText(secret), kStepSeconds);
}

absl::Status WrongTotpCode() {
  return platform::BadField("totp_code", "WRONG_TOTP_CODE", "this is not the code of the moment");
}

std::vector<std::string> SymbolOf(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) std::abort();  // only for a text that is too long
  const auto width = static_cast<size_t>(code->width);
  std::vector<std::string> rows(width, std::string(width, '0'));
  for (size_t row = 0; row < width; ++row) {
    for (size_t column = 0; column < width; ++column) {
      if ((code->data[row * width + column] & 1) != 0) rows[row][column] = '1';
    }
  }
  return rows;
}

std::string TotpVault::Close(const platform::Secret& secret, const AccountId& account) const {
  return platform::crypto::Encrypt(key_, secret.Reveal(), BoundTo(account));
}

absl::StatusOr<platform::Secret> TotpVault::Open(const std::string& closed, const AccountId& account) const {
  ASSIGN_OR_RETURN(std::string secret, platform::crypto::Decrypt(key_, closed, BoundTo(account)));
  return platform::Secret(std::move(secret));
}

}  // namespace mimamori::identity
