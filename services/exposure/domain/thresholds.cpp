// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/thresholds.hpp"

namespace mimamori::exposure {
namespace {

int At(const std::vector<ThresholdStep>& steps, int measure) {
  int positives = steps.front().positives;
  for (const ThresholdStep& step : steps) {
    if (measure >= step.from) positives = step.positives;
  }
  return positives;
}

}  // namespace

int PositivesNeeded(const ThresholdTable& table, const VenueTerms& venue, int participants) {
  const ThresholdRow& row = table.RowOf(venue.kind);
  if (participants > 0 && participants <= row.event_most) return row.event_positives;
  if (venue.seats > 0 && !row.by_seats.empty()) return At(row.by_seats, venue.seats);
  if (venue.square_metres > 0 && !row.by_square_metres.empty()) return At(row.by_square_metres, venue.square_metres);
  return row.not_told;
}

const ThresholdTable* ThresholdTables::At(absl::Time time) const {
  const ThresholdTable* in_force = nullptr;
  for (const Version& version : versions_) {
    if (version.valid_from <= time) in_force = &version.table;
  }
  return in_force;
}

}  // namespace mimamori::exposure
