// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pool → store → service → server.
#include "embedded/exposure_migrations.hpp"
#include "services/exposure/config.hpp"
#include "services/exposure/jobs/case_follower.hpp"
#include "services/exposure/jobs/corrector.hpp"
#include "services/exposure/jobs/dispatcher.hpp"
#include "services/exposure/jobs/proposer.hpp"
#include "services/exposure/service/exposure_service.hpp"
#include "services/exposure/store/policy_reader.hpp"
#include "services/exposure/store/postgres_exposure_store.hpp"
#include "services/exposure/store/postgres_rule_store.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::exposure {
namespace {

using platform::oversight::Reads;

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(platform::postgres::Migrate(config.process.migration_database, "exposure",
                                              embedded::exposure_migrations::Files()));
  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  PostgresExposureStore store(pool);
  ASSIGN_OR_RETURN(platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  const platform::rpc::PageTokens page_tokens(std::move(page_key));

  const platform::rpc::ServiceChannel vault = process.Connect("vault", config.vault);
  const platform::rpc::ServiceChannel mail = process.Connect("mail", config.mail);
  const platform::rpc::ServiceChannel venue = process.Connect("venue", config.venue);
  const platform::rpc::ServiceChannel registry = process.Connect("registry", config.registry);
  Gatherer gatherer(store, process.Connect("visit", config.visit), vault, registry);
  Dispatcher dispatcher(store, gatherer, mail, process.permit_signer(), HostsIn(config.contact_hosts));
  CorrectionStore corrections(pool);
  Corrector corrector(corrections, store, mail, process.permit_signer());
  PostgresRuleStore rules(pool);
  Proposer proposer(rules, store, venue);

  process.AddJob("dispatch", absl::Seconds(10), [&](absl::Time now) {
    absl::Status done = dispatcher.Run(now);
    done.Update(corrector.Run(now));  // what was taken back just now may be corrected
    return done;
  });
  process.AddJob("propose", absl::Seconds(10), [&](absl::Time now) { return proposer.Run(now); });
  process.AddJob("forget_places", absl::Hours(1), [&](absl::Time now) { return ForgetOldPlaces(rules, store, now); });
  process.AddJob("end_old_exposures", absl::Hours(1),
                 [&](absl::Time now) { return EndOldExposures(store, vault, now); });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });

  ExposureService service({store, gatherer, corrector, page_tokens, process.clock(), [&] { process.WakeJob("dispatch"); },
                           HostsIn(config.contact_hosts)},
                          {venue, registry, mail}, process.runner());
  const CaseFollower follower(rules, registry, [&] { process.WakeJob("propose"); });
  const platform::oversight::PolicyReaders readers =
      {{"exposure.alerts", Reads(&ReadAlertPolicy)},
       {"exposure.contacts", Reads(&ReadAreaContacts)},
       {"exposure.thresholds", Reads(&ReadThresholdTable)},
       {"exposure.retention", Reads(&ReadRetentionDays)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service}));
}

}  // namespace
}  // namespace mimamori::exposure

int main(int argc, char** argv) {
  using namespace mimamori;
  return platform::rpc::Main<exposure::Config>("exposure", "Decides who is told what.", argc, argv,
                                               &exposure::BindFlags, &exposure::Run);
}
