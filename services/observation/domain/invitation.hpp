// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/observation/domain/patient.hpp"

namespace mimamori::observation {

struct InvitationTag { static constexpr const char* kName = "invitation_id"; };
using InvitationId = platform::Id<InvitationTag>;

// The last day of somebody's plan, where she stays.
struct PlanEnd {
  absl::CivilDay last = {};
  absl::TimeZone zone = absl::UTCTimeZone();
};

// Whoever is to report: for herself, and perhaps for others of her household.
struct Reporter {
  CaseId case_id = {};
  std::optional<int> birth_year = std::nullopt;
  bool has_contact = false;
  std::optional<CaseId> reporter = std::nullopt;  // who reports for her
  std::vector<PlanEnd> plans = {};                // her own, and of those for whom she reports
};

// Whether anybody for whom she reports is watched at this moment or later: a plan ends with its last day where its patient
// stays, however long that day is.
bool IsWatched(const Reporter& reporter, absl::Time now);

// FAILED_PRECONDITION: REPORTED_BY_ANOTHER, BIRTH_YEAR_UNKNOWN, CONTACT_MISSING, PLAN_ENDED.
absl::Status CheckInvitable(const Reporter& reporter, bool by_mail, absl::Time now);

// A link that was given to a patient.
struct Invitation {
  InvitationId id = {};
  CaseId case_id = {};
  bool by_mail = false;
  absl::Time created_at = {};
  absl::Time expires_at = {};
  std::optional<absl::Time> revoked_at = std::nullopt;
  bool used = false;
  bool mail_pending = false;

  friend bool operator==(const Invitation&, const Invitation&) = default;
};
enum class InvitationState { kOpen, kUsed, kExpired, kRevoked };
InvitationState StateOf(const Invitation& invitation, absl::Time now);

// BadField: OUT_OF_RANGE (birth_year) unless 1900 ≤ year ≤ the year of `now`, anywhere on earth.
absl::Status CheckBirthYear(int birth_year, absl::Time now);

// What becomes of a guess at whom a link is for, when it counts already. FAILED_PRECONDITION: DIARY_ENDED,
// BIRTH_YEAR_UNKNOWN, BIRTH_YEAR_WRONG (field birth_year), LINK_SPOILED (wrong, and no guess is left).
absl::Status JudgeGuess(const Reporter& reporter, int birth_year, int tries_left, absl::Time now);

// NOT_FOUND: LINK_UNKNOWN, as the identity service says it.
absl::Status LinkUnknown();

}  // namespace mimamori::observation
