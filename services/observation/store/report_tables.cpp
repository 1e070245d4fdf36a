// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_tables.hpp"

#include "services/observation/store/packed.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kTakeIds{"observation.take_report_ids",
                             "SELECT nextval('report_ids') FROM generate_series(1, $1::int4)"};

// -1: not told; arrays hold no NULL.
constexpr Statement kInsert{"observation.insert_reports", R"sql(
  INSERT INTO reports (day, patient, report_id, request_id, time, received, source, reported_by, doubtful_time,
                       temperature, spo2, pulse, respiratory_rate, oxygen, signs, symptoms, fever_reducer, scales, note,
                       rules_version, tier, contact_by, judgement, replaces)
  SELECT day, patient, report_id, request_id, time, received, source, reported_by, doubtful_time,
         NULLIF(temperature, -1), NULLIF(spo2, -1), NULLIF(pulse, -1), NULLIF(respiratory_rate, -1),
         NULLIF(oxygen, -1) = 1, NULLIF(signs, -1), NULLIF(symptoms, -1), NULLIF(fever_reducer, -1) = 1, scales, note,
         rules_version, tier, NULLIF(contact_by, 'infinity'), judgement, NULLIF(replaces, -1)
  FROM unnest($1::date[], $2::int8[], $3::int8[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::int2[],
              $8::text[], $9::bool[], $10::int2[], $11::int2[], $12::int2[], $13::int2[], $14::int2[], $15::int4[],
              $16::int4[], $17::int2[], $18::int4[], $19::text[], $20::int4[], $21::int2[], $22::timestamptz[],
              $23::bytea[], $24::int8[])
       AS n(day, patient, report_id, request_id, time, received, source, reported_by, doubtful_time, temperature, spo2,
            pulse, respiratory_rate, oxygen, signs, symptoms, fever_reducer, scales, note, rules_version, tier, contact_by,
            judgement, replaces)
)sql"};

constexpr Statement kKeepStandings{"observation.keep_standings", R"sql(
  UPDATE standings s SET memory = n.memory, last_report = n.last_report, last_tier = n.last_tier,
                         symptomatic = n.symptomatic, window_began = NULLIF(n.window_began, '-infinity'),
                         window_reports = n.window_reports
  FROM unnest($1::int8[], $2::bytea[], $3::timestamptz[], $4::int2[], $5::bool[], $6::timestamptz[], $7::int4[])
       AS n(patient, memory, last_report, last_tier, symptomatic, window_began, window_reports)
  WHERE s.patient = n.patient
)sql"};

constexpr Statement kKeepRejudged{"observation.keep_rejudged", R"sql(
  INSERT INTO rejudgements (patient, report_id, report_day, judged_at, rules_version, tier, contact_by, judgement)
  SELECT patient, report_id, report_day, judged_at, rules_version, tier, NULLIF(contact_by, 'infinity'), judgement
  FROM unnest($1::int8[], $2::int8[], $3::date[], $4::timestamptz[], $5::int4[], $6::int2[], $7::timestamptz[],
              $8::bytea[])
       AS n(patient, report_id, report_day, judged_at, rules_version, tier, contact_by, judgement)
  -- Two that came late in one batch: the last word counts.
  ON CONFLICT (patient, report_id, judged_at) DO NOTHING
)sql"};

int16_t Small(std::optional<int> value) { return static_cast<int16_t>(value.value_or(-1)); }
int16_t YesOrNo(std::optional<bool> value) { return static_cast<int16_t>(value ? *value ? 1 : 0 : -1); }
template <class Word>
int32_t BitsOf(const std::optional<WordSet<Word>>& words) {
  return words ? static_cast<int32_t>(words->bits()) : -1;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> TakeReportIds(Connection& transaction, size_t count) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kTakeIds, Params().Int4(static_cast<int32_t>(count))));
  std::vector<int64_t> ids;
  for (int row = 0; row < rows.size(); ++row) ids.push_back(rows.Int8(row, 0));
  return ids;
}

absl::Status InsertReports(Connection& transaction, const std::vector<JudgedRow>& rows) {
  std::vector<absl::CivilDay> days;
  std::vector<int64_t> patients, ids;
  std::vector<platform::Uuid> requests;
  std::vector<absl::Time> times, arrivals, deadlines;
  std::vector<int16_t> sources, temperatures, spo2s, pulses, rates, oxygens, reducers, tiers;
  std::vector<std::string> reporters, notes, judgements;
  std::vector<bool> doubts;
  std::vector<int32_t> signs, symptoms, scales, versions;
  std::vector<int64_t> replaced;
  for (const JudgedRow& row : rows) {
    const NewReport& told = *row.told;
    const KeptReport& kept = *row.kept;
    days.push_back(DayOf(kept.report.time));
    patients.push_back(row.patient);
    ids.push_back(kept.id);
    requests.push_back(told.request.uuid());
    times.push_back(kept.report.time);
    arrivals.push_back(kept.report.received);
    sources.push_back(static_cast<int16_t>(told.source));
    reporters.push_back(told.reported_by);
    doubts.push_back(told.doubtful_time);
    temperatures.push_back(Small(kept.report.readings.temperature));
    spo2s.push_back(Small(kept.report.readings.spo2));
    pulses.push_back(Small(kept.report.readings.pulse));
    rates.push_back(Small(kept.report.readings.respiratory_rate));
    oxygens.push_back(YesOrNo(kept.report.readings.oxygen));
    signs.push_back(BitsOf(kept.report.signs));
    symptoms.push_back(BitsOf(kept.report.symptoms));
    reducers.push_back(YesOrNo(kept.report.fever_reducer));
    scales.push_back(PackScales(kept.report));
    notes.push_back(told.note);
    versions.push_back(kept.judgement.rules_version);
    tiers.push_back(static_cast<int16_t>(kept.judgement.tier));
    deadlines.push_back(kept.judgement.contact_by.value_or(absl::InfiniteFuture()));
    judgements.push_back(PackJudgement(kept.judgement));
    replaced.push_back(told.replaces.value_or(-1));
  }
  return transaction
      .Run(kInsert, Params().DateArray(days).Int8Array(patients).Int8Array(ids).UuidArray(requests).TimeArray(times)
                        .TimeArray(arrivals).Int2Array(sources).TextArray(reporters).BoolArray(doubts)
                        .Int2Array(temperatures).Int2Array(spo2s).Int2Array(pulses).Int2Array(rates).Int2Array(oxygens)
                        .Int4Array(signs).Int4Array(symptoms).Int2Array(reducers).Int4Array(scales).TextArray(notes)
                        .Int4Array(versions).Int2Array(tiers).TimeArray(deadlines).BytesArray(judgements)
                        .Int8Array(replaced))
      .status();
}

absl::Status KeepStandings(Connection& transaction, const People& people) {
  std::vector<int64_t> patients;
  std::vector<std::string> memories;
  std::vector<absl::Time> lasts;
  std::vector<int16_t> tiers;
  std::vector<bool> symptomatic;
  std::vector<absl::Time> windows;
  std::vector<int32_t> counts;
  for (const auto& [id, person] : people) {
    if (!person.changed) continue;
    patients.push_back(person.key);
    memories.push_back(PackMemory(person.memory));
    lasts.push_back(person.memory.last);
    tiers.push_back(static_cast<int16_t>(person.last_tier));
    symptomatic.push_back(person.symptomatic);
    windows.push_back(person.window_began);
    counts.push_back(person.window_reports);
  }
  return transaction.Run(kKeepStandings, Params().Int8Array(patients).BytesArray(memories).TimeArray(lasts)
                                            .Int2Array(tiers).BoolArray(symptomatic).TimeArray(windows)
                                            .Int4Array(counts)).status();
}

absl::Status KeepRejudged(Connection& transaction, const std::vector<Rejudged>& rejudged) {
  std::vector<int64_t> patients, reports;
  std::vector<absl::CivilDay> days;
  std::vector<absl::Time> times, deadlines;
  std::vector<int32_t> versions;
  std::vector<int16_t> tiers;
  std::vector<std::string> judgements;
  // The last word on each report first: an earlier one of this batch is none.
  for (auto item = rejudged.rbegin(); item != rejudged.rend(); ++item) {
    patients.push_back(item->patient);
    reports.push_back(item->report);
    days.push_back(item->day);
    times.push_back(item->judged_at);
    versions.push_back(item->judgement.rules_version);
    tiers.push_back(static_cast<int16_t>(item->judgement.tier));
    deadlines.push_back(item->judgement.contact_by.value_or(absl::InfiniteFuture()));
    judgements.push_back(PackJudgement(item->judgement));
  }
  if (reports.empty()) return absl::OkStatus();
  return transaction.Run(kKeepRejudged, Params().Int8Array(patients).Int8Array(reports).DateArray(days).TimeArray(times)
                                           .Int4Array(versions).Int2Array(tiers).TimeArray(deadlines)
                                           .BytesArray(judgements)).status();
}

std::vector<Statement> ReportTablesStatements() { return {kTakeIds, kInsert, kKeepStandings, kKeepRejudged}; }

}  // namespace mimamori::observation
