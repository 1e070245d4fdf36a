// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/secret.hpp"

struct evp_pkey_st;

namespace mimamori::mail {

// Signs mails (RFC 6376; Ed25519: RFC 8463) over OpenSSL, with relaxed/relaxed canonicalisation. The header From is signed
// once more than it is there, so that none can be added; both List-Unsubscribe headers are signed (RFC 8058). Thread-safe.
class DkimSigner {
 public:
  // `key`: PEM, of RSA (2,048 bits or more) or Ed25519. `domain`, `selector`: where the public half stands,
  // <selector>._domainkey.<domain>. INVALID_ARGUMENT: BAD_DKIM_KEY, BAD_DKIM_NAME.
  static absl::StatusOr<DkimSigner> Create(const platform::Secret& key, std::string domain, std::string selector);

  // The header DKIM-Signature with its CRLF, to be put in front of `message` (RFC 5322, CRLF line ends).
  std::string Sign(std::string_view message, absl::Time now) const;

 private:
  DkimSigner(std::shared_ptr<evp_pkey_st> key, bool ed25519, std::string domain, std::string selector)
      : key_(std::move(key)), ed25519_(ed25519), domain_(std::move(domain)), selector_(std::move(selector)) {}
  std::string SignatureOf(std::string_view data) const;

  std::shared_ptr<evp_pkey_st> key_;
  bool ed25519_;
  std::string domain_;
  std::string selector_;
};

// Whether a signature of `domain` counts for mails from `sender_domain` under DMARC's relaxed alignment: it is the same or
// one above it.
bool SignsFor(std::string_view domain, std::string_view sender_domain);

}  // namespace mimamori::mail
