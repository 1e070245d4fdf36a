// SPDX-License-Identifier: Apache-2.0
#include "embedded/venue_migrations.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "services/venue/config.hpp"
#include "services/venue/jobs/link_relay.hpp"
#include "services/venue/service/event_service.hpp"
#include "services/venue/service/import_service.hpp"
#include "services/venue/service/poster_service.hpp"
#include "services/venue/service/venue_service.hpp"
#include "services/venue/store/policy_reader.hpp"
#include "services/venue/store/postgres_venue_store.hpp"

namespace mimamori::venue {
namespace {

using platform::oversight::Reads;
using platform::crypto::ReadKeyFile;

// A confirmation may be retried for a day after its link expired.
constexpr absl::Duration kRegistrationGrace = absl::Hours(24);

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(
      platform::postgres::Migrate(config.process.migration_database, "venue", embedded::venue_migrations::Files()));
  ASSIGN_OR_RETURN(const PublicAddress address, PublicAddress::Parse(config.public_url));
  ASSIGN_OR_RETURN(const platform::Secret code_key, ReadKeyFile(config.secrets + "/code-mac.key"));
  ASSIGN_OR_RETURN(const platform::Secret quota_key, ReadKeyFile(config.secrets + "/quota.key"));
  ASSIGN_OR_RETURN(platform::Secret page_key, ReadKeyFile(config.secrets + "/page-token.key"));
  const CodeBook codes(code_key);
  const QuotaKeys quotas(quota_key);
  const platform::rpc::PageTokens page_tokens(std::move(page_key));

  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  platform::redis::Pool redis(config.process.redis, config.process.threads);
  PostgresVenueStore store(pool);
  const auto identity = process.Connect("identity", config.identity);
  VenueService service({.store = store,
                        .redis = redis,
                        .codes = codes,
                        .address = address,
                        .quotas = quotas,
                        .page_tokens = page_tokens,
                        .wake_relay = [&process] { process.WakeJob("relay-mails"); }},
                       {.identity = identity, .vault = process.Connect("vault", config.vault)}, process.runner());
  EventStore events(pool);
  EventService event_service({.venues = store, .events = events, .quotas = quotas, .page_tokens = page_tokens},
                             process.runner());
  PosterService poster_service({.store = store, .codes = codes, .address = address}, process.runner());
  ImportStore imports(pool);
  ImportService import_service({.venues = store, .imports = imports, .quotas = quotas}, identity,
                               process.Connect("vault", config.vault), process.runner());
  LinkRelay relay(store, {.identity = identity, .mail = process.Connect("mail", config.mail)},
                          process.permit_signer(), address);

  process.AddJob("relay-mails", absl::Seconds(2), [&relay](absl::Time now) { return relay.Run(now); });
  process.AddJob("wipe-sealing-keys", absl::Seconds(1), [&service, &import_service](absl::Time now) {
    service.WipeExpiredKeys(now);
    import_service.WipeExpiredKeys(now);
    return absl::OkStatus();
  });
  process.AddJob("forget-registrations", absl::Hours(1), [&store](absl::Time now) {
    return store.ForgetRegistrations(absl::Now() + absl::Seconds(30), now - kRegistrationGrace).status();
  });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddJob("forget-log-ins", absl::Hours(1), [&store](absl::Time now) {
    return store.ForgetLogIns(absl::Now() + absl::Seconds(30), now - kRegistrationGrace).status();
  });
  process.AddJob("forget-deleted-venues", absl::Hours(1), [&store](absl::Time now) {
    return store.ForgetDeleted(absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&pool] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  const platform::oversight::PolicyReaders readers =
      {{"venue.typical_stay", Reads(&ReadTypicalStay)},
       {"venue.retention", Reads(&ReadDeletedDays)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service, &event_service, &import_service, &poster_service}));
}

}  // namespace
}  // namespace mimamori::venue

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<mimamori::venue::Config>("venue", "Knows what a code on the wall stands for.",
                                                                argc, argv, &mimamori::venue::BindFlags,
                                                                &mimamori::venue::Run);
}
