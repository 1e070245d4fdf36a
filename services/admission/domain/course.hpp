// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/admission/domain/needs.hpp"
#include "services/admission/domain/priority.hpp"
#include "services/admission/domain/recommend.hpp"
#include "services/admission/domain/travel.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::admission {

struct CaseTag { static constexpr const char* kName = "case_id"; };
using CaseId = platform::Id<CaseTag>;
struct AdmissionTag { static constexpr const char* kName = "admission_id"; };
using AdmissionId = platform::Id<AdmissionTag>;
struct OfferTag { static constexpr const char* kName = "offer_id"; };
using OfferId = platform::Id<OfferTag>;
struct DecisionTag { static constexpr const char* kName = "decision_id"; };
using DecisionId = platform::Id<DecisionTag>;

// How far an admission is. Kept as a smallint: never renumber.
enum class State : int16_t {
  kRequested = 1,
  kOffered = 2,      // to one facility, until it answers or its time is over
  kAccepted = 3,     // its bed is being held
  kDeclined = 4,     // or it did not answer
  kHeld = 5,
  kInTransport = 6,
  kAdmitted = 7,
  kTransferred = 8,  // another admission of hers goes on at another facility
  kDischarged = 9,
  kCancelled = 10,
};
inline constexpr std::array<std::pair<State, std::string_view>, 10> kStates{{
    {State::kRequested, "REQUESTED"},
    {State::kOffered, "OFFERED"},
    {State::kAccepted, "ACCEPTED"},
    {State::kDeclined, "DECLINED"},
    {State::kHeld, "HELD"},
    {State::kInTransport, "IN_TRANSPORT"},
    {State::kAdmitted, "ADMITTED"},
    {State::kTransferred, "TRANSFERRED"},
    {State::kDischarged, "DISCHARGED"},
    {State::kCancelled, "CANCELLED"},
}};

// The one table of what may follow what.
bool MayFollow(State from, State to);
bool IsOver(State state);  // nothing follows

// Kept as a smallint: never renumber.
enum class OfferState : int16_t { kOpen = 1, kAccepted = 2, kDeclined = 3, kLapsed = 4, kWithdrawn = 5 };

// A place that one facility was asked for.
struct Offer {
  OfferId id = {};
  FacilityId facility = {};
  OfferState state = OfferState::kOpen;
  absl::Time deadline = {};
};

// A version of policy `admission.offers`.
struct OfferRules {
  std::array<int, kUrgencies.size()> minutes = {240, 60, 15};  // until an answer is due: planned, urgent, emergency
  int extend_before = 20;  // minutes before the end of her bed from which more time is asked for whoever is on the way

  friend bool operator==(const OfferRules&, const OfferRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: minutes each 1–1,440, what is more urgent is
// answered no later; extend_before 1–1,440.
absl::Status CheckOfferRules(const OfferRules& rules);

// A bed of hers, as `capacity` knows it.
struct Bed {
  FacilityId facility = {};
  platform::Uuid hold = {};
  int hold_version = 0;
  absl::Time ends = {};                              // of the hold
  std::optional<platform::Uuid> stay = std::nullopt; // since she came
  int stay_version = 0;
  std::optional<absl::Time> asked = std::nullopt;    // the end for which more time was asked while she was on the way

  friend bool operator==(const Bed&, const Bed&) = default;
};

// One person's way to a place. Its id is what `capacity` knows her by.
struct Admission {
  AdmissionId id = {};
  CaseId case_id = {};
  std::string number = {};  // "271004-2026-000123"
  platform::AreaCode area = {};
  Needs needs = {};
  Priority priority = {};
  Pool pool = Pool::kArea;
  std::optional<Position> origin = std::nullopt;           // to a kilometre; forgotten with the admission's end
  std::optional<AdmissionId> transfer_of = std::nullopt;   // that ends as TRANSFERRED when she comes
  State state = State::kRequested;
  int version = 1;
  std::optional<Offer> offer = std::nullopt;               // the last one
  std::optional<Bed> bed = std::nullopt;
  std::string created_by = {};                             // account
  absl::Time created_at = {};
  absl::Time state_since = {};
};

// Each of these judges one deed and changes what it is done to; the version goes up. `version`: of the admission that was seen
// (ABORTED: ADMISSION_CHANGED). FAILED_PRECONDITION: STATE_NOT_NEXT, by the table.

absl::Status CheckSeen(const Admission& admission, int version);
absl::Status Move(Admission& admission, State to, absl::Time now);

// An offer to a facility. FAILED_PRECONDITION: NOT_YOUR_POOL where only the prefecture's desk may (`desk`: the caller is it).
absl::StatusOr<Offer> OfferPlace(Admission& admission, int version, const OfferRules& rules, const FacilityId& facility,
                                 bool desk, absl::Time now);
// By the facility. FAILED_PRECONDITION: OFFER_ENDED (answered, withdrawn, or too late).
absl::Status AcceptOffer(Admission& admission, const OfferId& offer, absl::Time now);
absl::Status DeclineOffer(Admission& admission, const OfferId& offer, absl::Time now);
// Nobody answered in time. False: it is not open, or not late yet.
absl::StatusOr<bool> LapseOffer(Admission& admission, absl::Time now);
// By the desk that made it.
absl::Status WithdrawOffer(Admission& admission, int version, absl::Time now);

// Over to the prefecture's desk, while nothing is offered; and her bed longer, while she has one. The version goes up.
absl::Status PassOver(Admission& admission);
absl::Status KeepLonger(Admission& admission);
// Whoever is on the way has a bed until she is there: true when more time is to be asked for, once for each end that comes near.
// The version stays: what people do next is not hindered by it.
bool AskLonger(Admission& admission, const OfferRules& rules, absl::Time now);

// What `capacity` answered of the bed.
absl::Status TakeBed(Admission& admission, const Bed& bed, absl::Time now);
absl::Status LoseBed(Admission& admission, absl::Time now);

// She is on the way, or is not after all.
absl::Status SetOut(Admission& admission, absl::Time now);
absl::Status TurnBack(Admission& admission, absl::Time now);
// She is there.
absl::Status Admit(Admission& admission, int version, absl::Time now);
absl::Status Transfer(Admission& admission, absl::Time now);
absl::Status Discharge(Admission& admission, int version, absl::Time now);
absl::Status Cancel(Admission& admission, int version, absl::Time now);

}  // namespace mimamori::admission
