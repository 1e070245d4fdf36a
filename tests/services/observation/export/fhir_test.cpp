// SPDX-License-Identifier: Apache-2.0
// What the resources say; tests/fhir/ holds them against the published structure.
#include "services/observation/export/fhir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

using Json = nlohmann::json;

const absl::Time kNoon = At("2026-11-20 12:00:00");
const CaseId kCase = CaseId::Parse("0192f0c1-0000-4000-8000-000000000001").value();
constexpr char kBase[] = "https://mimamori.example.jp/fhir";

// One of everything, one of nothing but a sign, one by staff.
std::vector<ExportedReport> Reports() {
  ExportedReport whole{.id = 1, .source = 1, .report = Well(kNoon)};
  whole.report.readings.temperature = 367;
  whole.report.symptoms = WordSet<Symptom>{Symptom::kCough, Symptom::kChills};
  whole.report.fever_reducer = true;
  ExportedReport sign{.id = 2, .source = 2, .report = {.time = kNoon + absl::Hours(1), .received = kNoon + absl::Hours(2)}};
  sign.report.signs = WordSet<Sign>{Sign::kChestPain, Sign::kDazed};
  ExportedReport told{.id = 3, .source = 3, .report = {.time = kNoon + absl::Milliseconds(1500), .received = kNoon}};
  told.report.readings.spo2 = 93;
  return {whole, sign, told};
}

std::string Written() { return FhirBundle(kBase, kCase, "271004-2026-000123", Grown(), Reports(), kNoon); }

TEST(Fhir, HoldsAPatientAndHerReports) {
  const std::string text = Written();
  if (const char* const file = std::getenv("MIMAMORI_FHIR_BUNDLE")) std::ofstream(file) << text;
  const Json bundle = Json::parse(text);
  EXPECT_EQ(bundle.at("type"), "collection");
  std::map<std::string, int> kinds;
  std::set<std::string> urls;
  for (const Json& entry : bundle.at("entry")) {
    ++kinds[entry.at("resource").at("resourceType")];
    EXPECT_TRUE(urls.insert(entry.at("fullUrl")).second);
    EXPECT_EQ(entry.at("fullUrl"), std::string(kBase) + "/" + entry.at("resource").at("resourceType").get<std::string>() + "/" +
                                       entry.at("resource").at("id").get<std::string>());
  }
  EXPECT_EQ(kinds, (std::map<std::string, int>{{"Patient", 1}, {"QuestionnaireResponse", 3}, {"Observation", 5}}));
  const Json& patient = bundle.at("entry").at(0).at("resource");
  EXPECT_EQ(patient.at("birthDate"), "1986");
  EXPECT_FALSE(patient.contains("name"));
  EXPECT_EQ(patient.at("identifier").at(0).at("value"), "271004-2026-000123");
}

TEST(Fhir, CodesReadingsByLoincAndUcum) {
  const Json bundle = Json::parse(Written());
  std::map<std::string, Json> vitals;
  for (const Json& entry : bundle.at("entry")) {
    const Json& resource = entry.at("resource");
    if (resource.at("resourceType") == "Observation") vitals[resource.at("id")] = resource;
  }
  const struct {
    const char* id;
    const char* loinc;
    double value;
    const char* ucum;
  } cases[] = {{"report-1-temperature", "8310-5", 36.7, "Cel"}, {"report-1-spo2", "59408-5", 98, "%"},
               {"report-1-pulse", "8867-4", 70, "/min"},        {"report-1-respiratory-rate", "9279-1", 16, "/min"},
               {"report-3-spo2", "59408-5", 93, "%"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.id);
    const Json& vital = vitals.at(c.id);
    EXPECT_EQ(vital.at("code").at("coding").at(0).at("code"), c.loinc);
    EXPECT_EQ(vital.at("valueQuantity").at("value"), c.value);
    EXPECT_EQ(vital.at("valueQuantity").at("code"), c.ucum);
    EXPECT_EQ(vital.at("valueQuantity").at("system"), "http://unitsofmeasure.org");
    EXPECT_EQ(vital.at("category").at(0).at("coding").at(0).at("code"), "vital-signs");
    EXPECT_EQ(vital.at("derivedFrom").at(0).at("reference"), "QuestionnaireResponse/" + std::string(c.id).substr(0, 8));
  }
  EXPECT_EQ(vitals.at("report-3-spo2").at("effectiveDateTime"), "2026-11-20T12:00:01.5+09:00");
}

TEST(Fhir, TellsWhatWasNotAskedFromWhatIsNotSo) {
  const Json bundle = Json::parse(Written());
  const auto items = [&](const char* id) {
    std::map<std::string, Json> found;
    for (const Json& entry : bundle.at("entry")) {
      const Json& resource = entry.at("resource");
      if (resource.at("resourceType") != "QuestionnaireResponse" || resource.at("id") != id) continue;
      for (const Json& item : resource.at("item")) found[item.at("linkId")] = item.at("answer");
    }
    return found;
  };
  const auto whole = items("report-1"), sign = items("report-2");
  EXPECT_EQ(whole.at("signs-asked").at(0).at("valueBoolean"), true);
  EXPECT_FALSE(whole.contains("signs"));
  EXPECT_EQ(whole.at("symptoms").size(), 2u);
  EXPECT_EQ(whole.at("temperature").at(0).at("valueDecimal"), 36.7);
  EXPECT_EQ(whole.at("water").at(0).at("valueInteger"), 1);
  EXPECT_EQ(sign.at("signs").at(0).at("valueCoding").at("code"), "CHEST_PAIN");
  EXPECT_EQ(sign.at("symptoms-asked").at(0).at("valueBoolean"), false);
  EXPECT_FALSE(sign.contains("temperature"));
}

}  // namespace
}  // namespace mimamori::observation
