// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/diary_messages.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {
namespace {

using platform::BadField;

constexpr size_t kLongestNote = 1000;

// What is far out of any range stays out of it.
int Bounded(double value) {
  if (std::isnan(value)) return std::numeric_limits<int>::min();
  return static_cast<int>(std::clamp(std::round(value), -1e6, 1e6));
}

// A word's number is one more than its bit.
template <class Word, size_t kCount, class Numbers>
absl::StatusOr<std::optional<WordSet<Word>>> WordsIn(const WordTable<Word, kCount>&, const char* field, bool asked,
                                                     const Numbers& numbers) {
  if (!asked && numbers.empty()) return std::nullopt;
  WordSet<Word> words;
  for (const int number : numbers) {
    if (number < 1 || number > static_cast<int>(kCount)) {
      return BadField(field, "UNKNOWN_WORD", "this is none of the words that there are");
    }
    words.Add(static_cast<Word>(number - 1));
  }
  return words;
}

absl::StatusOr<uint8_t> StepIn(const char* field, int step) {
  if (step < 0 || step > 5) return BadField(field, "OUT_OF_RANGE", "a scale goes from 1 to 5");
  return static_cast<uint8_t>(step);
}

v1::Judgement ToProto(const Judgement& judged, const RuleSet* rules) {
  v1::Judgement shown;
  shown.set_tier(static_cast<v1::Tier>(judged.tier));
  for (const Reason& reason : judged.reasons) {
    v1::Reason& one = *shown.add_reasons();
    one.set_cause(static_cast<v1::Cause>(reason.cause));
    one.set_tier(static_cast<v1::Tier>(reason.tier));
    one.set_what(reason.what);
    one.set_value(reason.value);
    one.set_limit(reason.limit);
  }
  if (judged.contact_by) *shown.mutable_contact_time() = platform::rpc::ToTimestamp(*judged.contact_by);
  shown.set_rules_version(judged.rules_version);
  shown.set_rules_signed_off(rules && rules->version == judged.rules_version && !rules->signed_off_by.empty());
  if (judged.news2) {
    shown.mutable_news2()->set_score(judged.news2->score);
    for (const auto& [item, name] : kItemNames) {
      if (judged.news2->missing.Has(item)) shown.mutable_news2()->add_missing_items(std::string(name));
    }
  }
  shown.set_admission_points(judged.admission.points);
  shown.set_high_risk(judged.high_risk);
  shown.set_symptomatic(judged.symptomatic);
  for (const auto& [item, name] : kItemNames) {
    if (judged.carried.Has(item)) shown.add_carried_items(std::string(name));
  }
  return shown;
}

}  // namespace

absl::StatusOr<ToldAnswers> FromProto(const v1::Answers& answers) {
  ToldAnswers told;
  Report& report = told.report;
  if (answers.has_temperature()) report.readings.temperature = Bounded(answers.temperature() * 10);
  if (answers.has_spo2()) report.readings.spo2 = answers.spo2();
  if (answers.has_pulse()) report.readings.pulse = answers.pulse();
  if (answers.has_respiratory_rate()) report.readings.respiratory_rate = answers.respiratory_rate();
  if (answers.has_oxygen()) report.readings.oxygen = answers.oxygen();
  ASSIGN_OR_RETURN(report.signs, WordsIn(kSignNames, "signs", answers.signs_asked(), answers.signs()));
  ASSIGN_OR_RETURN(report.symptoms, WordsIn(kSymptomNames, "symptoms", answers.symptoms_asked(), answers.symptoms()));
  if (answers.has_fever_reducer()) report.fever_reducer = answers.fever_reducer();
  ASSIGN_OR_RETURN(report.scales[0], StepIn("food", answers.food()));
  ASSIGN_OR_RETURN(report.scales[1], StepIn("water", answers.water()));
  ASSIGN_OR_RETURN(report.scales[2], StepIn("urine", answers.urine()));
  ASSIGN_OR_RETURN(told.note,
                   platform::ParseText("note", answers.note(), 0, kLongestNote, platform::Lines::kMany));
  RETURN_IF_ERROR(CheckReport(report));
  return told;
}

absl::StatusOr<WordSet<Item>> ConfirmedIn(const google::protobuf::RepeatedPtrField<std::string>& fields) {
  WordSet<Item> confirmed;
  for (const std::string& field : fields) {
    if (field == "temperature") {
      confirmed.Add(Item::kTemperature);
    } else if (field == "spo2") {
      confirmed.Add(Item::kSpo2);
    } else if (field == "pulse") {
      confirmed.Add(Item::kPulse);
    } else if (field == "respiratory_rate") {
      confirmed.Add(Item::kRespiratoryRate);
    } else {
      return BadField("confirmed_fields", "UNKNOWN_WORD", "this is no field that is confirmed");
    }
  }
  return confirmed;
}

v1::Answers ToProto(const Report& report, const std::string& note) {
  v1::Answers answers;
  const Readings& readings = report.readings;
  if (readings.temperature) answers.set_temperature(*readings.temperature / 10.0);
  if (readings.spo2) answers.set_spo2(*readings.spo2);
  if (readings.pulse) answers.set_pulse(*readings.pulse);
  if (readings.respiratory_rate) answers.set_respiratory_rate(*readings.respiratory_rate);
  if (readings.oxygen) answers.set_oxygen(*readings.oxygen);
  answers.set_signs_asked(report.signs.has_value());
  for (const auto& [sign, name] : kSignNames) {
    if (report.signs && report.signs->Has(sign)) answers.add_signs(static_cast<v1::EmergencySign>(static_cast<int>(sign) + 1));
  }
  answers.set_symptoms_asked(report.symptoms.has_value());
  for (const auto& [symptom, name] : kSymptomNames) {
    if (report.symptoms && report.symptoms->Has(symptom)) {
      answers.add_symptoms(static_cast<v1::Symptom>(static_cast<int>(symptom) + 1));
    }
  }
  if (report.fever_reducer) answers.set_fever_reducer(*report.fever_reducer);
  answers.set_food(report.ScaleOf(Scale::kFood));
  answers.set_water(report.ScaleOf(Scale::kWater));
  answers.set_urine(report.ScaleOf(Scale::kUrine));
  answers.set_note(note);
  return answers;
}

v1::Report ToProto(const KeptReport& kept) {
  v1::Report shown;
  shown.set_id(std::to_string(kept.id));
  *shown.mutable_answers() = ToProto(kept.report, kept.note);
  *shown.mutable_reported_time() = platform::rpc::ToTimestamp(kept.report.time);
  *shown.mutable_receive_time() = platform::rpc::ToTimestamp(kept.report.received);
  shown.set_doubtful_time(kept.doubtful_time);
  shown.set_source(static_cast<v1::Source>(kept.source));
  if (kept.replaces) shown.set_corrected_id(std::to_string(*kept.replaces));
  return shown;
}

v1::Report ToProto(const StandingReport& standing, const RuleSets& rules) {
  v1::Report shown = ToProto(standing.kept);
  *shown.mutable_judgement() = ToProto(standing.kept.judgement, rules.At(standing.kept.report.time));
  if (standing.rejudged_at) {
    *shown.mutable_judgement()->mutable_rejudge_time() = platform::rpc::ToTimestamp(*standing.rejudged_at);
  }
  return shown;
}

v1::Next NextOf(const KeptReport& kept, Diarist about, const MonitoringRules& rules, absl::Time now) {
  v1::Next next;
  next.set_report_id(std::to_string(kept.id));
  next.set_tier(static_cast<v1::Tier>(kept.judgement.tier));
  if (kept.judgement.contact_by) *next.mutable_contact_time() = platform::rpc::ToTimestamp(*kept.judgement.contact_by);
  next.set_language(about.language);
  std::optional<absl::Time>& last = about.watched.last_report;
  last = std::max(last.value_or(kept.report.time), kept.report.time);
  std::optional<Slot> due;
  if (!about.Ended()) due = NextAsked(about.watched.plan, rules.slots, last, now);
  if (due) *next.mutable_due_time() = platform::rpc::ToTimestamp(due->due);
  switch (kept.judgement.tier) {
    case Tier::kRed: next.set_advice(v1::ADVICE_CALL_NOW); break;
    case Tier::kOrange:
    case Tier::kYellow: next.set_advice(v1::ADVICE_WAIT_FOR_CALL); break;
    case Tier::kGreen: next.set_advice(due ? v1::ADVICE_REPORT_NEXT : v1::ADVICE_REPORT_WHEN_WORSE); break;
  }
  return next;
}

}  // namespace mimamori::observation
