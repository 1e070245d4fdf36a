// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

// Seals patients' contacts to the patient ring's key of the month, asked of the vault once a month. What is sealed here
// can be opened by the vault alone. Thread-safe.
class ContactSealer {
 public:
  explicit ContactSealer(platform::rpc::ServiceChannel vault);

  // Seals for as long as one call lasts; gone with it is the ephemeral key. `month`: "2026-11". Fails as
  // vault.GetSealingKey does.
  absl::StatusOr<std::unique_ptr<platform::crypto::Sealer>> SealerOf(const platform::rpc::Call& call,
                                                                     const std::string& month);
  static absl::StatusOr<std::string> Seal(platform::crypto::Sealer& sealer, const CaseId& subject,
                                          const platform::EmailAddress& address, const std::string& language,
                                          absl::Time now);
  // One.
  absl::StatusOr<std::string> Seal(const platform::rpc::Call& call, const std::string& month, const CaseId& subject,
                                   const platform::EmailAddress& address, const std::string& language);

 private:
  struct RingKey {
    std::string ring_name;
    std::string period;
    std::string public_key;
  };
  absl::StatusOr<RingKey> KeyOf(const platform::rpc::Call& call, const std::string& month);

  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<vault::v1::VaultService::StubInterface> vault_;
  std::mutex mutex_;
  RingKey key_;  // of the month that was asked for last
};

}  // namespace mimamori::registry
