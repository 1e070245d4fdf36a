// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/postgres_rule_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/exposure/store/exposure_rows.hpp"
#include "services/exposure/store/policy_reader.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/follower.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::exposure {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr char kSource[] = "registry";

constexpr Statement kMarkVenues{"exposure.mark_venues", R"sql(
  INSERT INTO venues_to_judge AS v (venue_id, mark)
  SELECT venue_id, 1 FROM case_places WHERE case_id = $1 GROUP BY venue_id ORDER BY venue_id
  ON CONFLICT (venue_id) DO UPDATE SET mark = v.mark + 1
)sql"};
constexpr Statement kForgetCase{"exposure.forget_case", "DELETE FROM case_places WHERE case_id = $1"};
constexpr Statement kAddPlace{"exposure.add_place", R"sql(
  INSERT INTO case_places (case_id, place_id, venue_id, start_time, end_time, participants, recorded_by,
                           infectious_first, infectious_last, confirmed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql"};

constexpr Statement kToJudge{"exposure.venues_to_judge",
                             "SELECT venue_id, mark FROM venues_to_judge ORDER BY venue_id LIMIT $1"};
constexpr Statement kPass{"exposure.pass_venue", "DELETE FROM venues_to_judge WHERE venue_id = $1 AND mark = $2"};
constexpr Statement kPlacesAt{"exposure.places_at", R"sql(
  SELECT case_id, place_id, venue_id, start_time, end_time, participants, recorded_by, infectious_first,
         infectious_last, confirmed
  FROM case_places WHERE venue_id = $1 ORDER BY place_id
)sql"};
constexpr Statement kByRule{"exposure.by_rule", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE venue_id = $1 AND rule_version IS NOT NULL AND ended_at IS NULL ORDER BY number FOR UPDATE
)sql"};

constexpr Statement kPropose{"exposure.propose_by_rule", R"sql(
  INSERT INTO exposures (exposure_id, case_id, venue_id, venue_name, time_zone, area_code, start_time, end_time, level,
                         state, proposed_by, request_id, proposed_at, rule_version, service_day, positives,
                         positives_needed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 1, 'rule', $1, $9, $10, $11, $12, $13)
)sql"};
constexpr Statement kUpdate{"exposure.update_by_rule", R"sql(
  UPDATE exposures SET case_id = $2, start_time = $3, end_time = $4, rule_version = $5, positives = $6,
                       positives_needed = $7, version = version + 1
  WHERE exposure_id = $1
)sql"};
constexpr Statement kTakeBack{"exposure.take_back_by_rule", R"sql(
  UPDATE exposures SET state = 4, cancelled_by = 'rule', positives = $2, version = version + 1 WHERE exposure_id = $1
)sql"};
constexpr Statement kNote{"exposure.note_withdrawn", R"sql(
  UPDATE exposures SET withdrawn_cases = $2, version = version + 1 WHERE exposure_id = $1
)sql"};
constexpr Statement kDropEvidence{"exposure.drop_evidence", "DELETE FROM evidence WHERE exposure_id = $1"};
constexpr Statement kAddEvidence{"exposure.add_evidence", R"sql(
  INSERT INTO evidence (exposure_id, case_id, place_id, start_time, end_time, recorded_by)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Statement kForgetPlaces{"exposure.forget_places", "DELETE FROM case_places WHERE end_time < $1"};

RecordedPlace ReadPlace(const Rows& rows, int row) {
  return {.case_id = CaseId(rows.Uuid(row, 0)), .place = PlaceId(rows.Uuid(row, 1)), .venue = VenueId(rows.Int8(row, 2)),
          .start = rows.Time(row, 3), .end = rows.Time(row, 4), .participants = rows.Int4(row, 5),
          .recorded_by = std::string(rows.Text(row, 6)), .infectious_first = rows.Date(row, 7),
          .infectious_last = rows.Date(row, 8), .confirmed = rows.Bool(row, 9)};
}

Window Around(const std::vector<Evidence>& evidence) {
  Window around{.start = evidence.front().start, .end = evidence.front().end};
  for (const Evidence& item : evidence) {
    around.start = std::min(around.start, item.start);
    around.end = std::max(around.end, item.end);
  }
  return around;
}

absl::Status KeepEvidence(Connection& transaction, const Judgement& judgement) {
  RETURN_IF_ERROR(transaction.Run(kDropEvidence, Params().Uuid(judgement.id.uuid())).status());
  for (const Evidence& item : judgement.evidence) {
    RETURN_IF_ERROR(transaction
                        .Run(kAddEvidence, Params().Uuid(judgement.id.uuid()).Uuid(item.case_id.uuid())
                                               .Uuid(item.place.uuid()).Time(item.start).Time(item.end)
                                               .Text(item.recorded_by))
                        .status());
  }
  return absl::OkStatus();
}

absl::Status Propose(Connection& transaction, const JudgedVenue& venue, const Judgement& judgement, absl::Time now) {
  const Window around = Around(judgement.evidence);
  RETURN_IF_ERROR(transaction
                      .Run(kPropose, Params().Uuid(judgement.id.uuid())
                                         .Uuid(judgement.evidence.front().case_id.uuid()).Int8(venue.id.number())
                                         .Text(venue.name).Text(venue.time_zone).Text(venue.area.ToString())
                                         .Time(around.start).Time(around.end).Time(now).Int4(judgement.rule_version)
                                         .Date(judgement.day).Int4(judgement.positives).Int4(judgement.needed))
                      .status());
  return KeepEvidence(transaction, judgement);
}

absl::Status Update(Connection& transaction, const Judgement& judgement) {
  const Window around = Around(judgement.evidence);
  RETURN_IF_ERROR(transaction
                      .Run(kUpdate, Params().Uuid(judgement.id.uuid()).Uuid(judgement.evidence.front().case_id.uuid())
                                        .Time(around.start).Time(around.end).Int4(judgement.rule_version)
                                        .Int4(judgement.positives).Int4(judgement.needed))
                      .status());
  return KeepEvidence(transaction, judgement);
}

const char* ActionOf(Judgement::Deed deed) {
  switch (deed) {
    case Judgement::Deed::kPropose: return "exposure.ProposeByRule";
    case Judgement::Deed::kUpdate: return "exposure.UpdateByRule";
    case Judgement::Deed::kTakeBack: return "exposure.TakeBackByRule";
    case Judgement::Deed::kNote: return "exposure.NoteWithdrawnCases";
  }
  return "exposure.Judge";
}

absl::Status Do(Connection& transaction, const JudgedVenue& venue, Judgement judgement, absl::Time now) {
  absl::Status done;
  switch (judgement.deed) {
    case Judgement::Deed::kPropose:
      judgement.id = ExposureId::Random();
      done = Propose(transaction, venue, judgement, now);
      break;
    case Judgement::Deed::kUpdate: done = Update(transaction, judgement); break;
    case Judgement::Deed::kTakeBack:
      done = transaction.Run(kTakeBack, Params().Uuid(judgement.id.uuid()).Int4(judgement.positives)).status();
      break;
    case Judgement::Deed::kNote:
      done = transaction.Run(kNote, Params().Uuid(judgement.id.uuid()).Int4(judgement.withdrawn_cases)).status();
      break;
  }
  RETURN_IF_ERROR(done);
  return platform::postgres::AppendAudit(
      transaction, {.time = now, .actor = "exposure", .action = ActionOf(judgement.deed), .object_type = "exposure",
                    .object_id = judgement.id.ToString(), .area = venue.area.ToString(), .reason = "",
                    .payload = fmt::format(R"({{"rule_version":{},"positives":{},"needed":{},"withdrawn_cases":{}}})",
                                           judgement.rule_version, judgement.positives, judgement.needed,
                                           judgement.withdrawn_cases),
                    .trace_id = ""});
}

}  // namespace

absl::StatusOr<int64_t> PostgresRuleStore::Position(absl::Time deadline) {
  return platform::postgres::LoadPosition(pool_, deadline, kSource);
}

absl::Status PostgresRuleStore::KeepCase(absl::Time deadline, const CaseId& id,
                                         const std::vector<RecordedPlace>& places, int64_t sequence) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(platform::postgres::KeepPosition(transaction, kSource, sequence));
    RETURN_IF_ERROR(transaction.Run(kMarkVenues, Params().Uuid(id.uuid())).status());
    RETURN_IF_ERROR(transaction.Run(kForgetCase, Params().Uuid(id.uuid())).status());
    for (const RecordedPlace& place : places) {
      RETURN_IF_ERROR(transaction
                          .Run(kAddPlace, Params().Uuid(id.uuid()).Uuid(place.place.uuid())
                                              .Int8(place.venue.number()).Time(place.start).Time(place.end)
                                              .Int4(place.participants).Text(place.recorded_by)
                                              .Date(place.infectious_first).Date(place.infectious_last)
                                              .Bool(place.confirmed))
                          .status());
    }
    return transaction.Run(kMarkVenues, Params().Uuid(id.uuid())).status();
  });
}

absl::StatusOr<std::vector<VenueToJudge>> PostgresRuleStore::ToJudge(absl::Time deadline, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kToJudge, Params().Int8(limit)));
  std::vector<VenueToJudge> venues;
  for (int row = 0; row < rows.size(); ++row) {
    venues.push_back({.id = VenueId(rows.Int8(row, 0)), .mark = rows.Int8(row, 1)});
  }
  return venues;
}

absl::Status PostgresRuleStore::Judge(absl::Time deadline, const JudgedVenue& venue, int64_t mark, absl::Time now,
                                      const Decide& decide) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    // Whoever takes the mark away judges; the row stays locked until the commit.
    ASSIGN_OR_RETURN(const Rows taken, transaction.Run(kPass, Params().Int8(venue.id.number()).Int8(mark)));
    if (taken.affected() == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows places, transaction.Run(kPlacesAt, Params().Int8(venue.id.number())));
    std::vector<RecordedPlace> recorded;
    for (int row = 0; row < places.size(); ++row) recorded.push_back(ReadPlace(places, row));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kByRule, Params().Int8(venue.id.number())));
    ASSIGN_OR_RETURN(const std::vector<Exposure> existing, ReadExposures(transaction, rows));
    ASSIGN_OR_RETURN(const std::vector<Judgement> judgements, decide(recorded, existing));
    for (const Judgement& judgement : judgements) RETURN_IF_ERROR(Do(transaction, venue, judgement, now));
    return absl::OkStatus();
  });
}

absl::Status PostgresRuleStore::Pass(absl::Time deadline, const VenueToJudge& venue) {
  return pool_.Run(deadline, kPass, Params().Int8(venue.id.number()).Int8(venue.mark)).status();
}

absl::StatusOr<ThresholdTables> PostgresRuleStore::Thresholds(absl::Time deadline) {
  ASSIGN_OR_RETURN(auto policies, platform::postgres::ListPolicies(pool_, deadline, "exposure.thresholds"));
  std::erase_if(policies, [](const platform::postgres::Policy& policy) { return policy.approved_by.empty(); });
  std::ranges::sort(policies, {}, [](const auto& policy) { return std::pair(policy.valid_from, policy.version); });
  std::vector<ThresholdTables::Version> versions;
  for (const auto& policy : policies) {
    ASSIGN_OR_RETURN(ThresholdTable table, ReadThresholdTable(policy.body));
    table.version = policy.version;
    versions.push_back({.valid_from = policy.valid_from, .table = std::move(table)});
  }
  return ThresholdTables(std::move(versions));
}

absl::StatusOr<int64_t> PostgresRuleStore::ForgetPlaces(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForgetPlaces, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresRuleStore::Statements() {
  return {kMarkVenues, kForgetCase, kAddPlace, kToJudge,      kPass,        kPlacesAt,     kByRule,
          kPropose,    kUpdate,     kTakeBack, kNote,         kDropEvidence, kAddEvidence, kForgetPlaces};
}

}  // namespace mimamori::exposure
