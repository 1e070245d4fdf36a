// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/mail/domain/rendering.hpp"
#include "services/platform/core/email_address.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::mail {

// Whom a mail goes to. Lives as long as the mail is being sent.
struct Contact {
  platform::EmailAddress address;
  Language language = Language::kJapanese;
};

struct Envelope {
  std::string permit;
  std::string permit_signature;
  std::string template_name;
  friend auto operator<=>(const Envelope&, const Envelope&) = default;
};

class ContactOpener {
 public:
  virtual ~ContactOpener() = default;
  // Contacts in the order of `sealed` (at most 500); nullopt for one that can't be opened or read any more.
  // PERMISSION_DENIED and INVALID_ARGUMENT: the permit is refused, now and later. Others: the vault is out of reach.
  virtual absl::StatusOr<std::vector<std::optional<Contact>>> Open(absl::Time deadline, const Envelope& envelope,
                                                                   const std::vector<std::string>& sealed) = 0;
};

class VaultContactOpener final : public ContactOpener {
 public:
  explicit VaultContactOpener(platform::rpc::ServiceChannel channel);
  absl::StatusOr<std::vector<std::optional<Contact>>> Open(absl::Time deadline, const Envelope& envelope,
                                                           const std::vector<std::string>& sealed) override;

 private:
  platform::rpc::ServiceChannel channel_;
  std::unique_ptr<vault::v1::VaultService::Stub> vault_;
};

}  // namespace mimamori::mail
