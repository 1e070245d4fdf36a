// SPDX-License-Identifier: Apache-2.0
#include "embedded/registry_migrations.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "services/registry/config.hpp"
#include "services/registry/jobs/forget_cases.hpp"
#include "services/registry/service/case_import_service.hpp"
#include "services/registry/service/consent_service.hpp"
#include "services/registry/service/contact_service.hpp"
#include "services/registry/service/patient_service.hpp"
#include "services/registry/service/registry_service.hpp"
#include "services/registry/service/status_service.hpp"
#include "services/registry/store/policy_reader.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "services/registry/store/postgres_place_store.hpp"

namespace mimamori::registry {
namespace {

using platform::oversight::Reads;
namespace postgres = platform::postgres;

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  ASSIGN_OR_RETURN(platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  ASSIGN_OR_RETURN(const platform::Secret consent_key, platform::crypto::ReadKeyFile(config.secrets + "/consent.key"));
  // The area codes are Japan's, and so are the dates.
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Asia/Tokyo", &zone)) return absl::FailedPreconditionError("the package tzdata is missing");
  if (!config.process.migration_database.empty()) {
    RETURN_IF_ERROR(postgres::Migrate(config.process.migration_database, process.name(),
                                      embedded::registry_migrations::Files()));
  }

  postgres::Pool pool(config.process.database, config.process.database_connections);
  PostgresCaseStore cases(pool);
  PostgresPlaceStore places(pool);
  ContactSealer sealer(process.Connect("vault", config.vault));
  RegistryService service(process.runner(), {.cases = cases,
                                             .places = places,
                                             .sealer = sealer,
                                             .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                             .zone = zone});
  PatientStore patients(pool);
  PatientService patient_service(process.runner(),
                                 {.patients = patients, .cases = cases, .sealer = sealer, .zone = zone});
  StatusStore statuses(pool);
  StatusService status_service(process.runner(),
                               {.statuses = statuses,
                                .cases = cases,
                                .page_tokens = platform::rpc::PageTokens(std::move(page_key)),
                                .zone = zone});
  CaseImportStore imports(pool);
  const platform::crypto::Mac fingerprints(consent_key, "mimamori.case-table");
  CaseImportService import_service(process.runner(), {.imports = imports, .sealer = sealer,
                                                      .fingerprints = fingerprints, .zone = zone});
  ContactStore contacts(pool);
  ContactService contact_service(process.runner(), contacts);
  ConsentStore consents(pool);
  const ConsentCodes codes(consent_key);
  ConsentService consent_service(process.runner(),
                                 {.consents = consents, .cases = cases, .places = places, .codes = codes, .zone = zone});


  process.AddJob("forget_cases", absl::Hours(1), [&](absl::Time now) { return ForgetOldCases(cases, places, now); });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  const platform::oversight::PolicyReaders readers =
      {{"registry.retention", Reads(&ReadRetentionPolicy)},
       {"registry.infectious", Reads(&ReadInfectiousRule)},
       {"registry.places", Reads(&ReadPlacePolicy)},
       {"registry.consents", Reads(&ReadConsentLife)},
       {"registry.statuses", Reads(&ReadStatusTable)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service, &consent_service, &patient_service, &status_service,
                                       &import_service, &contact_service}));
}

}  // namespace
}  // namespace mimamori::registry

int main(int argc, char** argv) {
  namespace registry = mimamori::registry;
  return mimamori::platform::rpc::Main<registry::Config>("registry", "Keeps cases by number.", argc, argv,
                                                         &registry::BindFlags, &registry::Run);
}
