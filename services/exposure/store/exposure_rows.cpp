// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/exposure_rows.hpp"

#include <map>
#include <utility>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

absl::StatusOr<Exposure> ReadExposure(const Rows& rows, int row) {
  ASSIGN_OR_RETURN(platform::AreaCode area, platform::AreaCode::Parse(rows.Text(row, 5)));
  Exposure exposure{.id = ExposureId(rows.Uuid(row, 0)), .case_id = CaseId(rows.Uuid(row, 1)),
                    .venue = VenueId(rows.Int8(row, 2)), .venue_name = std::string(rows.Text(row, 3)),
                    .time_zone = std::string(rows.Text(row, 4)), .area = std::move(area), .start = rows.Time(row, 6),
                    .end = rows.Time(row, 7), .level = static_cast<Level>(rows.Int2(row, 8)),
                    .state = static_cast<State>(rows.Int2(row, 9)), .proposed_by = std::string(rows.Text(row, 10)),
                    .approved_by = std::string(rows.Text(row, 11)), .proposed_at = rows.Time(row, 12),
                    .approved_at = std::nullopt, .recipients = rows.Int4(row, 14), .version = rows.Int4(row, 15)};
  if (!rows.IsNull(row, 13)) exposure.approved_at = rows.Time(row, 13);
  exposure.cancelled_by = rows.Text(row, 17);
  exposure.level_by = rows.Text(row, 18);
  exposure.rule_version = rows.Int4(row, 19);
  if (!rows.IsNull(row, 20)) exposure.service_day = rows.Date(row, 20);
  exposure.positives = rows.Int4(row, 21);
  exposure.positives_needed = rows.Int4(row, 22);
  exposure.withdrawn_cases = rows.Int4(row, 23);
  exposure.recalled_by = rows.Text(row, 24);
  if (!rows.IsNull(row, 25)) exposure.recalled_at = rows.Time(row, 25);
  Correction& correction = exposure.correction;
  correction.proposed_by = rows.Text(row, 26);
  if (!rows.IsNull(row, 27)) correction.proposed_at = rows.Time(row, 27);
  correction.approved_by = rows.Text(row, 28);
  if (!rows.IsNull(row, 29)) correction.approved_at = rows.Time(row, 29);
  if (!rows.IsNull(row, 30)) correction.finished_at = rows.Time(row, 30);
  correction.recipients = rows.Int4(row, 31);
  return exposure;
}

}  // namespace

constexpr Statement kEvidence{"exposure.evidence", R"sql(
  SELECT exposure_id, case_id, place_id, start_time, end_time, recorded_by FROM evidence
  WHERE exposure_id = ANY ($1) ORDER BY exposure_id, place_id
)sql"};

absl::StatusOr<std::vector<Exposure>> ReadExposures(Connection& connection, const Rows& rows) {
  std::vector<Exposure> exposures;
  std::vector<platform::Uuid> by_rule;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Exposure exposure, ReadExposure(rows, row));
    if (exposure.rule_version != 0) by_rule.push_back(exposure.id.uuid());
    exposures.push_back(std::move(exposure));
  }
  if (by_rule.empty()) return exposures;
  ASSIGN_OR_RETURN(const Rows evidence, connection.Run(kEvidence, Params().UuidArray(by_rule)));
  std::map<ExposureId, std::vector<Evidence>> of;
  for (int row = 0; row < evidence.size(); ++row) {
    of[ExposureId(evidence.Uuid(row, 0))].push_back(
        {.case_id = CaseId(evidence.Uuid(row, 1)), .place = PlaceId(evidence.Uuid(row, 2)),
         .start = evidence.Time(row, 3), .end = evidence.Time(row, 4),
         .recorded_by = std::string(evidence.Text(row, 5))});
  }
  for (Exposure& exposure : exposures) exposure.evidence = std::move(of[exposure.id]);
  return exposures;
}

std::vector<Statement> ExposureRowStatements() { return {kEvidence}; }

}  // namespace mimamori::exposure
