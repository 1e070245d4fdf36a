// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::exposure {

// Kinds with a row of their own; as venue.v1.VenueKind.
enum class VenueKind : int16_t { kFood = 1, kClusterProne = 2, kIndoorLeisure = 3, kHall = 4, kOther = 5 };
inline constexpr std::array<std::pair<VenueKind, std::string_view>, 5> kVenueKinds{{
    {VenueKind::kFood, "FOOD"},
    {VenueKind::kClusterProne, "CLUSTER_PRONE"},
    {VenueKind::kIndoorLeisure, "INDOOR_LEISURE"},
    {VenueKind::kHall, "HALL"},
    {VenueKind::kOther, "OTHER"},
}};

// From `from` on, up to the next step.
struct ThresholdStep {
  int from = 1;
  int positives = 1;

  friend bool operator==(const ThresholdStep&, const ThresholdStep&) = default;
};

// One kind's row: by seats where they are told, else by square metres where those are, else `not_told`. Steps begin at 1
// and rise; a measure that the row doesn't know has none.
struct ThresholdRow {
  std::vector<ThresholdStep> by_seats = {};
  std::vector<ThresholdStep> by_square_metres = {};
  int not_told = 1;
  int event_most = 0;       // participants of an event that has a threshold of its own; 0: there is none
  int event_positives = 1;  // of such an event
};

// A version of policy `exposure.thresholds`: how many positives at one venue on one service day make a proposal.
struct ThresholdTable {
  int version = 1;
  int day_starts_hour = 5;         // of the service day, in the venue's zone
  bool count_probable = false;     // whether cases without a test count
  std::array<ThresholdRow, 5> rows = {};  // in the order of kVenueKinds

  const ThresholdRow& RowOf(VenueKind kind) const { return rows[static_cast<size_t>(kind) - 1]; }
};

// What the table asks of a venue; 0: not told.
struct VenueTerms {
  VenueKind kind = VenueKind::kOther;
  int seats = 0;
  int square_metres = 0;
};

// `participants`: of the event that day; 0: none that is known of.
int PositivesNeeded(const ThresholdTable& table, const VenueTerms& venue, int participants);

// All approved versions, each from a moment on.
class ThresholdTables {
 public:
  struct Version {
    absl::Time valid_from;
    ThresholdTable table;
  };
  // In the order in which they are valid; of two that begin at once the later one counts.
  explicit ThresholdTables(std::vector<Version> versions) : versions_(std::move(versions)) {}

  // Null before the first.
  const ThresholdTable* At(absl::Time time) const;

 private:
  std::vector<Version> versions_;
};

}  // namespace mimamori::exposure
