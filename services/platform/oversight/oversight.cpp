// SPDX-License-Identifier: Apache-2.0
#include "services/platform/oversight/oversight.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::platform::oversight {

absl::StatusOr<std::unique_ptr<Oversight>> Oversight::Create(rpc::Process& process, const rpc::ProcessConfig& config,
                                                             postgres::Pool& pool, PolicyReaders readers) {
  readers.emplace("audit.retention", Reads(&postgres::ReadAuditRetention));
  ASSIGN_OR_RETURN(const Secret own, ReadSecretFile(config.caller_keys + "/" + process.name() + ".key"));
  return std::unique_ptr<Oversight>(
      new Oversight(process, pool, crypto::DeriveKey(own, "mimamori.oversight.page-tokens"), std::move(readers)));
}

Oversight::Oversight(rpc::Process& process, postgres::Pool& pool, const Secret& key, PolicyReaders readers)
    : policies_(process.name(), process.runner(), pool, rpc::PageTokens(key.Clone()), std::move(readers)),
      audit_(process.name(), process.runner(), pool, rpc::PageTokens(key.Clone())) {}

std::vector<grpc::Service*> Oversight::With(std::vector<grpc::Service*> own) {
  own.push_back(&policies_);
  own.push_back(&audit_);
  return own;
}

}  // namespace mimamori::platform::oversight
