// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/catalogue.hpp"
#include "services/capacity/domain/duties.hpp"
#include "services/capacity/domain/saner.hpp"
#include "services/capacity/domain/told.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::capacity {

// Policy bodies as JSON objects, by the shapes that the shipped versions show (migrations). FAILED_PRECONDITION
// (POLICY_MALFORMED), with the path of what is wrong as the field.

// capacity.classes: classes and capabilities, 1–30 each, by a code of their own (a lower-case word of at most 20 letters,
// digits and _) and their names.
absl::StatusOr<NamedCatalogue> ReadCatalogue(const std::string& json);

// capacity.plausibility: {"correction_days": 14, "steps": […]}, days 1–90; see CheckJumpRules.
absl::StatusOr<PlausibilityRules> ReadPlausibility(const std::string& json);

// capacity.saner: 1–100 counts; fields as SanerCount says.
absl::StatusOr<SanerRules> ReadSanerRules(const std::string& json);

// capacity.duty: of each kind of facility {"due": ["15:00"], "window_minutes": 720, "grace_minutes": 240, "remind_minutes": 30}; see
// CheckDuty; reminders 0–1,439 minutes after a deadline.
absl::StatusOr<DutyRules> ReadDutyRules(const std::string& json);
// Of a body that was read already: for those who are asked at each call.
absl::StatusOr<DutyRules> DutyRulesIn(const platform::postgres::PolicyBody& body);

}  // namespace mimamori::capacity
