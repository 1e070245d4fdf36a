// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pool → stores → services → server.
#include "embedded/observation_migrations.hpp"
#include "services/observation/config.hpp"
#include "services/observation/jobs/case_follower.hpp"
#include "services/observation/jobs/end_devices.hpp"
#include "services/observation/jobs/forgetting.hpp"
#include "services/observation/jobs/invitation_relay.hpp"
#include "services/observation/jobs/merge_retrier.hpp"
#include "services/observation/jobs/release_teller.hpp"
#include "services/observation/jobs/reminder_mailer.hpp"
#include "services/observation/jobs/risk_weigher.hpp"
#include "services/observation/jobs/silence_watch.hpp"
#include "services/observation/service/diary_service.hpp"
#include "services/observation/service/export_service.hpp"
#include "services/observation/service/monitoring_service.hpp"
#include "services/observation/service/release_service.hpp"
#include "services/observation/service/reminder_service.hpp"
#include "services/observation/service/rules_service.hpp"
#include "services/observation/service/worklist_service.hpp"
#include "services/observation/store/certificate_policy.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/policy_reader.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "services/platform/rpc/answer_together.hpp"

namespace mimamori::observation {
namespace {

using platform::oversight::Reads;
namespace postgres = platform::postgres;

constexpr absl::Duration kCommitTime = absl::Seconds(5);
constexpr size_t kCommitQueue = 4096;  // reports that may wait
constexpr size_t kCommitBatch = 256;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  RETURN_IF_ERROR(postgres::Migrate(config.process.migration_database, process.name(),
                                    embedded::observation_migrations::Files()));
  ASSIGN_OR_RETURN(const platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  postgres::Pool pool(config.process.database, config.process.database_connections);
  ReportStore reports(pool);
  PatientStore patients(pool);
  RuleBook rules(pool, reports);
  RETURN_IF_ERROR(rules.Refresh(Soon(), process.clock().Now()));

  WorkStore work(pool);
  const auto identity = process.Connect("identity", config.identity);
  const Colleagues colleagues(identity);
  WorklistService worklist(process.runner(), {.work = work, .rules = rules, .colleagues = colleagues,
                                              .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                              .clock = process.clock()});
  ReminderStore reminders(pool);
  SilenceStore silence(pool);
  SilenceWatch watch(reminders, silence, rules);
  ReminderMailer mailer(reminders, process.Connect("registry", config.registry), process.Connect("mail", config.mail),
                        process.permit_signer(), config.public_url);

  process.AddJob("refresh_rules", RuleBook::kRefreshEvery, [&](absl::Time now) { return rules.Refresh(Soon(), now); });
  process.AddJob("create_report_days", absl::Hours(1), [&](absl::Time now) {
    return reports.CreateDays(Soon(), DayOf(now) - 1, DayOf(now) + 2);
  });
  process.AddJob("choose_reminders", absl::Minutes(1), [&](absl::Time now) -> absl::Status {
    ASSIGN_OR_RETURN(const int64_t chosen, watch.ChooseReminders(now));
    if (chosen > 0) process.WakeJob("mail_reminders");
    return absl::OkStatus();
  });
  process.AddJob("mail_reminders", absl::Seconds(10), [&](absl::Time now) { return mailer.Run(now); });
  process.AddJob("climb_silence", absl::Minutes(1), [&](absl::Time now) { return watch.ClimbLadders(now).status(); });
  process.AddJob("forget_old", absl::Hours(1),
                 [&](absl::Time now) { return ForgetOld(reports, reminders, work, rules, now); });
  process.AddJob("forget_audit_payloads", absl::Hours(1),
                 [&](absl::Time now) { return postgres::ForgetAuditPayloads(pool, Soon(), now).status(); });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });

  ExportStore exports(pool);
  ExportService export_service(process.runner(), {.exports = exports, .public_url = config.public_url});
  HistoryStore history(pool);
  RulesService rules_service(process.runner(), {.history = history,
                                                .reports = reports,
                                                .page_tokens = platform::rpc::PageTokens(page_key.Clone())});

  absl::TimeZone nation;  // the rules of release, and the dates of the registry, follow Japan's calendar
  if (!absl::LoadTimeZone("Asia/Tokyo", &nation)) return absl::FailedPreconditionError("the package tzdata is missing");
  platform::redis::Pool redis(config.process.redis, config.process.threads);
  ReleaseStore releases(pool);
  ReleaseService release_service(process.runner(), {.releases = releases,
                                                    .reports = reports,
                                                    .redis = redis,
                                                    .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                                    .public_url = config.public_url,
                                                    .nation = nation,
                                                    .wake_job = [&] { process.WakeJob("tell_registry"); }});
  ReleaseTeller teller(releases, process.Connect("registry", config.registry), nation);
  process.AddJob("tell_registry", absl::Seconds(10), [&](absl::Time now) { return teller.Run(now); });
  process.AddJob("forget_releases", absl::Hours(1), [&](absl::Time now) { return releases.ForgetOld(Soon(), now); });

  DiaryStore diaries(pool);
  DeviceStore devices(pool);
  ReportDesk desk(reports, rules);
  ReportCommits commits(kCommitQueue, kCommitBatch,
                        [&](const std::vector<NewReport>& reports_in) {
                          return desk.Keep(absl::Now() + kCommitTime, reports_in);
                        },
                        platform::rpc::AnswerTogether);
  DiaryService diary_service(process.runner(), {.diaries = diaries,
                                                .devices = devices,
                                                .reports = reports,
                                                .rules = rules,
                                                .commits = commits,
                                                .page_tokens = platform::rpc::PageTokens(page_key.Clone())});
  diary_service.OfferOn(process.lanes());
  ReminderHoursStore hours(pool);
  ReminderService reminder_service(process.runner(), {.hours = hours, .devices = devices});

  // Invitations and devices.
  ASSIGN_OR_RETURN(const platform::Secret link_key, platform::crypto::ReadKeyFile(config.secrets + "/diary-link.key"));
  const DiaryLinks links(link_key, config.public_url);
  InvitationStore invitations(pool);
  BindingStore bindings(pool);
  MonitoringService monitoring(process.runner(), {.invitations = invitations,
                                                  .bindings = bindings,
                                                  .links = links,
                                                  .identity = identity,
                                                  .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                                  .wake_relay = [&process] { process.WakeJob("mail_invitations"); },
                                                  .wake_ender = [&process] { process.WakeJob("end_devices"); }});
  InvitationRelay relay(invitations, {.registry = process.Connect("registry", config.registry),
                                      .mail = process.Connect("mail", config.mail)},
                        links, process.permit_signer());
  DeviceEnder ender(bindings, pool, identity);
  process.AddJob("mail_invitations", absl::Seconds(2), [&](absl::Time now) { return relay.Run(now); });
  process.AddJob("end_devices", absl::Seconds(30), [&](absl::Time now) { return ender.Run(now); });
  process.AddJob("forget_devices", absl::Hours(1), [&](absl::Time now) {
    absl::Status first = bindings.Forget(Soon()).status();
    first.Update(invitations.Forget(Soon(), now).status());
    return first;
  });

  RiskStore risks(pool);
  RiskWeigher weigher(risks, rules);
  process.AddJob("weigh_risks", absl::Minutes(1), [&](absl::Time now) { return weigher.Run(now).status(); });

  MergeStore merges(pool);
  MergeRetrier retrier(merges, rules, process.metrics());
  process.AddJob("retry_merges", absl::Minutes(1), [&](absl::Time now) { return retrier.Run(now); });
  const CaseFollower follower(patients, merges, rules, process.clock(), process.Connect("registry", config.registry));
  const platform::oversight::PolicyReaders readers = {
      {"observation.triage", Reads(&ReadRuleSet)},
      {"observation.monitoring", Reads(&ReadMonitoringRules)},
      {"observation.release", Reads(&ReadReleaseRules)},
      {"observation.worklist", Reads(&ReadWorkRules)},
      {"observation.retention", Reads(&ReadRetentionRules)},
      {"observation.certificates", Reads(&ReadCertificatePolicy)},
      {"observation.devices", Reads(&ReadDaysAfterPlan)},
      {"observation.diary", Reads(&ReadDiaryRules)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&diary_service, &export_service, &monitoring, &release_service, &reminder_service,
                                        &rules_service, &worklist}));
}

}  // namespace
}  // namespace mimamori::observation

int main(int argc, char** argv) {
  namespace observation = mimamori::observation;
  return mimamori::platform::rpc::Main<observation::Config>("observation", "Judges how patients at home are.", argc, argv,
                                                            &observation::BindFlags, &observation::Run);
}
