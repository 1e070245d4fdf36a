// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/consent_codes.hpp"

#include "services/platform/core/base32.hpp"

namespace mimamori::registry {
namespace {

constexpr size_t kLength = 10;
constexpr size_t kBytes = 7;  // 56 bits; the first 50 are used

}  // namespace

ConsentCodes::ConsentCodes(const platform::Secret& key)
    : codes_(platform::crypto::DeriveKey(key, "code"), "mimamori.consent_code"),
      kept_(platform::crypto::DeriveKey(key, "kept"), "mimamori.consent_mac") {}

std::string ConsentCodes::Of(const std::string& officer, const platform::RequestId& request) const {
  return platform::EncodeBase32(codes_.Of(request.ToString() + officer, kBytes)).substr(0, kLength);
}

std::string ConsentCodes::MacOf(std::string_view code) const { return kept_.Of(code); }

std::string ConsentCodes::Display(std::string_view code) {
  return std::string(code.substr(0, kLength / 2)) + '-' + std::string(code.substr(kLength / 2));
}

}  // namespace mimamori::registry
