// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/consent.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;
using platform::Failure;

absl::Status Unknown() {
  return Failure(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN", "no health centre gave you this code", "code");
}

bool Touches(const Whereabouts& stay, const Span& span) { return stay.start < span.end && stay.end > span.start; }

}  // namespace

std::optional<Span> SpanOf(const Case& patient, const std::optional<Days>& days, const absl::TimeZone& zone) {
  if (patient.withdrawn_at || !days) return std::nullopt;
  return Span{.start = absl::FromCivil(days->first, zone), .end = absl::FromCivil(days->last + 1, zone)};
}

absl::Status CheckAsking(const Case& patient, const std::optional<Days>& days) {
  if (patient.withdrawn_at) {
    return Failure(absl::StatusCode::kFailedPrecondition, "CASE_WITHDRAWN", "this case was taken back");
  }
  if (days) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "NOT_INFECTIOUS",
                 "a contact was not infectious so far: there are no stays to ask for");
}

absl::Status CheckConsent(const Consent& consent, const std::string& giver, const std::optional<Span>& span,
                          absl::Time now) {
  if (consent.given_at) return consent.giver == giver ? absl::OkStatus() : Unknown();
  if (span && now < consent.expires_at) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "CONSENT_EXPIRED",
                 "this code cannot be used any more; ask the health centre for another one", "code");
}

absl::StatusOr<bool> Give(Consent& consent, const Gift& gift, const std::optional<Span>& span, int places,
                          const PlacePolicy& policy, absl::Time now) {
  RETURN_IF_ERROR(CheckConsent(consent, gift.giver, span, now));
  if (consent.given_at) {
    if (consent.given_by == gift.request) return false;
    return Failure(absl::StatusCode::kFailedPrecondition, "CONSENT_GIVEN",
                   "you have used this code; ask the health centre for another one");
  }
  if (places + static_cast<int>(gift.stays.size()) > policy.most) {
    return Failure(absl::StatusCode::kFailedPrecondition, "TOO_MANY_PLACES",
                   "this case has as many places as one may");
  }
  for (const Whereabouts& stay : gift.stays) {
    RETURN_IF_ERROR(CheckWhereabouts(stay, now, policy));
    if (!Touches(stay, *span)) {
      return BadField("stays", "STAY_OUT_OF_DAYS", "one of the stays is outside the days that are asked for");
    }
  }
  consent.giver = gift.giver;
  consent.given_by = gift.request;
  consent.given_at = now;
  consent.stays = static_cast<int>(gift.stays.size());
  return true;
}

absl::StatusOr<bool> Withdraw(Consent& consent, const std::string& giver, absl::Time now) {
  if (!consent.given_at || consent.giver != giver) return Unknown();
  if (consent.withdrawn_at) return false;
  consent.withdrawn_at = now;
  return true;
}

}  // namespace mimamori::registry
