// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/release_store.hpp"
#include "services/platform/postgres/connection.hpp"

// Of `releases e JOIN patients p`; what ReadRelease reads.
#define MIMAMORI_RELEASE_COLUMNS                                                                                       \
  "e.release_id, p.case_id, p.number, p.area_code, p.birth_year, p.language, p.time_zone, e.state, e.refusal, "        \
  "e.confirmed_by, e.confirmed_at, e.start_day, e.end_day, e.code, e.revoked_by, e.revoked_at, e.revoke_reason, "      \
  "e.rules_version, e.rule_from, e.setting, e.symptomatic, e.day_zero, e.day_zero_source, e.days, e.hours_improved, "  \
  "e.tested, e.negative_test, e.improved_since, e.last_report, e.earliest, e.last_fever, e.last_symptoms, e.reports"

namespace mimamori::observation {

absl::StatusOr<Release> ReadRelease(const platform::postgres::Rows& rows, int row);

// Of `patients p JOIN standings s`; what ReadCandidate reads.
#define MIMAMORI_CANDIDATE_COLUMNS                                                                                     \
  "p.patient, p.case_id, p.number, p.area_code, p.status, s.last_tier, "                                               \
  "COALESCE((SELECT j.evidence FROM release_rejections j WHERE j.patient = p.patient "                                 \
  "ORDER BY j.rejection_id DESC LIMIT 1), ''), "                                                                       \
  MIMAMORI_JUDGED_PATIENT_COLUMNS

absl::StatusOr<ReleaseCandidate> ReadCandidate(const platform::postgres::Rows& rows, int row);

// All that a release keeps of the evidence; the proposal is ready.
void AddEvidence(const ReleaseEvidence& evidence, platform::postgres::Params& params);

}  // namespace mimamori::observation
