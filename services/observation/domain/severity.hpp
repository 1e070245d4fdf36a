// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "services/observation/domain/words.hpp"

namespace mimamori::observation {

// Classes of the national guide. Kept as a smallint: never renumber.
enum class Severity : int16_t { kAsymptomatic = 1, kMild = 2, kModerateOne = 3, kModerateTwo = 4, kSevere = 5 };
inline constexpr std::array<std::pair<Severity, std::string_view>, 5> kSeverities{{
    {Severity::kAsymptomatic, "ASYMPTOMATIC"},
    {Severity::kMild, "MILD"},
    {Severity::kModerateOne, "MODERATE_1"},
    {Severity::kModerateTwo, "MODERATE_2"},
    {Severity::kSevere, "SEVERE"},
}};

// Prefectures mean different things by "severe": each count says whose definition it used.
struct SeverityDefinition {
  std::string name;            // "NATIONAL"
  int mild_from = 96;          // SpO2, %
  int moderate_2_at_most = 93;  // SpO2, %; or who needs oxygen
  WordSet<Care> severe = {};   // who is treated so

  friend bool operator==(const SeverityDefinition&, const SeverityDefinition&) = default;
};

// What is known of somebody at one moment.
struct Picture {
  std::optional<int> spo2 = std::nullopt;  // %
  bool oxygen = false;
  bool pneumonia = false;
  std::optional<bool> dyspnoea = std::nullopt;
  std::optional<bool> symptoms = std::nullopt;  // any at all
  WordSet<Care> care = {};
};

// nullopt: what is missing could make it worse than what is known. A high fever alone stays mild.
std::optional<Severity> SeverityOf(const SeverityDefinition& definition, const Picture& picture);

}  // namespace mimamori::observation
