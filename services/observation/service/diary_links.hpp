// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "services/observation/domain/invitation.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::observation {

// Patients' links. Their tokens are made of the invitation's id, under a key that is in no database: the mail and the paper
// hold the same link, a retry makes the same, and none is kept. Thread-safe.
class DiaryLinks {
 public:
  // `public_url`: with or without a slash at the end.
  DiaryLinks(const platform::Secret& key, std::string public_url);

  std::string TokenOf(const InvitationId& id) const;  // 22 characters of base64url: 128 bits
  std::string HashOf(const InvitationId& id) const;   // SHA-256, as the identity service looks tokens up
  std::string UrlOf(const InvitationId& id) const;    // "https://mimamori.example.jp/diary/…"

 private:
  const platform::crypto::Mac mac_;
  const std::string base_;
};

// Tells two guesses of one request apart, 16 bytes: a MAC under the link's token, which nobody keeps.
std::string FingerprintOf(std::string_view token, const platform::RequestId& request_id, int birth_year);

}  // namespace mimamori::observation
