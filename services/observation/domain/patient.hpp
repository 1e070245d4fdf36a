// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/observation/domain/news2.hpp"
#include "services/observation/domain/words.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::observation {

struct CaseTag { static constexpr const char* kName = "case_id"; };
using CaseId = platform::Id<CaseTag>;

// As registry.v1.CaseKind. Kept as a smallint: never renumber.
enum class Kind : int16_t { kConfirmed = 1, kProbable = 2, kContact = 3 };

// What a judgement must know of whoever reports: no name, no address, no day of birth.
struct Patient {
  Kind kind = Kind::kConfirmed;
  std::optional<int> birth_year = std::nullopt;
  WordSet<RiskFactor> risk_factors = {};
  Spo2Scale spo2_scale = Spo2Scale::kOne;
  std::optional<absl::CivilDay> onset = std::nullopt;
  std::optional<absl::CivilDay> sampling = std::nullopt;
  absl::TimeZone zone = absl::UTCTimeZone();  // where she stays

  friend bool operator==(const Patient&, const Patient&) = default;
};

// The years that she may have lived by a day of `year`: a birth year alone leaves two.
struct Ages {
  int least = 0;
  int most = 0;

  friend bool operator==(const Ages&, const Ages&) = default;
};
inline std::optional<Ages> AgesIn(const Patient& patient, int64_t year) {
  if (!patient.birth_year) return std::nullopt;
  const int most = static_cast<int>(year) - *patient.birth_year;
  return Ages{.least = most - 1, .most = most};
}

}  // namespace mimamori::observation
