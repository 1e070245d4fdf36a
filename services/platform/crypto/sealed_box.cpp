// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/sealed_box.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

constexpr char kVersion = 1;
constexpr size_t kPublicKey = crypto_box_PUBLICKEYBYTES;
constexpr size_t kCounter = 8;
constexpr size_t kTag = crypto_box_MACBYTES;
constexpr size_t kSizes[] = {128, 256, 512};
constexpr size_t kMostText = 400;
constexpr size_t kMostSubject = 64;
constexpr size_t kMostKeyName = 40;

const unsigned char* In(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// crypto_box_beforenm's result, wiped with its owner.
struct SharedKey {
  SharedKey() = default;
  SharedKey(const SharedKey&) = default;
  SharedKey& operator=(const SharedKey&) = default;
  ~SharedKey() { sodium_memzero(bytes.data(), bytes.size()); }
  std::array<unsigned char, crypto_box_BEFORENMBYTES> bytes{};
};

using Nonce = std::array<unsigned char, crypto_box_NONCEBYTES>;

// Never repeats under one shared key: the counter is unique for an ephemeral key, and both ends are fresh or fixed.
Nonce NonceOf(std::string_view counter) {
  Nonce nonce{};
  std::memcpy(nonce.data(), counter.data(), kCounter);
  return nonce;
}

std::string CounterBytes(uint64_t counter) {
  std::string bytes(kCounter, '\0');
  for (size_t i = 0; i < kCounter; ++i) bytes[i] = static_cast<char>(counter >> (8 * (kCounter - 1 - i)));
  return bytes;
}

// Each part: its length in two bytes, then its bytes. The rest is zero.
class Plaintext {
 public:
  ~Plaintext() { sodium_memzero(bytes_.data(), bytes_.size()); }
  bool Add(std::string_view part) {
    if (used_ + 2 + part.size() > bytes_.size()) return false;
    bytes_[used_] = static_cast<unsigned char>(part.size() >> 8);
    bytes_[used_ + 1] = static_cast<unsigned char>(part.size() & 0xff);
    if (!part.empty()) std::memcpy(bytes_.data() + used_ + 2, part.data(), part.size());
    used_ += 2 + part.size();
    return true;
  }
  std::string_view Padded() const {
    for (const size_t size : kSizes) {
      if (used_ <= size) return {reinterpret_cast<const char*>(bytes_.data()), size};
    }
    return {};  // not reached: bytes_ has the largest size
  }

 private:
  std::array<unsigned char, kSizes[2]> bytes_{};
  size_t used_ = 0;
};

// A name that is too long makes every Seal fail with TEXT_TOO_LONG: such a header is never used.
std::string HeaderOf(std::string_view ring, std::string_view period) {
  const size_t size = ring.size() + 1 + period.size();
  std::string header{kVersion, static_cast<char>(size)};
  return header.append(ring).append("/").append(period);
}

std::optional<std::string_view> TakePart(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  const size_t size = In(rest)[0] * size_t{256} + In(rest)[1];
  if (rest.size() - 2 < size) return std::nullopt;
  const std::string_view part = rest.substr(2, size);
  rest.remove_prefix(2 + size);
  return part;
}

// Private keys never come from outside: another size is a programming error.
void RequirePrivateKey(std::string_view private_key) {
  if (private_key.size() == crypto_box_SECRETKEYBYTES) return;
  std::fputs("a sealing ring's private key must have 32 bytes\n", stderr);
  std::abort();
}

absl::Status MalformedSeal() {
  return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_SEAL", "the bytes are not a sealed text");
}

// The parts of a sealed text, none of them believed yet.
struct SealedForm {
  SealedKeyName key;
  std::string_view ephemeral;
  std::string_view counter;
  std::string_view box;
};

absl::StatusOr<SealedForm> ReadForm(std::string_view sealed) {
  if (sealed.size() < 2 || sealed[0] != kVersion) return MalformedSeal();
  const size_t name_size = In(sealed)[1];
  if (sealed.size() < 2 + name_size + kPublicKey + kCounter) return MalformedSeal();
  const std::string_view name = sealed.substr(2, name_size);
  sealed.remove_prefix(2 + name_size);
  const SealedForm form{.key = {std::string(name.substr(0, name.find('/'))),
                                std::string(name.substr(std::min(name.size(), name.find('/') + 1)))},
                        .ephemeral = sealed.substr(0, kPublicKey),
                        .counter = sealed.substr(kPublicKey, kCounter),
                        .box = sealed.substr(kPublicKey + kCounter)};
  // X25519 ignores the key's highest bit; without this check, a text could be changed there and still open.
  if (name.find('/') == std::string_view::npos || In(form.ephemeral)[kPublicKey - 1] & 0x80) return MalformedSeal();
  for (const size_t size : kSizes) {
    if (form.box.size() == kTag + size) return form;
  }
  return MalformedSeal();
}

absl::StatusOr<Opened> ReadPlaintext(std::string_view plaintext) {
  const auto ring = TakePart(plaintext);
  const auto period = ring ? TakePart(plaintext) : std::nullopt;
  const auto subject = period ? TakePart(plaintext) : std::nullopt;
  const auto text = subject ? TakePart(plaintext) : std::nullopt;
  if (!text) return MalformedSeal();
  return Opened{.context = {std::string(*ring), std::string(*period), std::string(*subject)},
                .text = Secret(std::string(*text))};
}

}  // namespace

SealingKeyPair NewSealingKeyPair() {
  Initialise();
  std::string public_key(kPublicKey, '\0');
  std::string private_key(crypto_box_SECRETKEYBYTES, '\0');
  crypto_box_keypair(Out(public_key), Out(private_key));
  return {.public_key = std::move(public_key), .private_key = Secret(std::move(private_key))};
}

SealingKeyPair SealingKeyPairOf(Secret private_key) {
  RequirePrivateKey(private_key.Reveal());
  std::string public_key(kPublicKey, '\0');
  crypto_scalarmult_base(Out(public_key), In(private_key.Reveal()));
  return {.public_key = std::move(public_key), .private_key = std::move(private_key)};
}

struct Sealer::State {
  struct Ephemeral {
    absl::Time made;
    std::string public_key;
    SharedKey shared;
    uint64_t counter = 0;
  };
  // What one Seal needs, taken out so that the encryption itself runs outside the lock.
  struct Turn {
    std::string public_key;
    SharedKey shared;
    uint64_t counter;
  };

  bool Expired(absl::Time now) const {
    return ephemeral && (now >= ephemeral->made + lifetime || now < ephemeral->made);
  }

  std::optional<Turn> Take(absl::Time now) {
    const std::lock_guard lock(mutex);
    if (!ephemeral || Expired(now)) {
      ephemeral = Fresh(now);
      if (!ephemeral) return std::nullopt;
    }
    return Turn{ephemeral->public_key, ephemeral->shared, ephemeral->counter++};
  }

  std::unique_ptr<Ephemeral> Fresh(absl::Time now) const {
    SealingKeyPair pair = NewSealingKeyPair();
    auto fresh = std::make_unique<Ephemeral>();
    fresh->made = now;
    fresh->public_key = std::move(pair.public_key);
    if (ring_key.size() != kPublicKey ||
        crypto_box_beforenm(fresh->shared.bytes.data(), In(ring_key), In(pair.private_key.Reveal())) != 0) {
      return nullptr;
    }
    return fresh;
  }

  const std::string ring;
  const std::string period;
  const std::string header;  // version and key name
  const std::string ring_key;
  const absl::Duration lifetime;
  std::mutex mutex;
  std::unique_ptr<Ephemeral> ephemeral;
};

Sealer::Sealer(std::string ring, std::string period, std::string public_key, absl::Duration lifetime) {
  Initialise();
  std::string header = HeaderOf(ring, period);
  state_.reset(new State{.ring = std::move(ring),
                         .period = std::move(period),
                         .header = std::move(header),
                         .ring_key = std::move(public_key),
                         .lifetime = lifetime,
                         .mutex = {},
                         .ephemeral = nullptr});
}
Sealer::~Sealer() = default;

const std::string& Sealer::ring() const { return state_->ring; }
const std::string& Sealer::period() const { return state_->period; }

void Sealer::WipeExpired(absl::Time now) {
  const std::lock_guard lock(state_->mutex);
  if (state_->Expired(now)) state_->ephemeral.reset();
}

absl::StatusOr<std::string> Sealer::Seal(std::string_view subject, std::string_view text, absl::Time now) {
  Plaintext plaintext;
  if (subject.size() > kMostSubject || text.size() > kMostText ||
      state_->ring.size() + state_->period.size() > kMostKeyName || !plaintext.Add(state_->ring) ||
      !plaintext.Add(state_->period) || !plaintext.Add(subject) || !plaintext.Add(text)) {
    return Failure(absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG", "the text is too long to seal");
  }
  const auto turn = state_->Take(now);
  if (!turn) {
    return Failure(absl::StatusCode::kInvalidArgument, "BAD_SEALING_KEY", "the ring's public key is not an X25519 key");
  }
  const std::string counter = CounterBytes(turn->counter);
  const std::string_view padded = plaintext.Padded();
  const size_t header = state_->header.size() + kPublicKey + kCounter;
  std::string sealed;
  sealed.reserve(header + kTag + padded.size());
  sealed.append(state_->header).append(turn->public_key).append(counter).resize(header + kTag + padded.size());
  crypto_box_easy_afternm(Out(sealed) + header, In(padded), padded.size(), NonceOf(counter).data(),
                          turn->shared.bytes.data());
  return sealed;
}

struct Opener::State {
  std::string_view Private() const { return private_key.Reveal(); }
  Secret private_key;
  std::unordered_map<std::string, SharedKey> shared;  // by ephemeral public key
};

Opener::Opener(std::string_view private_key) : state_(new State{Secret(std::string(private_key)), {}}) {
  Initialise();
  RequirePrivateKey(private_key);
}
Opener::~Opener() = default;
Opener::Opener(Opener&&) noexcept = default;
Opener& Opener::operator=(Opener&&) noexcept = default;

absl::StatusOr<Opened> Opener::Open(std::string_view sealed) {
  ASSIGN_OR_RETURN(const SealedForm form, ReadForm(sealed));
  const absl::Status refused =
      Failure(absl::StatusCode::kPermissionDenied, "NOT_AUTHENTIC", "the text was changed or sealed to another key");
  auto [it, first] = state_->shared.try_emplace(std::string(form.ephemeral));
  if (first && crypto_box_beforenm(it->second.bytes.data(), In(form.ephemeral), In(state_->Private())) != 0) {
    state_->shared.erase(it);
    return refused;
  }
  std::string plaintext(form.box.size() - kTag, '\0');
  if (crypto_box_open_easy_afternm(Out(plaintext), In(form.box), form.box.size(), NonceOf(form.counter).data(),
                                   it->second.bytes.data()) != 0) {
    return refused;
  }
  const Secret wiped(std::move(plaintext));
  auto opened = ReadPlaintext(wiped.Reveal());
  if (opened.ok() && SealedKeyName{opened->context.ring, opened->context.period} != form.key) return refused;
  return opened;
}

absl::StatusOr<SealedKeyName> KeyNameOf(std::string_view sealed) {
  ASSIGN_OR_RETURN(SealedForm form, ReadForm(sealed));
  return std::move(form.key);
}

absl::StatusOr<Opened> OpenSealed(std::string_view private_key, std::string_view sealed) {
  return Opener(private_key).Open(sealed);
}

}  // namespace mimamori::platform::crypto
