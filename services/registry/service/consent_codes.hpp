// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "services/platform/core/id.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::registry {

// The codes that officers pass on to patients: ten characters of Crockford's base 32 (50 bits), which people type where they
// are tried at a limited rate and by nobody without an open record. Thread-safe.
class ConsentCodes {
 public:
  // `key`: consent.key.
  explicit ConsentCodes(const platform::Secret& key);

  // Made from the request, so that a retry shows the same code and nothing that shows it has to be kept.
  std::string Of(const std::string& officer, const platform::RequestId& request) const;
  // What is kept of it: 32 bytes that nobody finds it by who has only the database.
  std::string MacOf(std::string_view code) const;

  // "K7QP2-M9XD4": how it is shown.
  static std::string Display(std::string_view code);

 private:
  const platform::crypto::Mac codes_;
  const platform::crypto::Mac kept_;
};

}  // namespace mimamori::registry
