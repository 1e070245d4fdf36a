// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/contact_sealer.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/sealed_box.hpp"

namespace mimamori::registry {

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

absl::StatusOr<std::string> ContactSealer::Seal(const platform::rpc::Call& call, const std::string& month,
                                                const CaseId& subject, const platform::EmailAddress& address,
                                                const std::string& language) {
  ASSIGN_OR_RETURN(const RingKey key, KeyOf(call, month));
  vault::v1::Contact contact;
  contact.set_email_address(address.Reveal());
  contact.set_language(language);
  // Cases are rare: an ephemeral key for each, gone with this sealer.
  platform::crypto::Sealer sealer(key.ring_name, key.period, key.public_key);
  const platform::Secret text(contact.SerializeAsString());
  return sealer.Seal(subject.ToString(), text.Reveal(), call.now);
}

}  // namespace mimamori::registry
