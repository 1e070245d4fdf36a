// SPDX-License-Identifier: Apache-2.0
#include "services/observation/export/fhir.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "fmt/format.h"

namespace mimamori::observation {
namespace {

using Json = nlohmann::ordered_json;

struct Vital {
  std::string_view name;  // of the resource's id
  std::string_view profile;
  std::string_view unit;
  std::string_view ucum;
  Json codes;
};

Json Loinc(const char* code, const char* display) {
  return {{"system", "http://loinc.org"}, {"code", code}, {"display", display}};
}

class Bundle {
 public:
  Bundle(std::string base, const CaseId& id, const Patient& patient)
      : base_(std::move(base)), subject_("Patient/" + id.ToString()), zone_(patient.zone) {}

  void AddPatient(const CaseId& id, const std::string& number, const Patient& patient) {
    Json resource = {{"resourceType", "Patient"},
                     {"id", id.ToString()},
                     {"identifier", {{{"system", base_ + "/case-number"}, {"value", number}}}}};
    if (patient.birth_year) resource["birthDate"] = std::to_string(*patient.birth_year);
    Add("Patient/" + id.ToString(), std::move(resource));
  }

  void AddReport(const ExportedReport& exported) {
    const std::string id = fmt::format("report-{}", exported.id);
    AddResponse(id, exported);
    const Readings& readings = exported.report.readings;
    if (readings.temperature) {
      AddVital(id, exported.report,
               {"temperature", "bodytemp", "°C", "Cel", Json::array({Loinc("8310-5", "Body temperature")})},
               *readings.temperature / 10.0);
    }
    if (readings.spo2) {
      // The profile asks for the second code.
      AddVital(id, exported.report,
               {"spo2", "oxygensat", "%", "%",
                Json::array({Loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
                             Loinc("2708-6", "Oxygen saturation in Arterial blood")})},
               *readings.spo2);
    }
    if (readings.pulse) {
      AddVital(id, exported.report, {"pulse", "heartrate", "/min", "/min", Json::array({Loinc("8867-4", "Heart rate")})},
               *readings.pulse);
    }
    if (readings.respiratory_rate) {
      AddVital(id, exported.report,
               {"respiratory-rate", "resprate", "/min", "/min", Json::array({Loinc("9279-1", "Respiratory rate")})},
               *readings.respiratory_rate);
    }
  }

  std::string Write(const CaseId& id, absl::Time now) && {
    const Json bundle = {{"resourceType", "Bundle"},
                         {"id", id.ToString()},
                         {"meta", {{"lastUpdated", Shown(now)}}},
                         {"type", "collection"},
                         {"timestamp", Shown(now)},
                         {"entry", std::move(entries_)}};
    return bundle.dump();
  }

 private:
  void Add(const std::string& reference, Json resource) {
    entries_.push_back({{"fullUrl", base_ + "/" + reference}, {"resource", std::move(resource)}});
  }
  std::string Shown(absl::Time time) const { return absl::FormatTime("%Y-%m-%dT%H:%M:%E*S%Ez", time, zone_); }

  Json Coded(const char* of, std::string_view code) const {
    return {{"valueCoding", {{"system", base_ + "/CodeSystem/" + of}, {"code", std::string(code)}}}};
  }
  static void Item(Json& items, const char* link, const char* text, Json answers) {
    if (!answers.empty()) items.push_back({{"linkId", link}, {"text", text}, {"answer", std::move(answers)}});
  }
  template <class Value>
  static void One(Json& items, const char* link, const char* text, const char* type, const std::optional<Value>& value) {
    if (value) Item(items, link, text, Json::array({{{type, *value}}}));
  }
  template <class Word, size_t kCount>
  Json Answers(const WordTable<Word, kCount>& table, const char* of, const std::optional<WordSet<Word>>& words) const {
    Json answers = Json::array();
    for (const auto& [word, name] : table) {
      if (words && words->Has(word)) answers.push_back(Coded(of, name));
    }
    return answers;
  }

  // What was not asked is not there; what was asked and is not so, is "asked" without a code.
  Json ItemsOf(const Report& report) const {
    Json items = Json::array();
    const Readings& readings = report.readings;
    if (readings.temperature) {
      Item(items, "temperature", "Body temperature (°C)", Json::array({{{"valueDecimal", *readings.temperature / 10.0}}}));
    }
    One(items, "spo2", "Oxygen saturation (%)", "valueInteger", readings.spo2);
    One(items, "pulse", "Pulse (/min)", "valueInteger", readings.pulse);
    One(items, "respiratory-rate", "Breaths (/min)", "valueInteger", readings.respiratory_rate);
    One(items, "oxygen", "Breathes oxygen", "valueBoolean", readings.oxygen);
    One(items, "signs-asked", "Emergency signs were gone through", "valueBoolean", std::optional(report.signs.has_value()));
    Item(items, "signs", "Emergency signs", Answers(kSignNames, "emergency-sign", report.signs));
    One(items, "symptoms-asked", "Symptoms were gone through", "valueBoolean", std::optional(report.symptoms.has_value()));
    Item(items, "symptoms", "Symptoms", Answers(kSymptomNames, "symptom", report.symptoms));
    One(items, "fever-reducer", "Fever reducer taken", "valueBoolean", report.fever_reducer);
    for (const auto& [scale, link] : {std::pair(Scale::kFood, "food"), {Scale::kWater, "water"}, {Scale::kUrine, "urine"}}) {
      if (report.ScaleOf(scale) == 0) continue;
      Item(items, link, "From 1, as usual, to 5, nothing at all",
           Json::array({{{"valueInteger", static_cast<int>(report.ScaleOf(scale))}}}));
    }
    return items;
  }

  void AddResponse(const std::string& id, const ExportedReport& exported) {
    Json resource = {{"resourceType", "QuestionnaireResponse"},
                     {"id", id},
                     {"questionnaire", base_ + "/Questionnaire/diary|1"},
                     {"status", "completed"},
                     {"subject", {{"reference", subject_}}},
                     {"authored", Shown(exported.report.time)}};
    constexpr int16_t kByHerself = 1;
    if (exported.source == kByHerself) resource["source"] = {{"reference", subject_}};
    resource["item"] = ItemsOf(exported.report);
    Add("QuestionnaireResponse/" + id, std::move(resource));
  }

  template <class Value>
  void AddVital(const std::string& report_id, const Report& report, Vital vital, Value value) {
    const std::string id = fmt::format("{}-{}", report_id, vital.name);
    Add("Observation/" + id,
        {{"resourceType", "Observation"},
         {"id", id},
         {"meta", {{"profile", {fmt::format("http://hl7.org/fhir/StructureDefinition/{}", vital.profile)}}}},
         {"status", "final"},
         {"category",
          {{{"coding",
             {{{"system", "http://terminology.hl7.org/CodeSystem/observation-category"},
               {"code", "vital-signs"},
               {"display", "Vital Signs"}}}}}}},
         {"code", {{"coding", std::move(vital.codes)}}},
         {"subject", {{"reference", subject_}}},
         {"effectiveDateTime", Shown(report.time)},
         {"issued", Shown(report.received)},
         {"valueQuantity",
          {{"value", value}, {"unit", vital.unit}, {"system", "http://unitsofmeasure.org"}, {"code", vital.ucum}}},
         {"derivedFrom", {{{"reference", "QuestionnaireResponse/" + report_id}}}}});
  }

  const std::string base_;
  const std::string subject_;
  const absl::TimeZone zone_;
  Json entries_ = Json::array();
};

}  // namespace

std::string FhirBundle(const std::string& base, const CaseId& id, const std::string& number, const Patient& patient,
                       std::span<const ExportedReport> reports, absl::Time now) {
  Bundle bundle(base, id, patient);
  bundle.AddPatient(id, number, patient);
  for (const ExportedReport& report : reports) bundle.AddReport(report);
  return std::move(bundle).Write(id, now);
}

}  // namespace mimamori::observation
