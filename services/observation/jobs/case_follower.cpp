// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/case_follower.hpp"

#include <fmt/format.h>

#include "services/observation/jobs/merge_retrier.hpp"
#include "services/observation/jobs/risk_weigher.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kDatabaseTime = absl::Seconds(5);

absl::StatusOr<absl::CivilDay> ParseDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return absl::InternalError("a day of a case can't be read");
  return day;
}

absl::StatusOr<std::optional<absl::CivilDay>> ParseDayIfAny(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return ParseDay(text);
}

absl::StatusOr<std::optional<PlanDays>> PlanOf(const registry::v1::Case& told) {
  if (!told.has_plan()) return std::nullopt;
  PlanDays plan{.times_a_day = told.plan().reports_per_day()};
  if (plan.times_a_day != 1 && plan.times_a_day != 2) return absl::InternalError("a case's plan can't be read");
  ASSIGN_OR_RETURN(plan.first, ParseDay(told.plan().start_date()));
  ASSIGN_OR_RETURN(plan.last, ParseDay(told.plan().end_date()));
  return plan;
}

absl::StatusOr<Patient> JudgedPatientOf(const registry::v1::Case& told) {
  Patient patient;
  if (told.kind() < registry::v1::CASE_KIND_CONFIRMED || told.kind() > registry::v1::CASE_KIND_CONTACT) {
    return absl::InternalError("a case's kind can't be read");
  }
  patient.kind = static_cast<Kind>(told.kind());
  if (told.birth_year() != 0) patient.birth_year = told.birth_year();
  for (const int factor : told.risk_factors()) {
    // One that a later registry knows counts nothing here yet.
    if (factor >= 1 && factor <= static_cast<int>(kRiskFactorNames.size())) {
      patient.risk_factors.Add(static_cast<RiskFactor>(factor - 1));
    }
  }
  ASSIGN_OR_RETURN(patient.onset, ParseDayIfAny(told.onset_date()));
  ASSIGN_OR_RETURN(patient.sampling, ParseDayIfAny(told.sampling_date()));
  return patient;
}

}  // namespace

absl::StatusOr<std::optional<WatchedPatient>> PatientIn(const registry::v1::CaseChange& change, const RuleSets& rules,
                                                        absl::Time now) {
  const registry::v1::Case& told = change.current();
  if (told.number().empty() || told.has_withdraw_time() || !told.merged_into_id().empty()) return std::nullopt;
  WatchedPatient patient{.number = told.number(), .time_zone = told.time_zone(),
                         .status = static_cast<int16_t>(told.status()), .language = told.language(),
                         .has_contact = told.has_contact()};
  ASSIGN_OR_RETURN(patient.case_id, CaseId::Parse(told.id()));
  ASSIGN_OR_RETURN(patient.area, platform::AreaCode::Parse(told.area_code()));
  ASSIGN_OR_RETURN(patient.patient, JudgedPatientOf(told));
  ASSIGN_OR_RETURN(patient.plan, PlanOf(told));
  if (!told.reporter_id().empty()) {
    ASSIGN_OR_RETURN(patient.reporter, CaseId::Parse(told.reporter_id()));
  }
  if (const RuleSet* in_force = rules.At(now)) {
    patient.high_risk = IsAtHighRisk(*in_force, patient.patient, YearOf(now));
  }
  return patient;
}

CaseFollower::CaseFollower(PatientStore& patients, MergeStore& merges, const RuleBook& rules,
                           const platform::Clock& clock, platform::rpc::ServiceChannel registry, absl::Duration pause)
    : patients_(patients), merges_(merges), rules_(rules), clock_(clock),
      stub_(registry::v1::RegistryService::NewStub(registry.channel())),
      follower_("case", registry, pause, [this](grpc::ClientContext& context) { return Follow(context); }) {}

absl::Status CaseFollower::Apply(const registry::v1::CaseChange& change) {
  const absl::Time deadline = absl::Now() + kDatabaseTime;
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  const auto patient = PatientIn(change, rules->triage, now);
  if (!patient.ok()) {
    platform::observe::Log(spdlog::level::err, "a case's change can't be read",
                           {{"sequence", fmt::format("{}", change.sequence())},
                            platform::observe::Of(patient.status())});
    return patients_.Pass(deadline, change.sequence());
  }
  if (*patient) return patients_.Keep(deadline, **patient, change.sequence(), now);
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(change.current().id()));
  if (change.current().merged_into_id().empty()) return patients_.Forget(deadline, id, change.sequence());
  ASSIGN_OR_RETURN(const CaseId stays, CaseId::Parse(change.current().merged_into_id()));
  const absl::Status merged = merges_.Merge(deadline, id, stays, rules->triage, rules->work, change.sequence(), now);
  if (merged.ok() || MayPass(merged)) return merged;
  platform::observe::Log(spdlog::level::err, "a merge can't be made and is set aside",
                         {{"sequence", fmt::format("{}", change.sequence())}, platform::observe::Of(merged)});
  return merges_.SetAside(absl::Now() + kDatabaseTime, id, stays, change.sequence(), now);
}

absl::Status CaseFollower::Follow(grpc::ClientContext& context) {
  ASSIGN_OR_RETURN(const int64_t position, patients_.Position(absl::Now() + kDatabaseTime));
  registry::v1::StreamChangesRequest request;
  request.set_after_sequence(position);
  return platform::rpc::ReadChanges(context, *stub_->StreamChanges(&context, request),
                                    [this](const registry::v1::CaseChange& change) { return Apply(change); });
}

}  // namespace mimamori::observation
