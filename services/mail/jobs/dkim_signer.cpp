// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/dkim_signer.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "fmt/format.h"
#include "services/mail/domain/dkim_text.hpp"
#include "services/mail/domain/mime.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

constexpr int kFewestBits = 2048;  // RFC 8301
constexpr size_t kLineOfSignature = 72;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string Sha256(std::string_view text) {
  std::array<unsigned char, 32> digest;
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) std::abort();
  return std::string(reinterpret_cast<const char*>(digest.data()), size);
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

}  // namespace

absl::StatusOr<DkimSigner> DkimSigner::Create(const platform::Secret& key, std::string domain, std::string selector) {
  if (!IsName(domain) || !IsName(selector)) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "BAD_DKIM_NAME",
                             "a DKIM domain and selector are lower-case letters, digits, hyphens and dots");
  }
  const std::string_view pem = key.Reveal();
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                       &BIO_free);
  // A key under a password is refused, rather than asked for at the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  std::shared_ptr<evp_pkey_st> read(PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, nullptr),
                                    &EVP_PKEY_free);
  const bool ed25519 = read && EVP_PKEY_get_base_id(read.get()) == EVP_PKEY_ED25519;
  const bool rsa = read && EVP_PKEY_get_base_id(read.get()) == EVP_PKEY_RSA && EVP_PKEY_get_bits(read.get()) >= kFewestBits;
  if (!ed25519 && !rsa) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "BAD_DKIM_KEY",
                             "a DKIM key is a PEM of Ed25519, or of RSA with 2,048 bits or more");
  }
  return DkimSigner(std::move(read), ed25519, std::move(domain), std::move(selector));
}

std::string DkimSigner::SignatureOf(std::string_view data) const {
  // RFC 8463 §3: Ed25519 signs the SHA-256 of what RSA would sign.
  const std::string hash = ed25519_ ? Sha256(data) : "";
  const std::string_view input = ed25519_ ? std::string_view(hash) : data;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  size_t size = static_cast<size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  const bool made =
      EVP_DigestSignInit(context.get(), nullptr, ed25519_ ? nullptr : EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(input),
                     input.size()) == 1;
  if (!made) std::abort();  // out of memory: the key was checked
  signature.resize(size);
  return signature;
}

std::string DkimSigner::Sign(std::string_view message, absl::Time now) const {
  const DkimText text = Relaxed(message);
  const SignedHeaders headers = ChooseHeaders(text);
  std::string header = fmt::format(
      "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={};\r\n bh={};\r\n b=",
      ed25519_ ? "ed25519-sha256" : "rsa-sha256", domain_, selector_, absl::ToUnixSeconds(now), headers.names,
      EncodeBase64(Sha256(text.body)));
  const std::string signature = EncodeBase64(SignatureOf(headers.text + RelaxedHeader(header)));
  for (size_t at = 0; at < signature.size(); at += kLineOfSignature) {
    if (at > 0) header += "\r\n  ";
    header += signature.substr(at, kLineOfSignature);
  }
  return header + "\r\n";
}

bool SignsFor(std::string_view domain, std::string_view sender_domain) {
  return sender_domain == domain || (sender_domain.ends_with(domain) && sender_domain.size() > domain.size() &&
                                     sender_domain[sender_domain.size() - domain.size() - 1] == '.');
}

}  // namespace mimamori::mail
