// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/mac.hpp"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

using State = crypto_auth_hmacsha256_state;
static_assert(std::is_trivially_copyable_v<State>);
constexpr size_t kMost = crypto_auth_hmacsha256_BYTES;
constexpr size_t kLeast = 8;  // below 64 bits a forged mac could be guessed

const unsigned char* In(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

Mac::Mac(const Secret& key, std::string_view label) {
  static_assert(sizeof(State) <= sizeof(state_) && alignof(State) <= 16);
  Initialise();
  auto* state = new (state_) State;
  crypto_auth_hmacsha256_init(state, In(key.Reveal()), key.Reveal().size());
  crypto_auth_hmacsha256_update(state, In(label), label.size());
  const unsigned char separator = 0;
  crypto_auth_hmacsha256_update(state, &separator, 1);
}

Mac::~Mac() { sodium_memzero(state_, sizeof(state_)); }

Mac::Mac(Mac&& other) noexcept {
  std::memcpy(state_, other.state_, sizeof(State));
  sodium_memzero(other.state_, sizeof(State));
}

std::string Mac::Of(std::string_view message, size_t bytes) const {
  if (bytes > kMost) {
    std::fputs("a MAC has at most 32 bytes\n", stderr);
    std::abort();
  }
  State state;  // each call works on a copy of its own, so that callers don't wait for each other
  std::memcpy(&state, state_, sizeof(state));
  crypto_auth_hmacsha256_update(&state, In(message), message.size());
  unsigned char whole[kMost];
  crypto_auth_hmacsha256_final(&state, whole);
  sodium_memzero(&state, sizeof(state));
  return std::string(reinterpret_cast<const char*>(whole), bytes);
}

bool Mac::Matches(std::string_view message, std::string_view mac) const {
  if (mac.size() < kLeast || mac.size() > kMost) return false;
  return EqualInConstantTime(Of(message, mac.size()), mac);
}

Secret DeriveKey(const Secret& key, std::string_view label) { return Secret(Mac(key, "derive").Of(label)); }

}  // namespace mimamori::platform::crypto
