// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/observation/domain/words.hpp"

namespace mimamori::observation {

// What was measured. Each may be missing.
struct Readings {
  std::optional<int> temperature = std::nullopt;       // tenths of a degree Celsius
  std::optional<int> spo2 = std::nullopt;              // %
  std::optional<int> pulse = std::nullopt;             // per minute
  std::optional<int> respiratory_rate = std::nullopt;  // per minute
  std::optional<bool> oxygen = std::nullopt;           // breathes oxygen, not air

  friend bool operator==(const Readings&, const Readings&) = default;
};

// What a patient, or somebody for her, says of one moment. What was not asked or not answered is missing, never "no".
struct Report {
  absl::Time time = {};      // when it was so
  absl::Time received = {};  // when we heard of it
  Readings readings = {};
  std::optional<WordSet<Sign>> signs = std::nullopt;
  std::optional<WordSet<Symptom>> symptoms = std::nullopt;
  std::optional<bool> fever_reducer = std::nullopt;  // taken since the last report
  std::array<uint8_t, kScaleNames.size()> scales = {};   // in the order of kScaleNames; 0: not told

  uint8_t ScaleOf(Scale scale) const { return scales[static_cast<size_t>(scale)]; }
  bool Has(Item item) const;
  friend bool operator==(const Report&, const Report&) = default;
};

// What can be measured at all: temperature 25.0–45.0 °C, SpO2 30–100 %, pulse 10–300 and breaths 1–120 a minute. BadField
// (the reading's name): OUT_OF_RANGE. scales: OUT_OF_RANGE (not 1–5). MISSING_FIELD (readings): nothing was told at all.
absl::Status CheckReport(const Report& report);

// Both ends are plausible.
struct PlausibleRange {
  int least = 0;
  int most = 0;

  friend bool operator==(const PlausibleRange&, const PlausibleRange&) = default;
};
// Policy: what is believed at once. What lies outside may be true, or a slip of the finger: the sender is asked once more,
// and then it is judged like any other.
struct PlausibleRanges {
  PlausibleRange temperature;  // tenths of a degree Celsius
  PlausibleRange spo2;
  PlausibleRange pulse;
  PlausibleRange respiratory_rate;

  friend bool operator==(const PlausibleRanges&, const PlausibleRanges&) = default;
};
WordSet<Item> ImplausibleItems(const Readings& readings, const PlausibleRanges& ranges);

// FAILED_PRECONDITION: CONFIRM_VALUE (the reading's name) for the first implausible one that is not among `confirmed`.
absl::Status CheckConfirmed(const Readings& readings, const PlausibleRanges& ranges, WordSet<Item> confirmed);

// When a report speaks of, by what the sender's device says. A clock that runs ahead, by more than the odd minute, or that
// tells of a time before `oldest` is not believed: nothing is refused for it, the report counts as of its arrival, and
// `doubtful` says so. A reported time of nullopt is the arrival.
struct EventTime {
  absl::Time time;
  bool doubtful = false;

  friend bool operator==(const EventTime&, const EventTime&) = default;
};
EventTime TimeOfReport(std::optional<absl::Time> reported, absl::Time received, absl::Duration oldest);

}  // namespace mimamori::observation
