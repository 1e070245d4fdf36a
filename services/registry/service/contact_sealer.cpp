// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/contact_sealer.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {

using platform::crypto::Sealer;

ContactSealer::ContactSealer(platform::rpc::ServiceChannel vault)
    : channel_(std::move(vault)), vault_(vault::v1::VaultService::NewStub(channel_.channel())) {}

absl::StatusOr<ContactSealer::RingKey> ContactSealer::KeyOf(const platform::rpc::Call& call,
                                                            const std::string& month) {
  {
    const std::lock_guard lock(mutex_);
    if (key_.period == month) return key_;
  }
  vault::v1::GetSealingKeyRequest request;
  request.set_ring(vault::v1::RING_PATIENT);
  request.set_period(month);
  ASSIGN_OR_RETURN(const vault::v1::SealingKey answer,
                   platform::rpc::Ask(*vault_, &vault::v1::VaultService::StubInterface::GetSealingKey,
                                      *channel_.Context(call), request));
  RingKey key{.ring_name = answer.ring_name(), .period = answer.period(), .public_key = answer.public_key()};
  const std::lock_guard lock(mutex_);
  key_ = key;
  return key;
}

absl::StatusOr<std::unique_ptr<Sealer>> ContactSealer::SealerOf(const platform::rpc::Call& call,
                                                               const std::string& month) {
  ASSIGN_OR_RETURN(const RingKey key, KeyOf(call, month));
  return std::make_unique<Sealer>(key.ring_name, key.period, key.public_key);
}

absl::StatusOr<std::string> ContactSealer::Seal(Sealer& sealer, const CaseId& subject,
                                                const platform::EmailAddress& address, const std::string& language,
                                                absl::Time now) {
  vault::v1::Contact contact;
  contact.set_email_address(address.Reveal());
  contact.set_language(language);
  const platform::Secret text(contact.SerializeAsString());
  return sealer.Seal(subject.ToString(), text.Reveal(), now);
}

absl::StatusOr<std::string> ContactSealer::Seal(const platform::rpc::Call& call, const std::string& month,
                                                const CaseId& subject, const platform::EmailAddress& address,
                                                const std::string& language) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Sealer> sealer, SealerOf(call, month));
  return Seal(*sealer, subject, address, language, call.now);
}

}  // namespace mimamori::registry
