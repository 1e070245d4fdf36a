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

namespace mimamori::venue {

// Seals operators' addresses to the vault's key of the month, which is asked for once. Thread-safe.
class OperatorSeal {
 public:
  explicit OperatorSeal(platform::rpc::ServiceChannel vault);

  // A serialized mimamori.vault.v1.Contact; `subject` is the registration or log-in that it is for. Vault's failures.
  absl::StatusOr<std::string> Seal(const platform::rpc::Call& call, const std::string& subject,
                                   const platform::EmailAddress& email, const std::string& language);
  // Wipes the ephemeral key when its second is over.
  void WipeExpired(absl::Time now);

 private:
  absl::StatusOr<std::shared_ptr<platform::crypto::Sealer>> SealerOf(const platform::rpc::Call& call);

  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<vault::v1::VaultService::Stub> stub_;
  std::mutex mutex_;
  std::shared_ptr<platform::crypto::Sealer> sealer_;
};

}  // namespace mimamori::venue
