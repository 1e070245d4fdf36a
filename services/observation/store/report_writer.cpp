// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_writer.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "services/observation/store/packed.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kLockPeople{"observation.lock_people", R"sql(
  SELECT p.case_id, s.patient, p.area_code, s.memory, s.last_tier, s.symptomatic,
         s.last_report IS NOT NULL, s.window_began, s.window_reports, )sql" MIMAMORI_JUDGED_PATIENT_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = ANY ($1) ORDER BY s.patient FOR UPDATE OF s
)sql"};

constexpr Statement kFindTries{"observation.find_tries", R"sql(
  SELECT t.position, )sql" MIMAMORI_REPORT_COLUMNS R"sql(
  FROM unnest($1::int8[], $2::int8[], $3::date[], $4::uuid[]) AS t(position, patient, day, request_id)
  JOIN reports r ON r.patient = t.patient AND r.day = t.day AND r.request_id = t.request_id
)sql"};

constexpr Statement kTakeIds{"observation.take_report_ids",
                             "SELECT nextval('report_ids') FROM generate_series(1, $1::int4)"};

constexpr Statement kLookBack{"observation.look_back", "SELECT r.patient, " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.patient = ANY ($1) ORDER BY r.patient, r.time, r.report_id
)sql"};

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

absl::Status Unknown() { return platform::NotFound("PATIENT_UNKNOWN", "nobody of this number is watched"); }
absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another report");
}
absl::Status NoRules() {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING",
                           "no rules were in force when this was so");
}

absl::Status TooMany() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REPORTS",
                           "so much was told within this hour that this is not kept; if things get worse, tell it, or call");
}
absl::Status NoSuchReport() { return platform::NotFound("REPORT_UNKNOWN", "there is no such report, or it was corrected"); }

constexpr absl::Duration kWindow = absl::Hours(1);
// A clock that is ahead by so little is believed, and counts as of the arrival.
constexpr absl::Duration kClockAhead = absl::Minutes(10);

// As the database keeps it.
absl::Time Kept(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

int16_t Small(std::optional<int> value) { return static_cast<int16_t>(value.value_or(-1)); }
int16_t YesOrNo(std::optional<bool> value) { return static_cast<int16_t>(value ? *value ? 1 : 0 : -1); }
template <class Word>
int32_t BitsOf(const std::optional<WordSet<Word>>& words) {
  return words ? static_cast<int32_t>(words->bits()) : -1;
}

// The answer to a retry: what its first try was answered. What counts as of its arrival arrives at another time.
absl::StatusOr<KeptReport> Again(const NewReport& told, KeptReport kept) {
  Report asked = told.report;
  if (asked.time == asked.received || kept.report.time == kept.report.received) asked.time = kept.report.time;
  asked.received = kept.report.received;
  if (told.replaces != kept.replaces) return Reused();
  if (asked != kept.report || told.note != kept.note) return Reused();
  kept.again = true;
  return kept;
}

bool Covers(const NewReport& told, const std::string& area) {
  if (!told.scope) return true;
  const auto code = platform::AreaCode::Parse(area);
  return code.ok() && std::ranges::any_of(*told.scope, [&](const auto& one) { return one.Covers(*code); });
}

// What was corrected counts no more.
void DropReplaced(std::vector<KeptReport>& history) {
  std::set<int64_t> replaced;
  for (const KeptReport& kept : history) {
    if (kept.replaces) replaced.insert(*kept.replaces);
  }
  if (replaced.empty()) return;
  std::erase_if(history, [&](const KeptReport& kept) { return replaced.contains(kept.id); });
}

std::vector<Report> ReportsOf(const std::vector<KeptReport>& history) {
  std::vector<Report> reports;
  reports.reserve(history.size());
  for (const KeptReport& kept : history) reports.push_back(kept.report);
  return reports;
}

}  // namespace

ReportWriter::ReportWriter(const std::vector<NewReport>& reports, const RuleSets& rules, const WorkRules& work,
                           int reports_an_hour)
    : reports_(reports), rules_(rules), work_(work), reports_an_hour_(reports_an_hour), settled_(reports.size(), false),
      results_(reports.size(), absl::InternalError("not written")) {
  for (NewReport& told : reports_) {
    told.report.time = Kept(told.report.time);
    told.report.received = Kept(told.report.received);
    arrived_ = std::max(arrived_, told.report.received);
  }
}

absl::Status ReportWriter::Run(Connection& connection) {
  RETURN_IF_ERROR(LockPeople(connection));
  RETURN_IF_ERROR(FindEarlierTries(connection));
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (!settled_[i]) order_.push_back(i);
  }
  if (!order_.empty()) RETURN_IF_ERROR(JudgeAndKeep(connection));
  AnswerTwins();
  return absl::OkStatus();
}

absl::Status ReportWriter::JudgeAndKeep(Connection& connection) {
  // Whatever the order in which they came: of one person the earlier is judged first.
  std::ranges::stable_sort(order_, {}, [this](size_t i) { return reports_[i].report.time; });
  RETURN_IF_ERROR(TakeIds(connection));
  RETURN_IF_ERROR(LookBack(connection));
  RETURN_IF_ERROR(FindItems(connection));
  JudgeAll();
  if (order_.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(InsertReports(connection));
  RETURN_IF_ERROR(KeepStandings(connection));
  RETURN_IF_ERROR(KeepRejudged(connection));
  RETURN_IF_ERROR(KeepWork(connection));
  return Audit(connection);
}

absl::Status ReportWriter::LockPeople(Connection& connection) {
  std::set<platform::Uuid> cases;
  for (const NewReport& told : reports_) cases.insert(told.patient.uuid());
  const std::vector<platform::Uuid> asked(cases.begin(), cases.end());
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kLockPeople, Params().UuidArray(asked)));
  for (int row = 0; row < rows.size(); ++row) {
    Person& person = people_[CaseId(rows.Uuid(row, 0))];
    person.key = rows.Int8(row, 1);
    person.area = rows.Text(row, 2);
    person.memory = UnpackMemory(rows.Bytes(row, 3)).value_or(Memory());
    person.last_tier = static_cast<Tier>(rows.Int2(row, 4));
    person.symptomatic = rows.Bool(row, 5);
    person.told_before = rows.Bool(row, 6);
    if (!rows.IsNull(row, 7)) person.window_began = rows.Time(row, 7);
    person.window_reports = rows.Int4(row, 8);
    person.patient = ReadJudgedPatient(rows, row, 9);
  }
  for (size_t i = 0; i < reports_.size(); ++i) {
    const auto person = people_.find(reports_[i].patient);
    const bool known = person != people_.end() && Covers(reports_[i], person->second.area);
    if (known && rules_.At(reports_[i].report.time) != nullptr) continue;
    results_[i] = known ? NoRules() : Unknown();
    settled_[i] = true;
  }
  return absl::OkStatus();
}

// A report that counts as of its arrival: its first try may have arrived the day before; of one that was too old by now, it may
// have been believed.
absl::Status ReportWriter::FindEarlierTries(Connection& connection) {
  std::vector<int64_t> positions, patients;
  std::vector<absl::CivilDay> days;
  std::vector<platform::Uuid> requests;
  const auto ask = [&](size_t i, absl::CivilDay day) {
    positions.push_back(static_cast<int64_t>(i));
    patients.push_back(people_.at(reports_[i].patient).key);
    days.push_back(day);
    requests.push_back(reports_[i].request.uuid());
  };
  std::map<std::pair<CaseId, RequestId>, size_t> here;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (settled_[i]) continue;
    const auto [first, alone] = here.emplace(std::pair(reports_[i].patient, reports_[i].request), i);
    if (!alone) {
      settled_[i] = true;
      twins_.emplace_back(i, first->second);
      continue;
    }
    const absl::CivilDay day = DayOf(reports_[i].report.time);
    ask(i, day);
    const bool as_of_arrival = reports_[i].report.time == reports_[i].report.received;
    if (as_of_arrival || DayOf(reports_[i].report.time - kClockAhead) != day) ask(i, day - 1);
    if (reports_[i].reported && DayOf(*reports_[i].reported) < day - 1) ask(i, DayOf(*reports_[i].reported));
  }
  if (positions.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindTries, Params().Int8Array(positions).Int8Array(patients)
                                                                   .DateArray(days).UuidArray(requests)));
  for (int row = 0; row < rows.size(); ++row) {
    const auto position = static_cast<size_t>(rows.Int8(row, 0));
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 1));
    settled_[position] = true;
    results_[position] = Again(reports_[position], std::move(kept));
  }
  return absl::OkStatus();
}

void ReportWriter::AnswerTwins() {
  for (const auto& [later, first] : twins_) {
    results_[later] = results_[first].ok() ? Again(reports_[later], *results_[first]) : results_[first].status();
  }
}

absl::Status ReportWriter::TakeIds(Connection& connection) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kTakeIds, Params().Int4(static_cast<int32_t>(order_.size()))));
  for (size_t i = 0; i < order_.size(); ++i) {
    const NewReport& told = reports_[order_[i]];
    results_[order_[i]] = KeptReport{.id = rows.Int8(static_cast<int>(i), 0), .report = told.report, .judgement = {},
                                     .note = told.note, .source = told.source,
                                     .doubtful_time = told.doubtful_time, .replaces = told.replaces};
  }
  return absl::OkStatus();
}

absl::Status ReportWriter::LookBack(Connection& connection) {
  std::vector<int64_t> keys;
  std::map<int64_t, Person*> by_key;
  for (const size_t i : order_) {
    Person& person = people_.at(reports_[i].patient);
    const Report& report = reports_[i].report;
    const bool needed = reports_[i].replaces || report.time < person.memory.last ||
                        !Fits(person.memory, *rules_.At(report.time));
    if (!needed || person.looked_back) continue;
    person.looked_back = true;
    if (!person.told_before) continue;  // there is nothing to be found
    keys.push_back(person.key);
    by_key[person.key] = &person;
  }
  if (keys.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kLookBack, Params().Int8Array(keys)));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 1));
    by_key.at(rows.Int8(row, 0))->history.push_back(std::move(kept));
  }
  for (const auto& [key, person] : by_key) DropReplaced(person->history);
  return absl::OkStatus();
}

absl::Status ReportWriter::FindItems(Connection& connection) {
  std::vector<int64_t> keys;
  std::map<int64_t, Person*> by_key;
  for (const size_t i : order_) {
    Person& person = people_.at(reports_[i].patient);
    if (by_key.emplace(person.key, &person).second) keys.push_back(person.key);
  }
  ASSIGN_OR_RETURN(std::vector<PersonsItem> items, LockItems(connection, keys));
  for (PersonsItem& found : items) by_key.at(found.patient)->item = std::move(found.item);
  return absl::OkStatus();
}

void ReportWriter::List(Person& person, const JudgedReport& report) {
  person.item_changed = Absorb(person.item, work_, report) || person.item_changed;
}

// By what was told before it.
Tier ReportWriter::TierOf(const Person& person, const Report& report) const {
  const RuleSet& rules = *rules_.At(report.time);
  if (!person.looked_back) return Judge(rules, person.patient, person.memory, report).tier;
  const std::vector<Report> history = ReportsOf(person.history);
  return Triage(rules, person.patient, std::span(history).first(PlaceOf(history, report)), report).tier;
}

absl::Status ReportWriter::Refusal(Person& person, size_t position) const {
  const NewReport& told = reports_[position];
  if (told.replaces) {
    const bool there = std::ranges::any_of(person.history, [&](const KeptReport& kept) { return kept.id == *told.replaces; });
    return there ? absl::OkStatus() : NoSuchReport();
  }
  if (told.source == Source::kStaff) return absl::OkStatus();
  const absl::Duration since = told.report.received - person.window_began;
  if (since >= kWindow || since < -kWindow) {
    person.window_began = told.report.received;
    person.window_reports = 0;
  }
  if (reports_an_hour_ > 0 && person.window_reports >= reports_an_hour_) {
    const Tier tier = TierOf(person, told.report);
    if (tier != Tier::kRed && tier <= person.last_tier) return TooMany();
  }
  ++person.window_reports;
  return absl::OkStatus();
}

void ReportWriter::JudgeAll() {
  std::vector<size_t> taken;
  for (const size_t i : order_) {
    Person& person = people_.at(reports_[i].patient);
    if (absl::Status refused = Refusal(person, i); !refused.ok()) {
      results_[i] = std::move(refused);
      continue;
    }
    taken.push_back(i);
    const Report& report = reports_[i].report;
    bool late = false;
    if (person.looked_back) {
      late = !person.history.empty() && report.time < person.history.back().report.time;
      JudgeAmong(person, i);
    } else {
      JudgeNext(person, *rules_.At(report.time), i);
    }
    const Judgement& judged = results_[i]->judgement;
    List(person, {.time = report.time, .received = report.received, .tier = judged.tier, .contact_by = judged.contact_by,
                  .may_lower = reports_[i].trusted && !late && !reports_[i].replaces});
    person.changed = true;
  }
  order_ = std::move(taken);
}

void ReportWriter::JudgeNext(Person& person, const RuleSet& rules, size_t position) {
  KeptReport& kept = *results_[position];
  kept.judgement = Judge(rules, person.patient, person.memory, kept.report);
  Remember(kept.report, person.memory);
  person.last_tier = kept.judgement.tier;
  person.symptomatic = kept.judgement.symptomatic;
}

void ReportWriter::JudgeAmong(Person& person, size_t position) {
  KeptReport& kept = *results_[position];
  std::vector<Report> reports = ReportsOf(person.history);
  auto before = Replay(rules_, person.patient, reports);
  size_t place = PlaceOf(reports, kept.report);
  if (kept.replaces) {  // in the place of that one, which is judged no more
    place = static_cast<size_t>(std::ranges::find(person.history, *kept.replaces, &KeptReport::id) - person.history.begin());
    const auto replaced = static_cast<std::ptrdiff_t>(place);
    reports.erase(reports.begin() + replaced);
    before.erase(before.begin() + replaced);
    person.history.erase(person.history.begin() + replaced);
  }
  const auto at = static_cast<std::ptrdiff_t>(place);
  reports.insert(reports.begin() + at, kept.report);
  auto after = Replay(rules_, person.patient, reports);
  kept.judgement = *after[place];
  person.history.insert(person.history.begin() + at, kept);
  const auto behind = std::span(after).subspan(place + 1);
  for (const size_t i : Differences(std::span(before).subspan(place), behind)) {
    const KeptReport& other = person.history[place + 1 + i];
    if (!behind[i]) continue;
    // Graver than it was thought: known only now.
    if (before[place + i] && behind[i]->tier > before[place + i]->tier) {
      List(person, {.time = other.report.time, .received = kept.report.received, .tier = behind[i]->tier,
                    .contact_by = kept.report.received + (*behind[i]->contact_by - other.report.received)});
    }
    rejudged_.push_back({.patient = person.key, .report = other.id, .day = DayOf(other.report.time),
                         .judged_at = arrived_, .judgement = *behind[i]});
    ++kept.rejudged;
  }
  const RuleSet* last_rules = rules_.At(reports.back().time);
  person.memory = MemoryOf(*last_rules, reports);
  person.last_tier = after.back()->tier;
  person.symptomatic = after.back()->symptomatic;
}

absl::Status ReportWriter::InsertReports(Connection& connection) {
  std::vector<absl::CivilDay> days;
  std::vector<int64_t> patients, ids;
  std::vector<platform::Uuid> requests;
  std::vector<absl::Time> times, arrivals, deadlines;
  std::vector<int16_t> sources, temperatures, spo2s, pulses, rates, oxygens, reducers, tiers;
  std::vector<std::string> reporters, notes, judgements;
  std::vector<bool> doubts;
  std::vector<int32_t> signs, symptoms, scales, versions;
  std::vector<int64_t> replaced;
  for (const size_t i : order_) {
    const NewReport& told = reports_[i];
    const KeptReport& kept = *results_[i];
    days.push_back(DayOf(kept.report.time));
    patients.push_back(people_.at(told.patient).key);
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
  return connection
      .Run(kInsert, Params().DateArray(days).Int8Array(patients).Int8Array(ids).UuidArray(requests).TimeArray(times)
                        .TimeArray(arrivals).Int2Array(sources).TextArray(reporters).BoolArray(doubts)
                        .Int2Array(temperatures).Int2Array(spo2s).Int2Array(pulses).Int2Array(rates).Int2Array(oxygens)
                        .Int4Array(signs).Int4Array(symptoms).Int2Array(reducers).Int4Array(scales).TextArray(notes)
                        .Int4Array(versions).Int2Array(tiers).TimeArray(deadlines).BytesArray(judgements)
                        .Int8Array(replaced))
      .status();
}

absl::Status ReportWriter::KeepStandings(Connection& connection) {
  std::vector<int64_t> patients;
  std::vector<std::string> memories;
  std::vector<absl::Time> lasts;
  std::vector<int16_t> tiers;
  std::vector<bool> symptomatic;
  std::vector<absl::Time> windows;
  std::vector<int32_t> counts;
  for (const auto& [id, person] : people_) {
    if (!person.changed) continue;
    patients.push_back(person.key);
    memories.push_back(PackMemory(person.memory));
    lasts.push_back(person.memory.last);
    tiers.push_back(static_cast<int16_t>(person.last_tier));
    symptomatic.push_back(person.symptomatic);
    windows.push_back(person.window_began);
    counts.push_back(person.window_reports);
  }
  return connection.Run(kKeepStandings, Params().Int8Array(patients).BytesArray(memories).TimeArray(lasts)
                                            .Int2Array(tiers).BoolArray(symptomatic).TimeArray(windows)
                                            .Int4Array(counts)).status();
}

absl::Status ReportWriter::KeepRejudged(Connection& connection) {
  std::vector<int64_t> patients, reports;
  std::vector<absl::CivilDay> days;
  std::vector<absl::Time> times, deadlines;
  std::vector<int32_t> versions;
  std::vector<int16_t> tiers;
  std::vector<std::string> judgements;
  // The last word on each report first: an earlier one of this batch is none.
  for (auto item = rejudged_.rbegin(); item != rejudged_.rend(); ++item) {
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
  return connection.Run(kKeepRejudged, Params().Int8Array(patients).Int8Array(reports).DateArray(days).TimeArray(times)
                                           .Int4Array(versions).Int2Array(tiers).TimeArray(deadlines)
                                           .BytesArray(judgements)).status();
}

absl::Status ReportWriter::KeepWork(Connection& connection) {
  std::vector<PersonsItem> items;
  for (const auto& [id, person] : people_) {
    if (person.item_changed) items.push_back({.patient = person.key, .case_id = id, .area = person.area, .item = *person.item});
  }
  std::ranges::sort(items, {}, &PersonsItem::patient);  // as everybody locks them
  return KeepItems(connection, items, arrived_);
}

absl::Status ReportWriter::Audit(Connection& connection) {
  for (const size_t i : order_) {
    if (!reports_[i].audit) continue;
    platform::postgres::AuditEntry entry = *reports_[i].audit;
    entry.area = people_.at(reports_[i].patient).area;
    RETURN_IF_ERROR(platform::postgres::AppendAudit(connection, entry));
  }
  return absl::OkStatus();
}

std::vector<Statement> ReportWriter::Statements() {
  return {kLockPeople, kFindTries, kTakeIds, kLookBack, kInsert, kKeepStandings, kKeepRejudged};
}

}  // namespace mimamori::observation
