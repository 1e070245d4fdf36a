// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/check_in.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using platform::BadField;

constexpr int kMostPeople = 50;  // a bus; larger groups have an organiser with a list

absl::Time RoundDown(absl::Time time) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), absl::Minutes(1));
}

absl::Status CheckWithin(absl::Time time, absl::Time now, const StayPolicy& policy, const char* field) {
  if (time > now + policy.clock_skew) {
    return BadField(field, "ARRIVAL_IN_FUTURE", "the arrival has not come yet; check the clock of your phone");
  }
  if (time < now - policy.offline_limit) {
    return BadField(field, "ARRIVAL_TOO_OLD", "the arrival is too long ago to check in");
  }
  return absl::OkStatus();
}

// Who arrives offline says herself when she was there, whatever code she scanned.
int16_t MarksOf(const Arrival& arrival, absl::Time arrived_at, const PlaceTerms& place, absl::Time now,
                const StayPolicy& policy) {
  int marks = kNoMark;
  if (arrived_at < RoundDown(now) - policy.clock_skew) {
    marks |= kOffline;
  } else if (arrival.shown_at && absl::AbsDuration(RoundDown(now) - *arrival.shown_at) <=
                                     absl::Minutes(policy.kiosk.skew_minutes)) {
    marks |= kPresent;
  }
  if (!IsWithinHours(place.hours, arrived_at, place.zone, policy.hours_tolerance)) marks |= kOutOfHours;
  return static_cast<int16_t>(marks);
}

// When a stay that begins, or is confirmed, at `from` ends by itself, and whether that is sure.
struct UsualEnd {
  absl::Time at;
  Ending ending = Ending::kOpen;
};
UsualEnd UsualEndOf(const PlaceTerms& place, absl::Time from, const EventTerms* event) {
  if (event != nullptr && event->check_out_at_end) return {event->end, Ending::kTimed};
  if (place.automatic_check_out > absl::ZeroDuration()) return {from + place.automatic_check_out, Ending::kTimed};
  return {from + place.typical_stay, Ending::kOpen};
}

}  // namespace

absl::StatusOr<Opening> OpenStay(const Arrival& arrival, const PlaceTerms& place, absl::Time now,
                                 const StayPolicy& policy) {
  const auto requested = platform::TimeOf(arrival.request.uuid());
  if (!requested) return BadField("request_id", "REQUEST_ID_NOT_TIMED", "request_id is not a version 7 UUID");
  RETURN_IF_ERROR(CheckWithin(*requested, now, policy, "request_id"));
  if (arrival.told) RETURN_IF_ERROR(CheckWithin(*arrival.told, now, policy, "arrive_time"));

  const absl::Time arrived_at = RoundDown(std::min(arrival.told.value_or(now), now));
  const EventTerms* const event = EventAt(place.events, arrived_at);
  const UsualEnd end = UsualEndOf(place, arrived_at, event);
  return Opening{
      .service_day = ServiceDayOf(arrival.told.value_or(*requested), place.zone, policy.service_day_starts_hour),
      .arrived_at = arrived_at,
      .matched_until = std::min(end.at, arrived_at + policy.longest_stay),
      .marks = MarksOf(arrival, arrived_at, place, now, policy),
      .ending = end.ending,
      .event = event == nullptr ? 0 : event->number};
}

absl::StatusOr<int16_t> PeopleOf(int told) {
  if (told < 0 || told > kMostPeople) return BadField("people", "BAD_COUNT", "people must be 1 to 50");
  return static_cast<int16_t>(std::max(told, 1));
}

absl::Time ExtendedUntil(absl::Time arrived_at, absl::Time now, const PlaceTerms& place, const StayPolicy& policy) {
  const absl::Time scanned_at = RoundDown(now);
  return std::min(UsualEndOf(place, scanned_at, EventAt(place.events, scanned_at)).at, arrived_at + policy.longest_stay);
}

absl::StatusOr<absl::Time> LeftAt(absl::Time told, const Stay& stay, absl::Time now, const StayPolicy& policy) {
  if (told > now + policy.clock_skew) {
    return BadField("leave_time", "DEPARTURE_IN_FUTURE", "the departure has not come yet");
  }
  if (told < stay.arrived_at) {
    return BadField("leave_time", "DEPARTURE_BEFORE_ARRIVAL", "the departure is before the arrival");
  }
  const absl::Time end = std::min(RoundDown(std::min(told, now)), stay.arrived_at + policy.longest_stay);
  const absl::Time left = std::max(end, stay.arrived_at);
  const bool only_shorter = stay.ending == Ending::kByHand || (stay.ending == Ending::kTimed && IsOver(stay, now));
  return only_shorter ? std::min(left, stay.matched_until) : left;
}

}  // namespace mimamori::visit
