// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/invitation.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::observation {
namespace {

using platform::Failure;

constexpr int kFirstBirthYear = 1900;

absl::Status Refused(const char* reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kFailedPrecondition, reason, std::string(sentence));
}

}  // namespace

bool IsWatched(const Reporter& reporter, absl::Time now) {
  return std::ranges::any_of(reporter.plans, [&](const PlanEnd& plan) {
    return absl::ToCivilDay(now, plan.zone) <= plan.last;
  });
}

absl::Status CheckInvitable(const Reporter& reporter, bool by_mail, absl::Time now) {
  if (reporter.reporter) {
    return Refused("REPORTED_BY_ANOTHER", "somebody of her household reports for her and is invited instead");
  }
  if (!reporter.birth_year) {
    return Refused("BIRTH_YEAR_UNKNOWN", "the case has no birth year, by which a device is bound");
  }
  if (by_mail && !reporter.has_contact) return Refused("CONTACT_MISSING", "the case has no address to mail to");
  if (!IsWatched(reporter, now)) return Refused("PLAN_ENDED", "nobody for whom she reports is watched any more");
  return absl::OkStatus();
}

InvitationState StateOf(const Invitation& invitation, absl::Time now) {
  if (invitation.used) return InvitationState::kUsed;
  if (invitation.revoked_at) return InvitationState::kRevoked;
  return now < invitation.expires_at ? InvitationState::kOpen : InvitationState::kExpired;
}

absl::Status CheckBirthYear(int birth_year, absl::Time now) {
  const int64_t latest = absl::ToCivilYear(now, absl::FixedTimeZone(14 * 60 * 60)).year();
  if (birth_year >= kFirstBirthYear && birth_year <= latest) return absl::OkStatus();
  return platform::BadField("birth_year", "OUT_OF_RANGE",
                            fmt::format("birth_year is from {} to {}", kFirstBirthYear, latest));
}

absl::Status JudgeGuess(const Reporter& reporter, int birth_year, int tries_left, absl::Time now) {
  if (!reporter.birth_year) {
    return Refused("BIRTH_YEAR_UNKNOWN", "your health centre does not know the birth year any more; ask it for help");
  }
  if (*reporter.birth_year == birth_year) {
    if (IsWatched(reporter, now)) return absl::OkStatus();
    return Refused("DIARY_ENDED", "the health observation is over");
  }
  if (tries_left > 0) {
    return Failure(absl::StatusCode::kFailedPrecondition, "BIRTH_YEAR_WRONG",
                   fmt::format("this is not the birth year of whom the link is for; guesses left: {}", tries_left),
                   "birth_year");
  }
  return Refused("LINK_SPOILED", "this link was tried too often; ask your health centre for a new one");
}

absl::Status LinkUnknown() { return platform::NotFound("LINK_UNKNOWN", "there is no such link"); }

}  // namespace mimamori::observation
