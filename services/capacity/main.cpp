// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pool → stores → services → server.
#include "embedded/capacity_migrations.hpp"
#include "services/capacity/config.hpp"
#include "services/capacity/jobs/desk_reminders.hpp"
#include "services/capacity/service/board_service.hpp"
#include "services/capacity/service/facility_service.hpp"
#include "services/capacity/service/figure_service.hpp"
#include "services/capacity/service/hold_service.hpp"
#include "services/capacity/service/place_service.hpp"
#include "services/capacity/service/report_service.hpp"
#include "services/capacity/service/stay_service.hpp"
#include "services/capacity/store/hold_policies.hpp"
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

constexpr absl::Duration kCommitTime = absl::Seconds(5);
constexpr size_t kCommitQueue = 4096;  // holds that may wait
constexpr size_t kCommitBatch = 256;
constexpr int kExpireBatch = 500;

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

  // Reports.
  ReportStore reports(pool);
  ReportService report_service(process.runner(), {.reports = reports,
                                                  .facilities = facilities,
                                                  .page_tokens = platform::rpc::PageTokens(page_key.Clone())});

  // The board, and figures. The area codes are Japan's, and so are the days.
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Asia/Tokyo", &zone)) return absl::FailedPreconditionError("the package tzdata is missing");
  BoardStore board(pool);
  BoardNews board_news(board, config.process.database);
  BoardService board_service(process.runner(), {.board = board,
                                                .news = board_news,
                                                .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                                .clock = process.clock()});
  FigureStore figures(pool);
  PlanStore plans(pool);
  FigureService figure_service(process.runner(), {.figures = figures, .plans = plans, .board = board,
                                                  .facilities = facilities, .zone = zone});

  // Who is late is reminded.
  ReminderStore reminders(pool);
  DeskReminders desk_reminders(reminders, board, process.Connect("mail", config.mail), process.permit_signer(),
                               config.staff_url);
  process.AddJob("choose_reminders", absl::Minutes(1), [&](absl::Time now) -> absl::Status {
    ASSIGN_OR_RETURN(const int64_t chosen, desk_reminders.Choose(now));
    if (chosen > 0) process.WakeJob("mail_reminders");
    return absl::OkStatus();
  });
  process.AddJob("mail_reminders", absl::Seconds(10), [&](absl::Time now) { return desk_reminders.Mail(now); });
  process.AddJob("forget_reminders", absl::Hours(1), [&](absl::Time now) {
    return reminders.Forget(Soon(), now - absl::Hours(30 * 24)).status();
  });
  PlaceStore places(pool);
  PlaceService place_service(process.runner(), places);

  // Holds, stays and beds.
  HoldStore holds(pool);
  HoldCommits commits(kCommitQueue, kCommitBatch, [&](const std::vector<NewHold>& asked) {
    return holds.Give(absl::Now() + kCommitTime, process.clock().Now(), asked);
  });
  HoldService hold_service(process.runner(), {.holds = holds,
                                              .commits = commits,
                                              .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                              .clock = process.clock(),
                                              .nation = zone});
  StayStore stays(pool);
  BedStore beds(pool);
  StayService stay_service(process.runner(), {.stays = stays,
                                              .beds = beds,
                                              .page_tokens = platform::rpc::PageTokens(page_key.Clone())});
  process.AddJob("expire_holds", absl::Seconds(10), [&](absl::Time now) -> absl::Status {
    while (true) {
      ASSIGN_OR_RETURN(const int expired, holds.ExpireOver(Soon(), now, kExpireBatch));
      if (expired < kExpireBatch) return absl::OkStatus();
    }
  });
  process.AddJob("forget_holds", absl::Hours(1), [&](absl::Time now) { return holds.Forget(Soon(), now); });

  process.AddJob("forget_changes", absl::Hours(1), [&](absl::Time now) {
    return postgres::DropChanges(pool, Soon(), now - absl::Hours(24)).status();
  });
  process.AddJob("forget_audit_payloads", absl::Hours(1),
                 [&](absl::Time now) { return postgres::ForgetAuditPayloads(pool, Soon(), now).status(); });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  const platform::oversight::PolicyReaders readers = {{"capacity.classes", Reads(&ReadCatalogue)},
                                                        {"capacity.plausibility", Reads(&ReadPlausibility)},
                                                        {"capacity.saner", Reads(&ReadSanerRules)},
                                                        {"capacity.duty", Reads(&ReadDutyRules)},
                                                        {"capacity.holds", Reads(&ReadHoldRules)},
                                                        {"capacity.anomalies", Reads(&ReadAnomalyRules)},
                                                        {"capacity.hold_retention", Reads(&ReadHoldRetention)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&facility_service, &report_service, &board_service, &figure_service, &hold_service,
                                        &place_service, &stay_service}));
}

}  // namespace
}  // namespace mimamori::capacity

int main(int argc, char** argv) {
  namespace capacity = mimamori::capacity;
  return mimamori::platform::rpc::Main<capacity::Config>("capacity", "Knows which beds are free.", argc, argv,
                                                         &capacity::BindFlags, &capacity::Run);
}
