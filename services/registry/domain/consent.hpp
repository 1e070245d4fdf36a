// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registry/domain/infectious.hpp"
#include "services/registry/domain/place.hpp"

namespace mimamori::registry {

struct ConsentTag { static constexpr const char* kName = "consent_id"; };
using ConsentId = platform::Id<ConsentTag>;

// That an officer asked a patient for her own stays by a code, and what became of it (privacy.md 14).
struct Consent {
  ConsentId id;
  CaseId case_id;
  std::string asked_by;  // account
  absl::Time asked_at;
  absl::Time expires_at;
  std::string giver = {};  // 16 bytes: one person, for this code alone; empty until it is given
  std::optional<platform::RequestId> given_by = std::nullopt;
  std::optional<absl::Time> given_at = std::nullopt;
  int stays = 0;  // that were given
  std::optional<absl::Time> withdrawn_at = std::nullopt;

  friend bool operator==(const Consent&, const Consent&) = default;
};

// Half-open: of a person's stays those that touch it may be given.
struct Span {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const Span&, const Span&) = default;
};
// Of the days on which the patient was infectious; none for a case that was taken back: nobody asks any more.
std::optional<Span> SpanOf(const Case& patient, const std::optional<Days>& days, const absl::TimeZone& zone);

// FAILED_PRECONDITION: CASE_WITHDRAWN, NOT_INFECTIOUS (no days).
absl::Status CheckAsking(const Case& patient, const std::optional<Days>& days);

// Whether `giver` may see it: what was given, only who gave it. NOT_FOUND: CONSENT_UNKNOWN. FAILED_PRECONDITION:
// CONSENT_EXPIRED (not given in time, or no span). Both about the field code.
absl::Status CheckConsent(const Consent& consent, const std::string& giver, const std::optional<Span>& span,
                          absl::Time now);

// What is handed over.
struct Gift {
  std::string giver;
  platform::RequestId request;
  std::vector<Whereabouts> stays;
};

// True: `consent` is given now and the stays have to be kept. False: by this very request it was before. `places`: those of
// the case. CheckConsent's, FAILED_PRECONDITION: CONSENT_GIVEN, TOO_MANY_PLACES. BadField: STAY_OUT_OF_DAYS (stays), and
// CheckWhereabouts'.
absl::StatusOr<bool> Give(Consent& consent, const Gift& gift, const std::optional<Span>& span, int places,
                          const PlacePolicy& policy, absl::Time now);

// True: taken back now, and its places have to go. False: it was before. NOT_FOUND: CONSENT_UNKNOWN (also another's, and what
// nobody gave).
absl::StatusOr<bool> Withdraw(Consent& consent, const std::string& giver, absl::Time now);

}  // namespace mimamori::registry
