// SPDX-License-Identifier: Apache-2.0
#include "services/vault/client/monthly_seal.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::vault {

using platform::crypto::Sealer;

MonthlySeal::MonthlySeal(platform::rpc::ServiceChannel vault, v1::Ring ring)
    : channel_(std::move(vault)), stub_(v1::VaultService::NewStub(channel_.channel())), ring_(ring) {}

absl::StatusOr<std::string> MonthlySeal::Seal(const platform::rpc::Call& call, const std::string& subject,
                                               const platform::EmailAddress& email, const std::string& language) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Sealer> sealer, SealerOf(call));
  v1::Contact contact;
  contact.set_email_address(email.Reveal());
  contact.set_language(language);
  return sealer->Seal(subject, contact.SerializeAsString(), call.now);
}

void MonthlySeal::WipeExpired(absl::Time now) {
  const std::lock_guard lock(mutex_);
  if (sealer_) sealer_->WipeExpired(now);
}

absl::StatusOr<std::shared_ptr<Sealer>> MonthlySeal::SealerOf(const platform::rpc::Call& call) {
  const std::string month = absl::FormatTime("%Y-%m", call.now, absl::UTCTimeZone());
  {
    const std::lock_guard lock(mutex_);
    if (sealer_ && sealer_->period() == month) return sealer_;
  }
  v1::GetSealingKeyRequest request;
  request.set_ring(ring_);
  request.set_period(month);
  const auto context = channel_.Context(call);
  ASSIGN_OR_RETURN(const v1::SealingKey key,
                   platform::rpc::Ask(*stub_, &v1::VaultService::Stub::GetSealingKey, *context, request));
  auto sealer = std::make_shared<Sealer>(key.ring_name(), key.period(), key.public_key());
  const std::lock_guard lock(mutex_);
  sealer_ = sealer;
  return sealer;
}

}  // namespace mimamori::vault
