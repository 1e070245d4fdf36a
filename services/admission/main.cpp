// SPDX-License-Identifier: Apache-2.0
// Composition only: config → pool → stores → services → server.
#include "embedded/admission_migrations.hpp"
#include "services/admission/config.hpp"
#include "services/admission/jobs/latecomers.hpp"
#include "services/admission/jobs/step_runner.hpp"
#include "services/admission/service/admission_service.hpp"
#include "services/admission/service/own_place_service.hpp"
#include "services/admission/service/placement_service.hpp"
#include "services/admission/service/transport_service.hpp"
#include "services/admission/store/policy_reader.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::admission {
namespace {

using platform::oversight::Reads;
namespace postgres = platform::postgres;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  ASSIGN_OR_RETURN(const platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  absl::TimeZone nation;  // whose calendar the registry's dates follow
  if (!absl::LoadTimeZone("Asia/Tokyo", &nation)) return absl::FailedPreconditionError("the package tzdata is missing");
  if (!config.process.migration_database.empty()) {
    RETURN_IF_ERROR(postgres::Migrate(config.process.migration_database, process.name(),
                                      embedded::admission_migrations::Files()));
  }
  postgres::Pool pool(config.process.database, config.process.database_connections);
  const auto registry = process.Connect("registry", config.registry);
  const auto capacity = process.Connect("capacity", config.capacity);
  const auto observation = process.Connect("observation", config.observation);

  // What others are told.
  StepStore steps(pool);
  StepRunner runner(steps, {.registry = registry, .capacity = capacity, .mail = process.Connect("mail", config.mail)},
                    process.permit_signer(), nation);
  const auto wake_steps = [&process] { process.WakeJob("make_steps"); };
  process.AddJob("make_steps", absl::Seconds(2), [&](absl::Time now) { return runner.Run(now); });

  AdmissionStore admissions(pool);
  AdmissionService admission_service(process.runner(), {.pool = pool,
                                                        .admissions = admissions,
                                                        .steps = steps,
                                                        .registry = registry,
                                                        .observation = observation,
                                                        .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                                        .wake_steps = wake_steps});
  process.AddJob("end_what_is_late", absl::Seconds(5), [&](absl::Time now) -> absl::Status {
    ASSIGN_OR_RETURN(const auto rules, OfferRulesAt(pool, Soon(), now));
    ASSIGN_OR_RETURN(const bool told, EndWhatIsLate(admissions, rules.rules, now));
    if (told) wake_steps();
    return absl::OkStatus();
  });
  process.AddJob("forget_admissions", absl::Hours(1), [&](absl::Time now) -> absl::Status {
    ASSIGN_OR_RETURN(const auto retention, RetentionAt(pool, Soon(), now));
    return admissions.Forget(Soon(), now - retention.rules).status();
  });

  DecisionStore decisions(pool);
  const PlaceFinder places(capacity);
  PlacementService placement_service(process.runner(), {.pool = pool,
                                                        .admissions = admissions,
                                                        .decisions = decisions,
                                                        .places = places,
                                                        .page_tokens = platform::rpc::PageTokens(page_key.Clone()),
                                                        .wake_steps = wake_steps});
  OwnPlaceService own_place_service(process.runner(), {.admissions = admissions, .observation = observation});
  TransportStore transports(pool);
  TransportService transport_service(process.runner(), {.transports = transports,
                                                        .page_tokens = platform::rpc::PageTokens(page_key.Clone())});

  process.AddJob("forget_audit_payloads", absl::Hours(1),
                 [&](absl::Time now) { return postgres::ForgetAuditPayloads(pool, Soon(), now).status(); });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  const platform::oversight::PolicyReaders readers = {{"admission.priority", Reads(&ReadPriorityRules)},
                                                      {"admission.recommendation", Reads(&ReadRecommendRules)},
                                                      {"admission.offers", Reads(&ReadOfferRules)},
                                                      {"admission.pools", Reads(&ReadQuotas)},
                                                      {"admission.retention", Reads(&ReadRetention)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&admission_service, &placement_service, &own_place_service, &transport_service}));
}

}  // namespace
}  // namespace mimamori::admission

int main(int argc, char** argv) {
  namespace admission = mimamori::admission;
  return mimamori::platform::rpc::Main<admission::Config>("admission", "Finds places for patients.", argc, argv,
                                                          &admission::BindFlags, &admission::Run);
}
