// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::vault {

// Seals addresses to the vault's key of the month in one ring, which is asked for once. For the services that keep contacts
// until a mail leaves. Thread-safe.
class MonthlySeal {
 public:
  MonthlySeal(platform::rpc::ServiceChannel vault, v1::Ring ring);

  // A serialized mimamori.vault.v1.Contact; `subject` is what it is for: a registration, an invitation. Vault's failures.
  absl::StatusOr<std::string> Seal(const platform::rpc::Call& call, const std::string& subject,
                                   const platform::EmailAddress& email, const std::string& language);
  // Wipes the ephemeral key when its second is over.
  void WipeExpired(absl::Time now);

 private:
  absl::StatusOr<std::shared_ptr<platform::crypto::Sealer>> SealerOf(const platform::rpc::Call& call);

  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<v1::VaultService::Stub> stub_;
  const v1::Ring ring_;
  std::mutex mutex_;
  std::shared_ptr<platform::crypto::Sealer> sealer_;
};

}  // namespace mimamori::vault
