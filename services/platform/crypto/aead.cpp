// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/aead.hpp"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>

#include "services/platform/core/error.hpp"

namespace mimamori::platform::crypto {
namespace {

constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* In(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// A key of another size is a programming error: it never comes from outside.
const unsigned char* KeyOf(const Secret& key) {
  if (key.Reveal().size() != kKeyBytes) {
    std::fputs("an encryption key must have 32 bytes\n", stderr);
    std::abort();
  }
  return In(key.Reveal());
}

absl::Status NotAuthentic() {
  return Failure(absl::StatusCode::kPermissionDenied, "NOT_AUTHENTIC",
                 "the text was changed or sealed with another key");
}

}  // namespace

void Initialise() {
  static const bool started = [] {
    if (sodium_init() < 0) {
      std::fputs("libsodium can't start\n", stderr);
      std::abort();
    }
    return true;
  }();
  static_cast<void>(started);
}

std::string RandomBytes(size_t count) {
  Initialise();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

Secret RandomKey() { return Secret(RandomBytes(kKeyBytes)); }

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string Encrypt(const Secret& key, std::string_view plaintext, std::string_view bound) {
  Initialise();
  std::string out(kNonce + plaintext.size() + kTag, '\0');
  randombytes_buf(out.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Out(out) + kNonce, nullptr, In(plaintext), plaintext.size(), In(bound),
                                             bound.size(), nullptr, In(out), KeyOf(key));
  return out;
}

absl::StatusOr<std::string> Decrypt(const Secret& key, std::string_view ciphertext, std::string_view bound) {
  if (ciphertext.size() < kNonce + kTag) return NotAuthentic();
  const std::string_view sealed = ciphertext.substr(kNonce);
  std::string plaintext(sealed.size() - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Out(plaintext), nullptr, nullptr, In(sealed), sealed.size(), In(bound),
                                                 bound.size(), In(ciphertext), KeyOf(key)) != 0) {
    return NotAuthentic();
  }
  return plaintext;
}

std::string Sha256(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Out(digest), In(bytes), bytes.size());
  return digest;
}

std::string ToHex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), In(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::string ToBase64Url(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), In(bytes), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();
  return text;
}

absl::StatusOr<std::string> FromBase64Url(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(Out(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    sodium_memzero(bytes.data(), bytes.size());
    return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_BASE64", "the text is not base64url without padding");
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace mimamori::platform::crypto
