// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/course.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

using enum State;

constexpr int kMostMinutes = 24 * 60;

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

std::string_view NameOf(State state) { return kStates.at(static_cast<size_t>(state) - 1).second; }

absl::Status CheckOpen(const Admission& admission, const OfferId& offer, absl::Time now) {
  const bool open = admission.offer && admission.offer->id == offer && admission.offer->state == OfferState::kOpen &&
                    now < admission.offer->deadline;
  return open ? absl::OkStatus() : Refused("OFFER_ENDED", "this offer was answered, taken back, or came to its end");
}

absl::Status Answer(Admission& admission, const OfferId& offer, OfferState state, State to, absl::Time now) {
  RETURN_IF_ERROR(CheckOpen(admission, offer, now));
  RETURN_IF_ERROR(Move(admission, to, now));
  admission.offer->state = state;
  return absl::OkStatus();
}

absl::Status MoveSeen(Admission& admission, int version, State to, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(admission, version));
  return Move(admission, to, now);
}

}  // namespace

bool MayFollow(State from, State to) {
  const auto any = [to](std::initializer_list<State> next) {
    for (const State state : next) {
      if (state == to) return true;
    }
    return false;
  };
  switch (from) {
    case kRequested: return any({kOffered, kCancelled});
    case kOffered: return any({kAccepted, kDeclined, kRequested, kCancelled});
    case kAccepted: return any({kHeld, kRequested, kCancelled});
    case kDeclined: return any({kOffered, kCancelled});
    case kHeld: return any({kInTransport, kAdmitted, kRequested, kCancelled});
    case kInTransport: return any({kHeld, kAdmitted, kCancelled});
    case kAdmitted: return any({kTransferred, kDischarged});
    case kTransferred:
    case kDischarged:
    case kCancelled: return false;
  }
  return false;
}

bool IsOver(State state) { return state == kTransferred || state == kDischarged || state == kCancelled; }

absl::Status CheckOfferRules(const OfferRules& rules) {
  for (size_t i = 0; i < rules.minutes.size(); ++i) {
    const bool within = rules.minutes[i] >= 1 && rules.minutes[i] <= kMostMinutes;
    if (within && (i == 0 || rules.minutes[i] <= rules.minutes[i - 1])) continue;
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                             "an answer is due in 1 to 1,440 minutes, and no later where it is more urgent",
                             fmt::format("minutes[{}]", i));
  }
  if (rules.extend_before < 1 || rules.extend_before > kMostMinutes) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                             "more time is asked for 1 to 1,440 minutes before the end", "extend_before");
  }
  return absl::OkStatus();
}

absl::Status CheckSeen(const Admission& admission, int version) {
  if (admission.version == version) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "ADMISSION_CHANGED", "somebody else changed it; read it again",
                           "version");
}

absl::Status Move(Admission& admission, State to, absl::Time now) {
  if (!MayFollow(admission.state, to)) {
    return Refused("STATE_NOT_NEXT", fmt::format("{} does not follow {}", NameOf(to), NameOf(admission.state)));
  }
  admission.state = to;
  admission.state_since = now;
  ++admission.version;
  return absl::OkStatus();
}

absl::StatusOr<Offer> OfferPlace(Admission& admission, int version, const OfferRules& rules, const FacilityId& facility,
                                 bool desk, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(admission, version));
  if (admission.pool == Pool::kPrefecture && !desk) {
    return Refused("NOT_YOUR_POOL", "the prefecture's desk looks for a place for her");
  }
  RETURN_IF_ERROR(Move(admission, kOffered, now));
  const int minutes = rules.minutes.at(static_cast<size_t>(admission.needs.urgency) - 1);
  admission.offer = Offer{.id = OfferId::Random(), .facility = facility, .deadline = now + absl::Minutes(minutes)};
  return *admission.offer;
}

absl::Status AcceptOffer(Admission& admission, const OfferId& offer, absl::Time now) {
  return Answer(admission, offer, OfferState::kAccepted, kAccepted, now);
}

absl::Status DeclineOffer(Admission& admission, const OfferId& offer, absl::Time now) {
  return Answer(admission, offer, OfferState::kDeclined, kDeclined, now);
}

absl::StatusOr<bool> LapseOffer(Admission& admission, absl::Time now) {
  const auto& offer = admission.offer;
  if (admission.state != kOffered || !offer || offer->state != OfferState::kOpen || now < offer->deadline) return false;
  RETURN_IF_ERROR(Move(admission, kDeclined, now));
  admission.offer->state = OfferState::kLapsed;
  return true;
}

absl::Status WithdrawOffer(Admission& admission, int version, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(admission, version));
  if (admission.state != kOffered) return Refused("OFFER_ENDED", "there is no offer that waits for an answer");
  RETURN_IF_ERROR(Move(admission, kRequested, now));
  admission.offer->state = OfferState::kWithdrawn;
  return absl::OkStatus();
}

absl::Status PassOver(Admission& admission) {
  if (admission.state != kRequested && admission.state != kDeclined) {
    return Refused("STATE_NOT_NEXT", "a place is offered, or she has one");
  }
  admission.pool = Pool::kPrefecture;
  ++admission.version;
  return absl::OkStatus();
}

absl::Status KeepLonger(Admission& admission) {
  if (admission.state != kHeld && admission.state != kInTransport) return Refused("STATE_NOT_NEXT", "no bed is held");
  ++admission.version;
  return absl::OkStatus();
}

bool AskLonger(Admission& admission, const OfferRules& rules, absl::Time now) {
  auto& bed = admission.bed;
  if (admission.state != kInTransport || !bed || bed->stay || bed->asked == bed->ends) return false;
  if (now < bed->ends - absl::Minutes(rules.extend_before)) return false;
  bed->asked = bed->ends;
  return true;
}

absl::Status TakeBed(Admission& admission, const Bed& bed, absl::Time now) {
  if (admission.state != kAccepted) return Refused("STATE_NOT_NEXT", "no facility has accepted her, or she has a bed");
  RETURN_IF_ERROR(Move(admission, kHeld, now));
  admission.bed = bed;
  return absl::OkStatus();
}

absl::Status LoseBed(Admission& admission, absl::Time now) {
  if (admission.state != kAccepted && admission.state != kHeld) {
    return Refused("STATE_NOT_NEXT", "no bed is held, or about to be");
  }
  RETURN_IF_ERROR(Move(admission, kRequested, now));
  admission.bed.reset();
  return absl::OkStatus();
}

absl::Status SetOut(Admission& admission, absl::Time now) { return Move(admission, kInTransport, now); }

absl::Status TurnBack(Admission& admission, absl::Time now) {
  if (admission.state != kInTransport) return Refused("STATE_NOT_NEXT", "she is not on the way");
  return Move(admission, kHeld, now);
}

absl::Status Admit(Admission& admission, int version, absl::Time now) {
  return MoveSeen(admission, version, kAdmitted, now);
}

absl::Status Transfer(Admission& admission, absl::Time now) { return Move(admission, kTransferred, now); }

absl::Status Discharge(Admission& admission, int version, absl::Time now) {
  return MoveSeen(admission, version, kDischarged, now);
}

absl::Status Cancel(Admission& admission, int version, absl::Time now) {
  RETURN_IF_ERROR(MoveSeen(admission, version, kCancelled, now));
  if (admission.offer && admission.offer->state == OfferState::kOpen) admission.offer->state = OfferState::kWithdrawn;
  return absl::OkStatus();
}

}  // namespace mimamori::admission
