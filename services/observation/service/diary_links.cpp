// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/diary_links.hpp"

#include "fmt/format.h"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::observation {
namespace {

constexpr size_t kTokenBytes = 16;
constexpr size_t kFingerprintBytes = 16;

std::string BaseOf(std::string public_url) {
  while (public_url.ends_with('/')) public_url.pop_back();
  return public_url + "/diary/";
}

}  // namespace

DiaryLinks::DiaryLinks(const platform::Secret& key, std::string public_url)
    : mac_(key, "mimamori.diary-link.v1"), base_(BaseOf(std::move(public_url))) {}

std::string DiaryLinks::TokenOf(const InvitationId& id) const {
  return platform::crypto::ToBase64Url(mac_.Of(id.ToString(), kTokenBytes));
}

std::string DiaryLinks::HashOf(const InvitationId& id) const {
  return platform::crypto::Sha256(mac_.Of(id.ToString(), kTokenBytes));
}

std::string DiaryLinks::UrlOf(const InvitationId& id) const { return base_ + TokenOf(id); }

std::string FingerprintOf(std::string_view token, const platform::RequestId& request_id, int birth_year) {
  const platform::crypto::Mac mac(platform::Secret(std::string(token)), "mimamori.diary-guess.v1");
  return mac.Of(fmt::format("{} {}", request_id.ToString(), birth_year), kFingerprintBytes);
}

}  // namespace mimamori::observation
