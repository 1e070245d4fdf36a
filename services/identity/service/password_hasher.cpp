// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/password_hasher.hpp"

#include <sodium.h>

#include <array>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

absl::Status Busy() {
  return platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "many people are logging in; try again shortly");
}

unsigned long long PassesOf(const HashingPolicy& policy) { return static_cast<unsigned long long>(policy.passes); }
size_t BytesOf(const HashingPolicy& policy) { return static_cast<size_t>(policy.memory_kib) * 1024; }

absl::Status OutOfMemory() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY", "no memory to judge a password");
}

}  // namespace

// One of the few places at work; given back when it ends.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { hasher_.Leave(); }

 private:
  PasswordHasher& hasher_;
};

absl::Status PasswordHasher::Enter(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  if (inside_ >= at_once_) {
    if (waiting_ >= may_wait_) return Busy();
    ++waiting_;
    const bool free = left_.wait_until(lock, absl::ToChronoTime(deadline), [this] { return inside_ < at_once_; });
    --waiting_;
    if (!free) return Busy();
  }
  ++inside_;
  return absl::OkStatus();
}

void PasswordHasher::Leave() {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
  }
  left_.notify_one();
}

absl::StatusOr<std::string> PasswordHasher::Hash(const platform::Secret& password, const HashingPolicy& policy,
                                                 absl::Time deadline) {
  RETURN_IF_ERROR(Enter(deadline));
  const Turn turn(*this);
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const std::string_view text = password.Reveal();
  if (crypto_pwhash_str_alg(hash.data(), text.data(), text.size(), PassesOf(policy), BytesOf(policy),
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return OutOfMemory();
  }
  return std::string(hash.data());
}

absl::StatusOr<bool> PasswordHasher::Verify(const std::optional<std::string>& hash, const platform::Secret& password,
                                            const HashingPolicy& policy, absl::Time deadline) {
  RETURN_IF_ERROR(Enter(deadline));
  const Turn turn(*this);
  const std::string_view text = password.Reveal();
  if (hash) return crypto_pwhash_str_verify(hash->c_str(), text.data(), text.size()) == 0;
  std::array<unsigned char, 32> wasted{};
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  if (crypto_pwhash(wasted.data(), wasted.size(), text.data(), text.size(), salt.data(), PassesOf(policy),
                    BytesOf(policy), crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return OutOfMemory();
  }
  sodium_memzero(wasted.data(), wasted.size());
  return false;
}

bool PasswordHasher::IsOutdated(const std::string& hash, const HashingPolicy& policy) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), PassesOf(policy), BytesOf(policy)) != 0;
}

}  // namespace mimamori::identity
