// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pool → stores → services → server.
#include "embedded/capacity_migrations.hpp"
#include "services/capacity/config.hpp"
#include "services/capacity/service/facility_service.hpp"
#include "services/capacity/store/policy_reader.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::capacity {
namespace {

using platform::oversight::Reads;
namespace postgres = platform::postgres;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  ASSIGN_OR_RETURN(const platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  if (!config.process.migration_database.empty()) {
    RETURN_IF_ERROR(postgres::Migrate(config.process.migration_database, process.name(),
                                      embedded::capacity_migrations::Files()));
  }
  postgres::Pool pool(config.process.database, config.process.database_connections);

  // Facilities.
  FacilityStore facilities(pool);
  FacilityImportStore facility_imports(pool);
  vault::MonthlySeal seal(process.Connect("vault", config.vault), vault::v1::RING_DESK);
  const platform::crypto::Mac fingerprints(page_key, "mimamori.capacity-table");
  FacilityService facility_service(process.runner(), {.facilities = facilities,
                                                      .imports = facility_imports,
                                                      .seal = seal,
                                                      .fingerprints = fingerprints,
                                                      .page_tokens = platform::rpc::PageTokens(page_key.Clone())});
  process.AddJob("wipe_sealing_keys", absl::Seconds(1), [&](absl::Time now) {
    seal.WipeExpired(now);
    return absl::OkStatus();
  });

  process.AddJob("forget_changes", absl::Hours(1), [&](absl::Time now) {
    return postgres::DropChanges(pool, Soon(), now - absl::Hours(24)).status();
  });
  process.AddJob("forget_audit_payloads", absl::Hours(1),
                 [&](absl::Time now) { return postgres::ForgetAuditPayloads(pool, Soon(), now).status(); });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  const platform::oversight::PolicyReaders readers = {{"capacity.classes", Reads(&ReadCatalogue)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&facility_service}));
}

}  // namespace
}  // namespace mimamori::capacity

int main(int argc, char** argv) {
  namespace capacity = mimamori::capacity;
  return mimamori::platform::rpc::Main<capacity::Config>("capacity", "Knows which beds are free.", argc, argv,
                                                         &capacity::BindFlags, &capacity::Run);
}
