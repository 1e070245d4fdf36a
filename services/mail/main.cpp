// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "embedded/mail_migrations.hpp"
#include "embedded/mail_templates.hpp"
#include "services/mail/config.hpp"
#include "services/mail/jobs/contact_opener.hpp"
#include "services/mail/jobs/keep_dead_letters.hpp"
#include "services/mail/jobs/outbox_gauge.hpp"
#include "services/mail/jobs/remove_old.hpp"
#include "services/mail/jobs/sender.hpp"
#include "services/mail/service/bounce_service.hpp"
#include "services/mail/service/mail_service.hpp"
#include "services/mail/service/postmaster_service.hpp"
#include "services/mail/service/text_service.hpp"
#include "services/mail/service/unsubscribe_service.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::mail {
namespace {

using platform::oversight::Reads;

// "bounce-<token>@…", by which a mail that comes back is known.
std::function<std::string(int64_t, const platform::EmailAddress&)> ReturnPath(const Config& config, const BounceTokens& tokens,
                                                                              const StopList& stops) {
  if (config.bounce_domain.empty()) return nullptr;
  return [&tokens, &stops, domain = config.bounce_domain](int64_t number, const platform::EmailAddress& reader) {
    return "bounce-" + tokens.Write({.number = number, .address_mac = stops.MacOf(reader)}) + "@" + domain;
  };
}

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(
      platform::postgres::Migrate(config.process.migration_database, "mail", embedded::mail_migrations::Files()));
  ASSIGN_OR_RETURN(const Mailbox from, Mailbox::Parse(config.mail_from));
  ASSIGN_OR_RETURN(const SmtpConfig smtp, ReadSmtpConfig(config, from));
  ASSIGN_OR_RETURN(const std::optional<DkimSigner> signer, ReadDkimSigner(config, from));
  ASSIGN_OR_RETURN(platform::Secret key, platform::crypto::ReadKeyFile(config.secrets + "/mail-outbox.key"));
  ASSIGN_OR_RETURN(platform::Secret page_token_key,
                   platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  platform::postgres::Pool pool(config.process.database, config.process.database_connections);
  StopList stops(pool, key);
  DomainPaces paces(pool, key);
  const UnsubscribeTokens unsubscribe_tokens(key);
  const BounceTokens bounce_tokens(key);
  BounceStore bounces(pool);
  const ParameterBox parameters(std::move(key));
  PostgresMailStore store(pool);
  DeadLetterStore dead_letters(pool);
  PolicyBook policies(pool);
  ASSIGN_OR_RETURN(const TextBook shipped, ReadTextBook(embedded::mail_templates::Files()));
  const std::string public_url = WithoutSlash(config.public_url);
  const std::string staff_url = WithoutSlash(config.staff_url);
  const OwnUrls own{public_url, staff_url};
  VaultContactOpener contacts(process.Connect("vault", config.vault));
  Sender sender(store, contacts,
                {.retries = std::bind_front(&PolicyBook::Retries, &policies),
                 .pace = std::bind_front(&PolicyBook::MailPace, &policies),
                 .domain_paces = std::bind_front(&PolicyBook::DomainPaces, &policies),
                 .statistics = std::bind_front(&PolicyBook::Statistics, &policies),
                 .texts = [&](absl::Time deadline,
                              absl::Time now) { return policies.Texts(deadline, now, shipped.words, own); },
                 .stopped = std::bind_front(&StopList::AreStopped, &stops),
                 .suppressed =
                     [&](absl::Time deadline, absl::Time now, const auto& readers) {
                       std::vector<std::string> macs;
                       for (const platform::EmailAddress* reader : readers) macs.push_back(stops.MacOf(*reader));
                       return bounces.AreSuppressed(deadline, now, macs);
                     }},
                {.from = from, .parameters = parameters, .clock = process.clock(), .metrics = process.metrics(),
                 .paces = paces,
                 .connect = [&smtp] { return std::make_unique<SmtpConnection>(smtp); },
                 .connections = config.smtp_connections,
                 .unsubscribe_url =
                     [&](const platform::EmailAddress& reader) {
                       return public_url + "/unsubscribe/" + unsubscribe_tokens.Write(stops.MacOf(reader));
                     },
                 .return_path = ReturnPath(config, bounce_tokens, stops),
                 .signer = signer ? &*signer : nullptr,
                 .send_limit = smtp.limit});
  OutboxGauge gauge(store, process.metrics());
  process.metrics().GaugeOf("mimamori_mail_unreadable_texts",
                            "Templates whose areas' texts can't be used, so that the shipped ones leave.", {},
                            [&policies] { return policies.UnreadableTexts(); });
  MailService service(store, stops, parameters, process.runner(),
                      {.public_url = public_url, .staff_url = staff_url,
                       .quotas = std::bind_front(&PolicyBook::Quotas, &policies),
                       .wake_sender = [&process] { process.WakeJob("send"); }});
  PostmasterService postmaster(dead_letters, std::move(page_token_key), process.runner(),
                               {.statistics = std::bind_front(&PolicyBook::Statistics, &policies),
                                .wake_sender = [&process] { process.WakeJob("send"); }});
  ASSIGN_OR_RETURN(Renderer renderer, Renderer::Create(embedded::mail_templates::Files()));
  TextService texts(std::move(renderer), process.runner(),
                    {.public_url = public_url, .staff_url = staff_url,
                     .texts = [&](absl::Time deadline,
                                  absl::Time now) { return policies.Texts(deadline, now, shipped.words, own); }});
  UnsubscribeService unsubscribe(stops, unsubscribe_tokens, process.runner());
  BounceService bounce_service(bounces, bounce_tokens, std::bind_front(&PolicyBook::Bounces, &policies), process.runner());
  process.AddJob("send", absl::Seconds(1),
                 [&](absl::Time) { return sender.Run([&process] { return process.runner().draining(); }); });
  process.AddJob("measure-outbox", absl::Seconds(15), [&](absl::Time) { return gauge.Measure(); });
  process.AddJob("keep-dead-letters", absl::Minutes(1),
                 [&](absl::Time now) { return KeepDeadLetters(dead_letters, policies, now); });
  process.AddJob("remove-old", absl::Hours(1),
                 [&](absl::Time now) { return RemoveOld(store, paces, bounces, policies, now); });
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return platform::postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&pool] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  platform::oversight::PolicyReaders readers =
      {{"mail.quotas", Reads(&ReadQuotaPolicy)},
       {"mail.network_quota", Reads(&ReadNetworkQuota)},
       {"mail.retries", Reads(&ReadRetryPolicy)},
       {"mail.pace", Reads(&ReadPacePolicy)},
       {"mail.domain_pace", Reads(&ReadDomainPacePolicy)},
       {"mail.statistics", Reads(&ReadStatisticsPolicy)},
       {"mail.bounces", Reads(&ReadBouncePolicy)},
       {"mail.retention", Reads(&ReadRetentionPolicy)}};
  for (const Template& mail : Templates()) {
    readers.emplace(fmt::format("mail.texts.{}", mail.name),
                    Reads([&mail = mail, &shipped, &own](const platform::postgres::PolicyBody& body) {
                      return ReadAreaTexts(mail, shipped.words, own, body);
                    }));
  }
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service, &postmaster, &texts, &unsubscribe, &bounce_service}));
}

}  // namespace
}  // namespace mimamori::mail

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<mimamori::mail::Config>("mail", "Decides when and how a mail leaves.", argc,
                                                               argv, &mimamori::mail::BindFlags, &mimamori::mail::Run);
}
