// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/retention.hpp"

#include <optional>

#include "services/vault/domain/period.hpp"

namespace mimamori::vault {
namespace {

// Whose keys are a month's.
std::optional<int> DaysAfterMonth(KeyKind kind, const Retention& retention) {
  switch (kind) {
    case KeyKind::kSealPatient: return retention.seal_patient_days;
    case KeyKind::kSealOperator: return retention.seal_operator_days;
    case KeyKind::kSealStaff: return retention.seal_staff_days;
    case KeyKind::kSealDesk: return retention.seal_desk_days;
    default: return std::nullopt;
  }
}

// The last service day on which the key is still kept.
std::optional<absl::CivilDay> LastDay(KeyKind kind, const std::string& period, const Retention& retention) {
  if (kind == KeyKind::kPseudonym || kind == KeyKind::kSealVisit) {
    const auto day = ReadDay(period);
    if (!day) return std::nullopt;
    return *day + (kind == KeyKind::kPseudonym ? retention.pseudonym_days : retention.seal_visit_days);
  }
  const auto days = DaysAfterMonth(kind, retention);
  const auto month = ReadMonth(period);
  if (!days || !month) return std::nullopt;
  return absl::CivilDay(*month + 1) - 1 + *days;
}

}  // namespace

std::vector<std::string> ExpiredPeriods(KeyKind kind, const std::vector<std::string>& periods,
                                        const Retention& retention, absl::Time now) {
  const absl::CivilDay today = ServiceDayAt(now, retention.zone);
  std::vector<std::string> expired;
  for (const std::string& period : periods) {
    const auto last = LastDay(kind, period, retention);
    if (last && today > *last) expired.push_back(period);
  }
  return expired;
}

bool EventKeyExpired(absl::Time first_used, const Retention& retention, absl::Time now) {
  return now >= first_used + retention.event_days * absl::Hours(24);
}

}  // namespace mimamori::vault
