// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/report.hpp"

#include <string>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::BadField;

// Clocks of devices differ by that much without anything being wrong.
constexpr absl::Duration kSkew = absl::Minutes(5);

absl::Status CheckReading(std::string_view field, std::optional<int> value, int least, int most) {
  if (!value || (*value >= least && *value <= most)) return absl::OkStatus();
  return BadField(field, "OUT_OF_RANGE", fmt::format("{} can't be measured so", field));
}

bool Believed(std::optional<int> value, const PlausibleRange& range) {
  return !value || (*value >= range.least && *value <= range.most);
}

std::string_view FieldOf(Item item) {
  switch (item) {
    case Item::kTemperature: return "temperature";
    case Item::kSpo2: return "spo2";
    case Item::kPulse: return "pulse";
    default: return "respiratory_rate";
  }
}

}  // namespace

bool Report::Has(Item item) const {
  switch (item) {
    case Item::kRespiratoryRate: return readings.respiratory_rate.has_value();
    case Item::kSpo2: return readings.spo2.has_value();
    case Item::kOxygen: return readings.oxygen.has_value();
    case Item::kPulse: return readings.pulse.has_value();
    case Item::kTemperature: return readings.temperature.has_value();
    case Item::kConsciousness:
    case Item::kSigns: return signs.has_value();
    case Item::kSymptoms: return symptoms.has_value();
    case Item::kSystolic: return false;  // nobody is asked for it at home
  }
  return false;
}

absl::Status CheckReport(const Report& report) {
  const Readings& readings = report.readings;
  RETURN_IF_ERROR(CheckReading("temperature", readings.temperature, 250, 450));
  RETURN_IF_ERROR(CheckReading("spo2", readings.spo2, 30, 100));
  RETURN_IF_ERROR(CheckReading("pulse", readings.pulse, 10, 300));
  RETURN_IF_ERROR(CheckReading("respiratory_rate", readings.respiratory_rate, 1, 120));
  bool told = report.signs || report.symptoms || report.fever_reducer;
  for (const uint8_t step : report.scales) {
    if (step > 5) return BadField("scales", "OUT_OF_RANGE", "a scale goes from 1 to 5");
    told = told || step != 0;
  }
  if (!told && readings == Readings{}) return BadField("readings", "MISSING_FIELD", "a report tells at least one thing");
  return absl::OkStatus();
}

WordSet<Item> ImplausibleItems(const Readings& readings, const PlausibleRanges& ranges) {
  WordSet<Item> items;
  if (!Believed(readings.temperature, ranges.temperature)) items.Add(Item::kTemperature);
  if (!Believed(readings.spo2, ranges.spo2)) items.Add(Item::kSpo2);
  if (!Believed(readings.pulse, ranges.pulse)) items.Add(Item::kPulse);
  if (!Believed(readings.respiratory_rate, ranges.respiratory_rate)) items.Add(Item::kRespiratoryRate);
  return items;
}

absl::Status CheckConfirmed(const Readings& readings, const PlausibleRanges& ranges, WordSet<Item> confirmed) {
  const WordSet<Item> asked = ImplausibleItems(readings, ranges);
  for (const Item item : {Item::kTemperature, Item::kSpo2, Item::kPulse, Item::kRespiratoryRate}) {
    if (!asked.Has(item) || confirmed.Has(item)) continue;
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "CONFIRM_VALUE",
                             "this value is unusual: look again, and send it once more if it is right", FieldOf(item));
  }
  return absl::OkStatus();
}

EventTime TimeOfReport(std::optional<absl::Time> reported, absl::Time received, absl::Duration oldest) {
  if (!reported) return {.time = received, .doubtful = false};
  if (*reported > received + kSkew || *reported < received - oldest) return {.time = received, .doubtful = true};
  return {.time = std::min(*reported, received), .doubtful = false};
}

}  // namespace mimamori::observation
