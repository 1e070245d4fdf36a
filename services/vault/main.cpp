// SPDX-License-Identifier: Apache-2.0
#include "embedded/vault_migrations.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_folder.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/platform/rpc/server.hpp"
#include "services/vault/config.hpp"
#include "services/vault/jobs/destroy_keys.hpp"
#include "services/vault/service/vault_service.hpp"
#include "services/vault/store/policy_reader.hpp"
#include "services/vault/store/postgres_vault_store.hpp"

namespace mimamori::vault {
namespace {

using platform::oversight::Reads;
using platform::postgres::Statement;

constexpr Statement kReady{"vault.ready", "SELECT 1"};

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(platform::postgres::Migrate(config.process.migration_database, "vault",
                                              embedded::vault_migrations::Files()));
  ASSIGN_OR_RETURN(platform::crypto::KeyFolder folder, platform::crypto::KeyFolder::Open(config.keys));
  KeyRings rings(std::move(folder));
  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  PostgresVaultStore store(pool);
  const platform::crypto::Verifier verifier(config.process.caller_keys);
  VaultService service(rings, store, verifier, process.runner());
  DestroyKeys destroy_keys(rings, store);

  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&] { return pool.Run(absl::Now() + absl::Seconds(2), kReady).status(); });
  // Hourly rather than daily, so that a key outlives its day by an hour at most.
  process.AddJob("destroy_keys", absl::Hours(1), [&](absl::Time now) { return destroy_keys.Run(now); });
  process.AddJob("forget_keys", absl::Seconds(30), [&](absl::Time now) {
    rings.Forget(now);
    return absl::OkStatus();
  });
  const platform::oversight::PolicyReaders readers =
      {{"vault.retention", Reads(&ReadRetention)},
       {"vault.records", Reads(&ReadRecordLimits)},
       {"vault.permits", Reads(&ReadPermitPolicy)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service}));
}

}  // namespace
}  // namespace mimamori::vault

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<mimamori::vault::Config>(
      "vault", "Holds the key rings; opens contacts against signed permits.", argc, argv, &mimamori::vault::BindFlags,
      &mimamori::vault::Run);
}
