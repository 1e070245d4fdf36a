// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/work_rows.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr char kTopic[] = "work";

constexpr Statement kLock{"observation.lock_items", "SELECT w.patient, w.area_code, p.case_id, " MIMAMORI_WORK_COLUMNS R"sql(
  FROM work_items w JOIN patients p ON p.patient = w.patient
  WHERE w.patient = ANY ($1) ORDER BY w.patient FOR UPDATE OF w
)sql"};

// An infinite time stands for none; arrays hold no NULL.
constexpr Statement kKeep{"observation.keep_items", R"sql(
  INSERT INTO work_items (patient, area_code, state, urgency, rung, opened, raised, contact_by, calm_reports, claimed_by,
                          claim_ends, snoozed_until, attempts, escalated, version, handed_to)
  SELECT patient, area_code, state, urgency, rung, opened, raised, contact_by, calm_reports, NULLIF(claimed_by, ''),
         NULLIF(claim_ends, 'infinity'), NULLIF(snoozed_until, 'infinity'), attempts, escalated, version,
         NULLIF(handed_to, '')
  FROM unnest($1::int8[], $2::text[], $3::int2[], $4::int2[], $5::int2[], $6::timestamptz[], $7::timestamptz[],
              $8::timestamptz[], $9::int4[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::int4[],
              $14::bool[], $15::int4[], $16::text[])
       AS n(patient, area_code, state, urgency, rung, opened, raised, contact_by, calm_reports, claimed_by, claim_ends,
            snoozed_until, attempts, escalated, version, handed_to)
  ON CONFLICT (patient) DO UPDATE
  SET area_code = EXCLUDED.area_code, state = EXCLUDED.state, urgency = EXCLUDED.urgency, rung = EXCLUDED.rung,
      opened = EXCLUDED.opened, raised = EXCLUDED.raised, contact_by = EXCLUDED.contact_by,
      calm_reports = EXCLUDED.calm_reports, claimed_by = EXCLUDED.claimed_by, claim_ends = EXCLUDED.claim_ends,
      snoozed_until = EXCLUDED.snoozed_until, attempts = EXCLUDED.attempts, escalated = EXCLUDED.escalated,
      version = EXCLUDED.version, handed_to = EXCLUDED.handed_to
)sql"};

// "271004 0192f0c1-…": the area first, so that a follower knows whether it concerns her.
std::string KeyOf(const std::string& area, const CaseId& id) { return area + " " + id.ToString(); }

}  // namespace

WorkItem ReadItem(const Rows& rows, int row, int first) {
  WorkItem item{.state = static_cast<ItemState>(rows.Int2(row, first)),
                .tier = static_cast<Tier>(5 - rows.Int2(row, first + 1)),
                .rung = static_cast<Rung>(rows.Int2(row, first + 2)),
                .opened = rows.Time(row, first + 3),
                .raised = rows.Time(row, first + 4),
                .contact_by = rows.Time(row, first + 5),
                .calm_reports = rows.Int4(row, first + 6),
                .claimed_by = std::string(rows.Text(row, first + 7))};
  if (!rows.IsNull(row, first + 8)) item.claim_ends = rows.Time(row, first + 8);
  if (!rows.IsNull(row, first + 9)) item.snoozed_until = rows.Time(row, first + 9);
  item.attempts = rows.Int4(row, first + 10);
  item.escalated = rows.Bool(row, first + 11);
  item.version = rows.Int4(row, first + 12);
  item.handed_to = rows.Text(row, first + 13);
  return item;
}

absl::StatusOr<std::vector<PersonsItem>> LockItems(Connection& transaction, const std::vector<int64_t>& patients) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().Int8Array(patients)));
  std::vector<PersonsItem> items;
  for (int row = 0; row < rows.size(); ++row) {
    items.push_back({.patient = rows.Int8(row, 0), .case_id = CaseId(rows.Uuid(row, 2)),
                     .area = std::string(rows.Text(row, 1)), .item = ReadItem(rows, row, 3)});
  }
  return items;
}

absl::Status KeepItems(Connection& transaction, const std::vector<PersonsItem>& items, absl::Time now) {
  if (items.empty()) return absl::OkStatus();
  std::vector<int64_t> patients;
  std::vector<std::string> areas, claimers, handed, told;
  std::vector<int16_t> states, urgencies, rungs;
  std::vector<absl::Time> opened, raised, deadlines, claims, snoozes;
  std::vector<int32_t> calm, attempts, versions;
  std::vector<bool> escalated;
  for (const auto& [patient, case_id, area, item] : items) {
    patients.push_back(patient);
    areas.push_back(area);
    told.push_back(KeyOf(area, case_id));
    states.push_back(static_cast<int16_t>(item.state));
    urgencies.push_back(static_cast<int16_t>(5 - static_cast<int16_t>(item.tier)));
    rungs.push_back(static_cast<int16_t>(item.rung));
    opened.push_back(item.opened);
    raised.push_back(item.raised);
    deadlines.push_back(item.contact_by);
    calm.push_back(item.calm_reports);
    claimers.push_back(item.claimed_by);
    claims.push_back(item.claim_ends.value_or(absl::InfiniteFuture()));
    snoozes.push_back(item.snoozed_until.value_or(absl::InfiniteFuture()));
    attempts.push_back(item.attempts);
    escalated.push_back(item.escalated);
    versions.push_back(item.version);
    handed.push_back(item.handed_to);
  }
  Params params;
  params.Int8Array(patients).TextArray(areas).Int2Array(states).Int2Array(urgencies).Int2Array(rungs);
  params.TimeArray(opened).TimeArray(raised).TimeArray(deadlines).Int4Array(calm).TextArray(claimers);
  params.TimeArray(claims).TimeArray(snoozes).Int4Array(attempts).BoolArray(escalated).Int4Array(versions);
  params.TextArray(handed);
  RETURN_IF_ERROR(transaction.Run(kKeep, params).status());
  return platform::postgres::AppendChanges(transaction, now, kTopic, told);
}

absl::Status TellOfItem(Connection& transaction, const std::string& area, const CaseId& id, absl::Time now) {
  return platform::postgres::AppendChanges(transaction, now, kTopic, {KeyOf(area, id)});
}

std::optional<WorkChange> ReadWorkChange(const platform::postgres::Change& change) {
  const size_t blank = change.key.find(' ');
  if (change.topic != kTopic || blank == std::string::npos) return std::nullopt;
  const auto id = CaseId::Parse(std::string_view(change.key).substr(blank + 1));
  if (!id.ok()) return std::nullopt;
  return WorkChange{.sequence = change.sequence, .area = change.key.substr(0, blank), .case_id = *id};
}

std::vector<Statement> WorkRowStatements() { return {kLock, kKeep}; }

}  // namespace mimamori::observation
