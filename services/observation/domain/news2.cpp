// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/news2.hpp"

namespace mimamori::observation {
namespace {

int RespiratoryRate(int rate) {
  if (rate <= 8) return 3;
  if (rate <= 11) return 1;
  if (rate <= 20) return 0;
  return rate <= 24 ? 2 : 3;
}

int SaturationOne(int spo2) {
  if (spo2 <= 91) return 3;
  if (spo2 <= 93) return 2;
  return spo2 <= 95 ? 1 : 0;
}

int SaturationTwo(int spo2, bool oxygen) {
  if (spo2 <= 83) return 3;
  if (spo2 <= 85) return 2;
  if (spo2 <= 87) return 1;
  if (spo2 <= 92 || !oxygen) return 0;
  if (spo2 <= 94) return 1;
  return spo2 <= 96 ? 2 : 3;
}

int Systolic(int pressure) {
  if (pressure <= 90) return 3;
  if (pressure <= 100) return 2;
  if (pressure <= 110) return 1;
  return pressure <= 219 ? 0 : 3;
}

int Pulse(int pulse) {
  if (pulse <= 40) return 3;
  if (pulse <= 50) return 1;
  if (pulse <= 90) return 0;
  if (pulse <= 110) return 1;
  return pulse <= 130 ? 2 : 3;
}

int Temperature(int tenths) {
  if (tenths <= 350) return 3;
  if (tenths <= 360) return 1;
  if (tenths <= 380) return 0;
  return tenths <= 390 ? 1 : 2;
}

}  // namespace

News2 ScoreNews2(const Vitals& vitals, Spo2Scale scale, WordSet<Item> worst) {
  News2 news;
  const auto count = [&](Item item, const auto& value, auto points_of, int most) {
    if (!value) news.missing.Add(item);
    const int points = value ? points_of(*value) : worst.Has(item) ? most : 0;
    news.score += points;
    if (points == 3) news.threes.Add(item);
  };
  const bool oxygen = vitals.oxygen.value_or(worst.Has(Item::kOxygen));
  count(Item::kRespiratoryRate, vitals.respiratory_rate, RespiratoryRate, 3);
  count(Item::kSpo2, vitals.spo2,
        [&](int spo2) { return scale == Spo2Scale::kOne ? SaturationOne(spo2) : SaturationTwo(spo2, oxygen); }, 3);
  count(Item::kOxygen, vitals.oxygen, [](bool on) { return on ? 2 : 0; }, 2);
  count(Item::kSystolic, vitals.systolic, Systolic, 3);
  count(Item::kPulse, vitals.pulse, Pulse, 3);
  count(Item::kConsciousness, vitals.alert, [](bool alert) { return alert ? 0 : 3; }, 3);
  count(Item::kTemperature, vitals.temperature, Temperature, 3);
  return news;
}

}  // namespace mimamori::observation
