// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "services/observation/domain/words.hpp"

namespace mimamori::observation {

// What the National Early Warning Score 2 looks at (Royal College of Physicians, 2017). At home some of it is missing.
struct Vitals {
  std::optional<int> respiratory_rate = std::nullopt;  // per minute
  std::optional<int> spo2 = std::nullopt;              // %
  std::optional<bool> oxygen = std::nullopt;           // on oxygen, not air
  std::optional<int> systolic = std::nullopt;          // mmHg
  std::optional<int> pulse = std::nullopt;             // per minute
  std::optional<bool> alert = std::nullopt;            // false: new confusion, or answers to voice or pain only, or not
  std::optional<int> temperature = std::nullopt;       // tenths of a degree Celsius
};

// Which row of the table SpO2 is read from: 2 is for hypercapnic respiratory failure, by a clinician's word alone.
enum class Spo2Scale : int16_t { kOne = 1, kTwo = 2 };

// A partial score is a floor, never a full one: `missing` names what it doesn't know.
struct News2 {
  int score = 0;
  WordSet<Item> threes = {};   // that scored 3 alone
  WordSet<Item> missing = {};  // of the seven

  friend bool operator==(const News2&, const News2&) = default;
};

// `worst`: items that score their worst (3; oxygen 2) while they are missing. Where it isn't known whether a patient of scale
// 2 breathes oxygen, SpO2 counts as on air, or as on oxygen where that is the worst. Not for those under 16 or pregnant: the
// caller asks who it is.
News2 ScoreNews2(const Vitals& vitals, Spo2Scale scale, WordSet<Item> worst = {});

}  // namespace mimamori::observation
