// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/key_rings.hpp"

#include "absl/strings/str_cat.h"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/sealed_box.hpp"

namespace mimamori::vault {
namespace {

platform::Secret FreshKey(KeyKind kind) {
  if (kind == KeyKind::kPseudonym || kind == KeyKind::kEvent) return platform::crypto::RandomKey();
  return platform::crypto::NewSealingKeyPair().private_key;
}

}  // namespace

KeyRings::Key KeyRings::Recall(const Name& name, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto it = known_.find(name);
  return it == known_.end() || TooOld(it->second, now) ? nullptr : it->second.key;
}

absl::StatusOr<KeyRings::Key> KeyRings::Remember(const Name& name, absl::StatusOr<platform::Secret> key,
                                                 absl::Time now) {
  if (absl::IsNotFound(key.status())) return key.status();
  if (!key.ok()) return absl::InternalError(absl::StrCat("a key can't be read: ", key.status().ToString()));
  auto shared = std::make_shared<const platform::Secret>(*std::move(key));
  const std::lock_guard lock(mutex_);
  known_[name] = {shared, now};
  return shared;
}

absl::StatusOr<KeyRings::Key> KeyRings::Read(KeyKind kind, const std::string& period, absl::Time now) {
  const Name name{kind, period};
  if (Key key = Recall(name, now)) return key;
  return Remember(name, folder_.Read(FolderOf(kind), period), now);
}

absl::StatusOr<KeyRings::Key> KeyRings::ReadOrMake(KeyKind kind, const std::string& period, absl::Time now) {
  const Name name{kind, period};
  if (Key key = Recall(name, now)) return key;
  return Remember(name, folder_.ReadOrCreate(FolderOf(kind), period, FreshKey(kind)), now);
}

absl::Status KeyRings::Destroy(KeyKind kind, const std::string& period) {
  const absl::Status destroyed = folder_.Destroy(FolderOf(kind), period);
  const std::lock_guard lock(mutex_);
  known_.erase({kind, period});
  return destroyed;
}

absl::StatusOr<std::vector<std::string>> KeyRings::Periods(KeyKind kind) const {
  return folder_.Periods(FolderOf(kind));
}

void KeyRings::Forget(absl::Time now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(known_, [&](const auto& entry) { return TooOld(entry.second, now); });
}

}  // namespace mimamori::vault
