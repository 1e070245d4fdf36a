// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/severity.hpp"

namespace mimamori::observation {

std::optional<Severity> SeverityOf(const SeverityDefinition& definition, const Picture& picture) {
  if (!(picture.care & definition.severe).Empty()) return Severity::kSevere;
  if (picture.oxygen || (picture.spo2 && *picture.spo2 <= definition.moderate_2_at_most)) return Severity::kModerateTwo;
  if (!picture.spo2) return std::nullopt;
  if (*picture.spo2 < definition.mild_from || picture.pneumonia) return Severity::kModerateOne;
  if (!picture.dyspnoea) return std::nullopt;
  if (*picture.dyspnoea) return Severity::kModerateOne;
  if (!picture.symptoms) return std::nullopt;
  return *picture.symptoms ? Severity::kMild : Severity::kAsymptomatic;
}

}  // namespace mimamori::observation
