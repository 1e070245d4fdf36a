// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pools → stores → service → server.
#include "embedded/visit_migrations.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "services/platform/rpc/answer_together.hpp"
#include "services/visit/config.hpp"
#include "services/visit/jobs/days.hpp"
#include "services/visit/jobs/venue_follower.hpp"
#include "services/visit/jobs/verification_relay.hpp"
#include "services/visit/service/crowd_service.hpp"
#include "services/visit/service/guest_service.hpp"
#include "services/visit/service/mail_desk.hpp"
#include "services/visit/service/receipt_service.hpp"
#include "services/visit/service/record_service.hpp"
#include "services/visit/service/visit_service.hpp"
#include "services/visit/store/policy_reader.hpp"
#include "services/visit/store/postgres_visit_store.hpp"

namespace mimamori::visit {
namespace {

using platform::oversight::Reads;

constexpr absl::Duration kStartTime = absl::Seconds(10);
constexpr absl::Duration kCommitTime = absl::Seconds(5);

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(platform::postgres::Migrate(config.process.migration_database, "visit",
                                              embedded::visit_migrations::Files()));
  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  platform::redis::Pool redis(config.process.redis, config.process.threads);
  PostgresVisitStore store(pool);
  VenueDirectory venues(pool);
  RETURN_IF_ERROR(venues.Load(absl::Now() + kStartTime));
  PolicyCache policies(store);
  RETURN_IF_ERROR(policies.Refresh(absl::Now() + kStartTime, process.clock().Now()));

  ASSIGN_OR_RETURN(const platform::Secret code_key, platform::crypto::ReadKeyFile(config.secrets + "/code-mac.key"));
  ASSIGN_OR_RETURN(const platform::Secret cookie_key,
                   platform::crypto::ReadKeyFile(config.secrets + "/visitor-cookie.key"));
  const venue::CodeBook codes(code_key);
  ASSIGN_OR_RETURN(const platform::Secret quota_key, platform::crypto::ReadKeyFile(config.secrets + "/quota.key"));
  const VisitorCookies cookies(cookie_key, quota_key);
  const platform::rpc::ServiceChannel vault = process.Connect("vault", config.vault);
  const platform::rpc::ServiceChannel identity = process.Connect("identity", config.identity);
  const platform::rpc::ServiceChannel venue = process.Connect("venue", config.venue);
  DayKeys keys(FetchFrom(vault));

  CheckInCommits commits(static_cast<size_t>(config.commit_queue), static_cast<size_t>(config.commit_batch),
                         [&](const std::vector<CheckInWrite>& writes) {
                           return store.KeepCheckIns(absl::Now() + kCommitTime, process.clock().Now(), writes);
                         },
                         platform::rpc::AnswerTogether);
  const CheckInTools tools{codes, venues, cookies, keys, policies};
  CheckInDesk desk(tools, store, commits);
  const platform::rpc::ServiceChannel mail = process.Connect("mail", config.mail);
  VerificationRelay relay(store, identity, mail, process.permit_signer(), config.public_url);
  const VisitorMails mails(tools, mail, process.permit_signer());
  const ConsentDesk consents(cookies, redis, process.Connect("registry", config.registry));
  RecordDesk records(tools, store, redis, {.vault = vault, .identity = identity, .mails = mails, .consents = consents,
                                           .public_url = config.public_url});
  ReceiptDesk receipts(tools, store, mails, config.public_url);
  VenueFollower follower(venues, venue);

  process.AddJob("refresh_days", absl::Seconds(5),
                 [&](absl::Time now) { return RefreshDays(keys, venues, policies, store, now); });
  process.AddJob("relay_verifications", absl::Seconds(10), [&](absl::Time now) { return relay.Run(now); });
  process.AddJob("drop_expired_days", absl::Hours(1), [&](absl::Time now) { return DropExpiredDays(store, now); });
  process.AddJob("forget_events", absl::Hours(1), [&](absl::Time now) -> absl::Status {
    ASSIGN_OR_RETURN(const RetentionPolicy policy, store.RetentionPolicyAt(absl::Now() + kStartTime, now));
    // The last stay that carries it is gone.
    return venues.ForgetEvents(absl::Now() + kStartTime, now - absl::Hours(24) * (policy.days + 2));
  });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  process.AddReadiness("day_keys", [&] { return keys.Ready(); });

  VisitService service({store, tools, desk, redis, [&] { process.WakeJob("relay_verifications"); }},
                       {identity, venue}, process.runner());
  service.OfferOn(process.lanes());
  RecordService record_service(records, process.runner());
  ReceiptService receipt_service(receipts, process.runner());
  MailDesk mailed(tools, {.desk = desk, .store = store, .commits = commits, .receipts = receipts, .redis = redis}, venue);
  InboundMailService inbound_mail_service(mailed, process.runner());
  CrowdStore crowds(pool);
  CrowdService crowd_service(crowds, venues, policies, process.runner());
  GuestService guest_service(tools, desk, redis, [&] { process.WakeJob("relay_verifications"); }, process.runner());
  const platform::oversight::PolicyReaders readers =
      {{"visit.stays", Reads(&ReadStayPolicy)},
       {"visit.opening_hours", Reads(&ReadHoursTolerance)},
       {"visit.proofs", Reads(&ReadProofPolicy)},
       {"visit.records", Reads(&ReadRecordPolicy)},
       {"visit.crowds", Reads(&ReadCrowdPolicy)},
       {"visit.bursts", Reads(&ReadBurstPolicy)},
       {"visit.kiosk", Reads(&ReadKioskPolicy)},
       {"visit.retention", Reads(&ReadRetentionPolicy)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service, &crowd_service, &record_service, &receipt_service, &guest_service,
                                        &inbound_mail_service}));
}

}  // namespace
}  // namespace mimamori::visit

int main(int argc, char** argv) {
  using namespace mimamori;
  return platform::rpc::Main<visit::Config>("visit", "Remembers who was where, for as long as it can warn someone.",
                                            argc, argv, &visit::BindFlags, &visit::Run);
}
