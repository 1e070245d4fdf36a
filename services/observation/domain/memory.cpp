// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/memory.hpp"

#include <algorithm>
#include <utility>

namespace mimamori::observation {

void TakeOver(Item item, const Report& from, Report& to) {
  switch (item) {
    case Item::kRespiratoryRate: to.readings.respiratory_rate = from.readings.respiratory_rate; break;
    case Item::kSpo2: to.readings.spo2 = from.readings.spo2; break;
    case Item::kOxygen: to.readings.oxygen = from.readings.oxygen; break;
    case Item::kPulse: to.readings.pulse = from.readings.pulse; break;
    case Item::kTemperature:
      to.readings.temperature = from.readings.temperature;
      to.fever_reducer = from.fever_reducer;
      break;
    case Item::kSigns: to.signs = from.signs; break;
    case Item::kSymptoms: to.symptoms = from.symptoms; break;
    case Item::kSystolic:
    case Item::kConsciousness: break;
  }
}

std::optional<int> JudgedTemperature(const Report& report, int reducer_allowance) {
  if (!report.readings.temperature) return std::nullopt;
  return *report.readings.temperature + (report.fever_reducer.value_or(false) ? reducer_allowance : 0);
}

std::optional<int> Memory::Baseline(int readings) const {
  if (saturations < readings) return std::nullopt;
  return highest[static_cast<size_t>(readings) - 1];
}

bool Fits(const Memory& memory, const RuleSet& rules) {
  return memory.fever_from == rules.fever_from && memory.reducer_allowance == rules.reducer_allowance;
}

void Remember(const Report& report, Memory& memory) {
  memory.first = std::min(memory.first, report.time);
  memory.last = std::max(memory.last, report.time);
  for (const auto& [item, name] : kItemNames) {
    if (!kReported.Has(item) || !report.Has(item)) continue;
    TakeOver(item, report, memory.told);
    memory.told_at[static_cast<size_t>(item)] = report.time;
  }
  if (report.readings.spo2) {
    auto value = static_cast<uint8_t>(*report.readings.spo2);
    for (uint8_t& high : memory.highest) {
      if (value > high) std::swap(value, high);
    }
    if (memory.saturations < Memory::kSaturations) ++memory.saturations;
  }
  if (const std::optional<int> temperature = JudgedTemperature(report, memory.reducer_allowance)) {
    const bool fever = *temperature >= memory.fever_from;
    memory.fever_since = fever ? std::min(memory.fever_since, report.time) : absl::InfiniteFuture();
  }
}

Memory MemoryOf(const RuleSet& rules, std::span<const Report> reports) {
  Memory memory(rules);
  for (const Report& report : reports) Remember(report, memory);
  return memory;
}

}  // namespace mimamori::observation
