// SPDX-License-Identifier: Apache-2.0
#include "embedded/mail_migrations.hpp"
#include "services/mail/config.hpp"
#include "services/mail/jobs/contact_opener.hpp"
#include "services/mail/jobs/outbox_gauge.hpp"
#include "services/mail/jobs/remove_old.hpp"
#include "services/mail/jobs/sender.hpp"
#include "services/mail/service/mail_service.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::mail {
namespace {

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(
      platform::postgres::Migrate(config.process.migration_database, "mail", embedded::mail_migrations::Files()));
  ASSIGN_OR_RETURN(const Mailbox from, Mailbox::Parse(config.mail_from));
  ASSIGN_OR_RETURN(const SmtpConfig smtp, ReadSmtpConfig(config, from));
  ASSIGN_OR_RETURN(platform::Secret key, platform::crypto::ReadKeyFile(config.secrets + "/mail-outbox.key"));
  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  StopList stops(pool, key);
  const ParameterBox parameters(std::move(key));
  PostgresMailStore store(pool);
  PolicyBook policies(pool);
  VaultContactOpener contacts(process.Connect("vault", config.vault));
  Sender sender(store, contacts,
                {.retries = std::bind_front(&PolicyBook::Retries, &policies),
                 .pace = std::bind_front(&PolicyBook::MailPace, &policies),
                 .stopped = std::bind_front(&StopList::AreStopped, &stops)},
                {.from = from, .parameters = parameters, .clock = process.clock(), .metrics = process.metrics(),
                 .connect = [&smtp] { return std::make_unique<SmtpConnection>(smtp); },
                 .connections = config.smtp_connections, .send_limit = smtp.limit});
  OutboxGauge gauge(store, process.metrics());
  MailService service(store, stops, parameters, process.runner(),
                      {.public_url = WithoutSlash(config.public_url), .staff_url = WithoutSlash(config.staff_url),
                       .quotas = std::bind_front(&PolicyBook::Quotas, &policies),
                       .wake_sender = [&process] { process.WakeJob("send"); }});
  process.AddJob("send", absl::Seconds(1),
                 [&](absl::Time) { return sender.Run([&process] { return process.runner().draining(); }); });
  process.AddJob("measure-outbox", absl::Seconds(15), [&](absl::Time) { return gauge.Measure(); });
  process.AddJob("remove-old", absl::Hours(1), [&](absl::Time now) { return RemoveOld(store, policies, now); });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&pool] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  return process.Serve({&service});
}

}  // namespace
}  // namespace mimamori::mail

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<mimamori::mail::Config>("mail", "Decides when and how a mail leaves.", argc,
                                                               argv, &mimamori::mail::BindFlags, &mimamori::mail::Run);
}
