// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/parameter_box.hpp"

#include <cstdint>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::mail {
namespace {

// Two bytes of length, most significant first, then the text; parameters have at most 2 KiB in all.
void AppendText(std::string& out, std::string_view text) {
  out += static_cast<char>(text.size() >> 8);
  out += static_cast<char>(text.size() & 0xff);
  out += text;
}

absl::StatusOr<std::string> TakeText(std::string_view& rest) {
  const auto malformed = [] {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_PARAMETERS", "parameters are cut short");
  };
  if (rest.size() < 2) return malformed();
  const size_t size = static_cast<size_t>(static_cast<uint8_t>(rest[0])) << 8 | static_cast<uint8_t>(rest[1]);
  rest.remove_prefix(2);
  if (rest.size() < size) return malformed();
  std::string text(rest.substr(0, size));
  rest.remove_prefix(size);
  return text;
}

std::string BoundTo(const MessageId& message) {
  return std::string(reinterpret_cast<const char*>(message.uuid().data()), message.uuid().size());
}

}  // namespace

platform::Secret ParameterBox::KeyOf(absl::CivilDay day) const {
  return platform::crypto::DeriveKey(
      key_, fmt::format("mimamori.mail.parameters {:04}-{:02}-{:02}", day.year(), day.month(), day.day()));
}

std::string ParameterBox::Seal(const MessageId& message, absl::CivilDay day, const Parameters& parameters) const {
  std::string plain;
  for (const auto& [name, value] : parameters) {
    AppendText(plain, name);
    AppendText(plain, value);
  }
  return platform::crypto::Encrypt(KeyOf(day), platform::Secret(std::move(plain)).Reveal(), BoundTo(message));
}

absl::StatusOr<Parameters> ParameterBox::Open(const MessageId& message, absl::CivilDay day,
                                              std::string_view sealed) const {
  ASSIGN_OR_RETURN(std::string opened, platform::crypto::Decrypt(KeyOf(day), sealed, BoundTo(message)));
  const platform::Secret plain(std::move(opened));
  std::string_view rest = plain.Reveal();
  Parameters parameters;
  while (!rest.empty()) {
    ASSIGN_OR_RETURN(std::string name, TakeText(rest));
    ASSIGN_OR_RETURN(std::string value, TakeText(rest));
    parameters.emplace(std::move(name), std::move(value));
  }
  return parameters;
}

}  // namespace mimamori::mail
