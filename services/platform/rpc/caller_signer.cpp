// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/caller_token.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr size_t kMostRemembered = 4096;

std::string KeyOf(const std::string& audience, const Caller& caller) {
  std::string key;
  key.reserve(128 + caller.token.size());
  for (const std::string* part : {&audience, &caller.subject, &caller.organisation, &caller.token}) {
    key.append(std::to_string(part->size())).append(":").append(*part);
  }
  for (const Role role : caller.roles) key.append("/").append(std::to_string(role));
  for (const AreaCode& area : caller.areas) key.append("@").append(area.ToString());
  return key;
}

mimamori::rpc::v1::CallerToken TokenOf(const Caller& caller) {
  mimamori::rpc::v1::CallerToken token;
  token.set_subject(caller.subject);
  token.set_organisation(caller.organisation);
  for (const Role role : caller.roles) token.add_roles(role);
  for (const AreaCode& area : caller.areas) token.add_areas(area.ToString());
  return token;
}

// A token that is passed on ends with the one inside.
absl::Time EndOf(const std::string& passed_on, absl::Time now) {
  const absl::Time end = now + kTokenLife;
  mimamori::rpc::v1::SignedCallerToken inner;
  mimamori::rpc::v1::CallerToken token;
  if (passed_on.empty() || !inner.ParseFromString(passed_on) || !token.ParseFromString(inner.token())) return end;
  return std::min(end, absl::FromUnixSeconds(token.expire_time()));
}

}  // namespace

struct CallerSigner::Cache {
  struct Entry {
    std::string metadata;
    absl::Time issued;
    absl::Time renew;
  };
  std::mutex mutex;
  std::unordered_map<std::string, Entry> entries;

  template <class Mint>
  std::string Get(const std::string& key, absl::Time now, Mint mint) {
    {
      const std::lock_guard lock(mutex);
      const auto it = entries.find(key);
      // A clock that was set back makes a token of the future, which nobody would take.
      if (it != entries.end() && now >= it->second.issued && now < it->second.renew) return it->second.metadata;
    }
    Entry entry = mint();
    const std::lock_guard lock(mutex);
    if (entries.size() >= kMostRemembered) entries.clear();
    return (entries[key] = std::move(entry)).metadata;
  }
};

CallerSigner::CallerSigner(std::string issuer, crypto::Signer signer, const Clock& clock)
    : issuer_(std::move(issuer)), signer_(std::move(signer)), clock_(clock), cache_(std::make_shared<Cache>()) {}

std::string CallerSigner::ForService(const std::string& audience) const {
  const absl::Time now = clock_.Now();
  return cache_->Get(audience, now, [&] {
    mimamori::rpc::v1::CallerToken token;
    token.set_subject(issuer_);
    token.set_service(true);
    return Cache::Entry{Sign(std::move(token), audience, now, now + kTokenLife, {}), now, now + kTokenLife / 2};
  });
}

std::string CallerSigner::For(const std::string& audience, const Caller& caller) const {
  if (caller.service) return ForService(audience);  // nobody else's name can be borrowed
  const absl::Time now = clock_.Now();
  return cache_->Get(KeyOf(audience, caller), now, [&] {
    const absl::Time end = EndOf(caller.token, now);
    return Cache::Entry{Sign(TokenOf(caller), audience, now, end, caller.token), now, now + (end - now) / 2};
  });
}

std::string CallerSigner::Sign(mimamori::rpc::v1::CallerToken token, const std::string& audience, absl::Time now,
                               absl::Time end, const std::string& on_behalf) const {
  token.set_issuer(issuer_);
  token.set_audience(audience);
  token.set_issue_time(absl::ToUnixSeconds(now));
  token.set_expire_time(std::min(absl::ToUnixSeconds(end), token.issue_time() + absl::ToInt64Seconds(kTokenLife)));
  mimamori::rpc::v1::SignedCallerToken envelope;
  token.SerializeToString(envelope.mutable_token());
  envelope.set_signature(signer_.Sign(kTokenLabel, envelope.token()));
  envelope.set_on_behalf(on_behalf);
  return envelope.SerializeAsString();
}

}  // namespace mimamori::platform::rpc
