// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/patient_store.hpp"

#include "services/observation/store/packed.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/follower.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// A case that is not here yet comes with its first plan only.
constexpr Statement kKeep{"observation.keep_patient", R"sql(
  INSERT INTO patients AS p (case_id, number, area_code, kind, birth_year, risk_factors, onset, sampling, status, language,
                             time_zone, has_contact, reporter_id, reports_per_day, plan_start, plan_end, plan_since, high_risk)
  SELECT $1::uuid, $2::text, $3::text, $4::int2, $5::int2, $6::int4, $7::date, $8::date, $9::int2, $10::text, $11::text,
         $12::bool, $13::uuid, $14::int2, $15::date, $16::date, $17::timestamptz, $18::bool
  WHERE $14::int2 IS NOT NULL OR EXISTS (SELECT 1 FROM patients WHERE case_id = $1)
  ON CONFLICT (case_id) DO UPDATE
  SET number = EXCLUDED.number, area_code = EXCLUDED.area_code, kind = EXCLUDED.kind, birth_year = EXCLUDED.birth_year,
      risk_factors = EXCLUDED.risk_factors, onset = EXCLUDED.onset, sampling = EXCLUDED.sampling,
      status = EXCLUDED.status, language = EXCLUDED.language, time_zone = EXCLUDED.time_zone,
      has_contact = EXCLUDED.has_contact, high_risk = EXCLUDED.high_risk, reporter_id = EXCLUDED.reporter_id,
      reports_per_day = EXCLUDED.reports_per_day, plan_start = EXCLUDED.plan_start, plan_end = EXCLUDED.plan_end,
      plan_since = CASE WHEN (p.reports_per_day, p.plan_start, p.plan_end)
                             IS NOT DISTINCT FROM (EXCLUDED.reports_per_day, EXCLUDED.plan_start, EXCLUDED.plan_end)
                        THEN p.plan_since ELSE EXCLUDED.plan_since END
  RETURNING patient
)sql"};
constexpr Statement kBegin{"observation.begin_standing", R"sql(
  INSERT INTO standings (patient, memory) VALUES ($1, $2) ON CONFLICT (patient) DO NOTHING
)sql"};
constexpr Statement kKnowArea{"observation.know_area", "INSERT INTO areas (area_code) VALUES ($1) ON CONFLICT DO NOTHING"};
constexpr Statement kForget{"observation.forget_patient", "DELETE FROM patients WHERE case_id = $1"};
constexpr Statement kFind{"observation.find_patient", "SELECT " MIMAMORI_JUDGED_PATIENT_COLUMNS R"sql(,
    p.number, p.area_code, p.status, p.language, p.has_contact, p.reporter_id, p.reports_per_day, p.plan_start, p.plan_end,
    p.plan_since, p.high_risk
  FROM patients p WHERE p.case_id = $1
)sql"};

// Behind the person's lock, as everybody who changes an item.
constexpr Statement kLockMoved{"observation.lock_moved", R"sql(
  SELECT s.patient FROM patients p JOIN standings s ON s.patient = p.patient WHERE p.case_id = $1 FOR UPDATE OF s
)sql"};
constexpr Statement kMove{"observation.move_item", R"sql(
  UPDATE work_items w SET area_code = $2, version = w.version + 1
  FROM (SELECT patient, area_code FROM work_items WHERE patient = $1 FOR UPDATE) AS before
  WHERE w.patient = before.patient AND w.area_code <> $2 RETURNING before.area_code
)sql"};
constexpr Statement kListedIn{"observation.listed_in", R"sql(
  SELECT w.area_code FROM patients p JOIN work_items w ON w.patient = p.patient WHERE p.case_id = $1 AND w.state <> 4
)sql"};

// Whoever has to be spoken to stays on the list, of where she is now.
absl::Status MoveItem(Connection& transaction, const CaseId& id, const std::string& area, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows person, transaction.Run(kLockMoved, Params().Uuid(id.uuid())));
  if (person.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows moved, transaction.Run(kMove, Params().Int8(person.Int8(0, 0)).Text(area)));
  if (moved.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(TellOfItem(transaction, std::string(moved.Text(0, 0)), id, now));
  return TellOfItem(transaction, area, id, now);
}

}  // namespace

absl::TimeZone ZoneNamed(std::string_view name) {
  absl::TimeZone zone;
  // The registry took the name from the same list; a name that this machine's list lacks counts as Japan's.
  if (absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) return zone;
  return absl::FixedTimeZone(9 * 60 * 60);
}

Patient ReadJudgedPatient(const Rows& rows, int row, int first) {
  Patient patient;
  patient.kind = static_cast<Kind>(rows.Int2(row, first));
  if (!rows.IsNull(row, first + 1)) patient.birth_year = rows.Int2(row, first + 1);
  patient.risk_factors = WordSet<RiskFactor>::FromBits(static_cast<uint32_t>(rows.Int4(row, first + 2)));
  patient.spo2_scale = static_cast<Spo2Scale>(rows.Int2(row, first + 3));
  if (!rows.IsNull(row, first + 4)) patient.onset = rows.Date(row, first + 4);
  if (!rows.IsNull(row, first + 5)) patient.sampling = rows.Date(row, first + 5);
  patient.zone = ZoneNamed(rows.Text(row, first + 6));
  return patient;
}

absl::StatusOr<int64_t> PatientStore::Position(absl::Time deadline) {
  return platform::postgres::LoadPosition(pool_, deadline, kRegistryPosition);
}

absl::Status PatientStore::Keep(absl::Time deadline, const WatchedPatient& patient, int64_t sequence, absl::Time now) {
  const Patient& judged = patient.patient;
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(platform::postgres::KeepPosition(transaction, kRegistryPosition, sequence));
    Params params;
    params.Uuid(patient.case_id.uuid())
        .Text(patient.number)
        .Text(patient.area.ToString())
        .Int2(static_cast<int16_t>(judged.kind));
    judged.birth_year ? params.Int2(static_cast<int16_t>(*judged.birth_year)) : params.Null();
    params.Int4(static_cast<int32_t>(judged.risk_factors.bits()))
        .Optional(judged.onset, &Params::Date)
        .Optional(judged.sampling, &Params::Date)
        .Int2(patient.status)
        .Text(patient.language)
        .Text(patient.time_zone)
        .Bool(patient.has_contact);
    patient.reporter ? params.Uuid(patient.reporter->uuid()) : params.Null();
    if (patient.plan) {
      params.Int2(static_cast<int16_t>(patient.plan->times_a_day)).Date(patient.plan->first).Date(patient.plan->last).Time(now);
    } else {
      params.Null().Null().Null().Null();
    }
    params.Bool(patient.high_risk);
    ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kKeep, params));
    if (kept.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(transaction.Run(kKnowArea, Params().Text(patient.area.ToString())).status());
    RETURN_IF_ERROR(transaction.Run(kBegin, Params().Int8(kept.Int8(0, 0)).Bytes(PackMemory(Memory()))).status());
    return MoveItem(transaction, patient.case_id, patient.area.ToString(), now);
  });
}

absl::Status PatientStore::Forget(absl::Time deadline, const CaseId& id, int64_t sequence) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(platform::postgres::KeepPosition(transaction, kRegistryPosition, sequence));
    ASSIGN_OR_RETURN(const Rows listed, transaction.Run(kListedIn, Params().Uuid(id.uuid())));
    RETURN_IF_ERROR(transaction.Run(kForget, Params().Uuid(id.uuid())).status());
    return listed.empty() ? absl::OkStatus() : TellOfItem(transaction, std::string(listed.Text(0, 0)), id, absl::Now());
  });
}

absl::Status PatientStore::Pass(absl::Time deadline, int64_t sequence) {
  return pool_.Transact(deadline, [&](Connection& transaction) {
    return platform::postgres::KeepPosition(transaction, kRegistryPosition, sequence);
  });
}

absl::StatusOr<std::optional<WatchedPatient>> PatientStore::Find(absl::Time deadline, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  WatchedPatient found{.case_id = id, .number = std::string(rows.Text(0, 7))};
  found.patient = ReadJudgedPatient(rows, 0, 0);
  found.time_zone = rows.Text(0, 6);
  ASSIGN_OR_RETURN(found.area, platform::AreaCode::Parse(rows.Text(0, 8)));
  found.status = rows.Int2(0, 9);
  found.language = rows.Text(0, 10);
  found.has_contact = rows.Bool(0, 11);
  if (!rows.IsNull(0, 12)) found.reporter = CaseId(rows.Uuid(0, 12));
  if (!rows.IsNull(0, 13)) {
    found.plan = PlanDays{.times_a_day = rows.Int2(0, 13), .first = rows.Date(0, 14), .last = rows.Date(0, 15)};
    found.plan_since = rows.Time(0, 16);
  }
  found.high_risk = rows.Bool(0, 17);
  return found;
}

std::vector<Statement> PatientStore::Statements() {
  return {kKeep, kBegin, kKnowArea, kForget, kFind, kLockMoved, kMove, kListedIn};
}

}  // namespace mimamori::observation
