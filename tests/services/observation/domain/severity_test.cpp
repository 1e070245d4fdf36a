// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/severity.hpp"

#include <gtest/gtest.h>

namespace mimamori::observation {
namespace {

const SeverityDefinition kNational{.name = "NATIONAL", .severe = {Care::kIntensiveCare, Care::kVentilator}};

TEST(Severity, FollowsTheNationalGuide) {
  const struct {
    const char* name;
    Picture picture;
    std::optional<Severity> expected;
  } cases[] = {
      {"nothing at all", {.spo2 = 98, .dyspnoea = false, .symptoms = false}, Severity::kAsymptomatic},
      {"symptoms at 96", {.spo2 = 96, .dyspnoea = false, .symptoms = true}, Severity::kMild},
      {"dyspnoea at 99", {.spo2 = 99, .dyspnoea = true, .symptoms = true}, Severity::kModerateOne},
      {"pneumonia at 99", {.spo2 = 99, .pneumonia = true, .dyspnoea = false, .symptoms = false}, Severity::kModerateOne},
      {"95", {.spo2 = 95, .dyspnoea = false, .symptoms = false}, Severity::kModerateOne},
      {"94", {.spo2 = 94}, Severity::kModerateOne},
      {"93", {.spo2 = 93}, Severity::kModerateTwo},
      {"oxygen at 99", {.spo2 = 99, .oxygen = true}, Severity::kModerateTwo},
      {"oxygen alone", {.oxygen = true}, Severity::kModerateTwo},
      {"intensive care", {.care = {Care::kIntensiveCare}}, Severity::kSevere},
      {"a ventilator", {.spo2 = 99, .care = {Care::kVentilator}}, Severity::kSevere},
      {"high-care unit, not severe to the nation", {.spo2 = 93, .care = {Care::kHighCareUnit}}, Severity::kModerateTwo},
      {"no oximeter", {.dyspnoea = false, .symptoms = true}, std::nullopt},
      {"no oximeter, short of breath", {.dyspnoea = true, .symptoms = true}, std::nullopt},
      {"98, nothing told of breathing", {.spo2 = 98, .symptoms = true}, std::nullopt},
      {"98, nothing told of symptoms", {.spo2 = 98, .dyspnoea = false}, std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(SeverityOf(kNational, c.picture), c.expected);
  }
}

TEST(Severity, KeepsDefinitionsSideBySide) {
  SeverityDefinition prefecture = kNational;
  prefecture.severe.Add(Care::kHighCareUnit);
  EXPECT_EQ(SeverityOf(prefecture, {.spo2 = 93, .care = {Care::kHighCareUnit}}), Severity::kSevere);
}

}  // namespace
}  // namespace mimamori::observation
