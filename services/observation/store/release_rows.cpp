// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/release_rows.hpp"

#include "services/observation/store/patient_store.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;

std::optional<absl::Time> MaybeTime(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Time(row, column);
}

ReleaseEvidence ReadEvidence(const Rows& rows, int row, int first) {
  ReleaseEvidence evidence;
  ReleaseProposal& proposal = evidence.proposal;
  proposal.ready = true;  // else it was not confirmed
  proposal.rules_version = rows.Int4(row, first);
  proposal.rule_from = rows.Date(row, first + 1);
  evidence.setting = static_cast<Setting>(rows.Int2(row, first + 2));
  proposal.symptomatic = rows.Bool(row, first + 3);
  proposal.day_zero = rows.Date(row, first + 4);
  proposal.day_zero_source = static_cast<DayZeroSource>(rows.Int2(row, first + 5));
  proposal.days = rows.Int4(row, first + 6);
  proposal.hours_improved = rows.Int4(row, first + 7);
  proposal.tested = rows.Bool(row, first + 8);
  if (!rows.IsNull(row, first + 9)) evidence.negative_test = rows.Date(row, first + 9);
  proposal.improved_since = MaybeTime(rows, row, first + 10);
  proposal.last_report = MaybeTime(rows, row, first + 11);
  proposal.earliest = rows.Time(row, first + 12);
  evidence.last_fever = MaybeTime(rows, row, first + 13);
  evidence.last_symptoms = MaybeTime(rows, row, first + 14);
  evidence.reports = rows.Int4(row, first + 15);
  return evidence;
}

}  // namespace

absl::StatusOr<Release> ReadRelease(const Rows& rows, int row) {
  Release release{.id = ReleaseId(rows.Uuid(row, 0)), .case_id = CaseId(rows.Uuid(row, 1)),
                  .number = std::string(rows.Text(row, 2))};
  ASSIGN_OR_RETURN(release.area, platform::AreaCode::Parse(rows.Text(row, 3)));
  if (!rows.IsNull(row, 4)) release.birth_year = rows.Int2(row, 4);
  release.language = rows.Text(row, 5);
  release.zone = ZoneNamed(rows.Text(row, 6));
  release.state = static_cast<ReleaseState>(rows.Int2(row, 7));
  release.refusal = rows.Text(row, 8);
  release.confirmed_by = rows.Text(row, 9);
  release.confirmed_at = rows.Time(row, 10);
  release.days = {.start = rows.Date(row, 11), .end = rows.Date(row, 12)};
  release.code = rows.Bytes(row, 13);
  if (!rows.IsNull(row, 14)) release.revoked_by = rows.Text(row, 14);
  release.revoked_at = MaybeTime(rows, row, 15);
  release.revoke_reason = rows.Text(row, 16);
  release.evidence = ReadEvidence(rows, row, 17);
  return release;
}

absl::StatusOr<ReleaseCandidate> ReadCandidate(const Rows& rows, int row) {
  ReleaseCandidate candidate{.key = rows.Int8(row, 0), .case_id = CaseId(rows.Uuid(row, 1)),
                             .number = std::string(rows.Text(row, 2))};
  ASSIGN_OR_RETURN(candidate.area, platform::AreaCode::Parse(rows.Text(row, 3)));
  candidate.status = rows.Int2(row, 4);
  candidate.last_tier = static_cast<Tier>(rows.Int2(row, 5));
  candidate.rejected_evidence = rows.Text(row, 6);
  candidate.patient = ReadJudgedPatient(rows, row, 7);
  return candidate;
}

void AddEvidence(const ReleaseEvidence& evidence, Params& params) {
  const ReleaseProposal& proposal = evidence.proposal;
  params.Int4(proposal.rules_version)
      .Optional(proposal.rule_from, &Params::Date)
      .Int2(static_cast<int16_t>(evidence.setting))
      .Bool(proposal.symptomatic)
      .Optional(proposal.day_zero, &Params::Date)
      .Int2(static_cast<int16_t>(proposal.day_zero_source.value_or(DayZeroSource::kOnset)))
      .Int4(proposal.days)
      .Int4(proposal.hours_improved)
      .Bool(proposal.tested)
      .Optional(evidence.negative_test, &Params::Date)
      .Optional(proposal.improved_since, &Params::Time)
      .Optional(proposal.last_report, &Params::Time)
      .Optional(proposal.earliest, &Params::Time)
      .Optional(evidence.last_fever, &Params::Time)
      .Optional(evidence.last_symptoms, &Params::Time)
      .Int4(evidence.reports);
}

}  // namespace mimamori::observation
