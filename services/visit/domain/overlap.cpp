// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/overlap.hpp"

#include <algorithm>
#include <utility>

#include "services/platform/core/error.hpp"

namespace mimamori::visit {
namespace {

using platform::BadField;

constexpr absl::Duration kLongestWindow = absl::Hours(14 * 24);
constexpr absl::Duration kLargestMargin = absl::Minutes(240);
constexpr absl::Duration kLargestTail = absl::Minutes(60);
constexpr absl::Duration kLargestLeast = absl::Minutes(1440);

bool Carries(const Stay& stay, int marks) { return (stay.marks & marks) != 0; }
bool IsMarked(const Stay& stay) { return Carries(stay, kOutOfHours | kSetApart); }

// Of every stay that is found, also of those that do not count.
void Count(Overlap& overlap, const Stay& stay) {
  ++overlap.stays;
  overlap.stays_out_of_hours += Carries(stay, kOutOfHours) ? 1 : 0;
  overlap.stays_set_apart += Carries(stay, kSetApart) ? 1 : 0;
  overlap.stays_offline += Carries(stay, kOffline) ? 1 : 0;
  overlap.stays_guest += Carries(stay, kGuest) ? 1 : 0;
  overlap.stays_present += Carries(stay, kPresent) ? 1 : 0;
}

// Takes what counts from this stay alone; what was counted before stays.
void StartFrom(Overlap& overlap, const Stay& stay, int minutes, bool place_assumed) {
  overlap.pseudonym = stay.pseudonym;
  overlap.service_day = stay.key.service_day;
  overlap.sealed_contact = stay.sealed_contact;
  overlap.contact_stay_id = stay.key.stay_id;
  overlap.minutes = minutes;
  overlap.confidence = ConfidenceOf(stay.ending);
  overlap.verified = stay.verified;
  overlap.marked = IsMarked(stay);
  overlap.stay_start = stay.arrived_at;
  overlap.stay_end = stay.matched_until;
  overlap.people = stay.people;
  overlap.place_assumed = place_assumed;
}

Overlap FirstOf(const Stay& stay, int minutes, bool place_assumed) {
  Overlap overlap;
  StartFrom(overlap, stay, minutes, place_assumed);
  Count(overlap, stay);
  return overlap;
}

// How much a stay counts beside others of the same person.
int RankOf(bool verified, bool place_assumed) { return (verified ? 2 : 0) + (place_assumed ? 0 : 1); }

void Join(Overlap& overlap, const Stay& stay, int minutes, bool place_assumed) {
  Count(overlap, stay);
  const int before = RankOf(overlap.verified, overlap.place_assumed), rank = RankOf(stay.verified, place_assumed);
  if (rank != before) {
    if (rank > before) StartFrom(overlap, stay, minutes, place_assumed);
    return;
  }
  overlap.sealed_contact = stay.sealed_contact;
  overlap.contact_stay_id = stay.key.stay_id;
  overlap.minutes += minutes;
  overlap.confidence = std::max(overlap.confidence, ConfidenceOf(stay.ending));
  overlap.marked = overlap.marked && IsMarked(stay);
  overlap.people = std::max<int>(overlap.people, stay.people);
}

}  // namespace

absl::Status CheckQuestion(const OverlapQuestion& question) {
  if (question.start >= question.end) return BadField("end_time", "EMPTY_WINDOW", "the window must end after it starts");
  if (question.end - question.start > kLongestWindow) {
    return BadField("end_time", "WINDOW_TOO_LONG", "the window is longer than 14 days");
  }
  if (question.margin < absl::ZeroDuration() || question.margin > kLargestMargin) {
    return BadField("margin_minutes", "BAD_MINUTES", "margin_minutes must be 0 to 240");
  }
  if (question.tail < absl::ZeroDuration() || question.tail > kLargestTail) {
    return BadField("tail_minutes", "BAD_MINUTES", "tail_minutes must be 0 to 60");
  }
  if (question.least < absl::Minutes(1) || question.least > kLargestLeast) {
    return BadField("least_minutes", "BAD_MINUTES", "least_minutes must be 1 to 1440");
  }
  return absl::OkStatus();
}

int OverlapMinutes(absl::Time arrived, absl::Time until, absl::Time from, absl::Time to) {
  const absl::Duration shared = std::min(until, to) - std::max(arrived, from);
  return shared <= absl::ZeroDuration() ? 0 : static_cast<int>(absl::ToInt64Minutes(shared));
}

Confidence ConfidenceOf(Ending ending) {
  switch (ending) {
    case Ending::kByHand: return Confidence::kCheckedOut;
    case Ending::kAutomatic:
    case Ending::kTimed: return Confidence::kAutomatic;
    case Ending::kOpen: return Confidence::kAssumed;
  }
  return Confidence::kAssumed;
}

std::optional<Overlap> OverlapFold::Add(const Stay& stay) {
  const int minutes = OverlapMinutes(stay.arrived_at, stay.matched_until, question_.from(), question_.to());
  if (absl::Minutes(minutes) < question_.least) return std::nullopt;
  const bool place_assumed = question_.scope && !question_.scope->Holds(stay.space);
  if (current_ && current_->pseudonym == stay.pseudonym && current_->service_day == stay.key.service_day) {
    Join(*current_, stay, minutes, place_assumed);
    return std::nullopt;
  }
  return std::exchange(current_, FirstOf(stay, minutes, place_assumed));
}

std::optional<Overlap> OverlapFold::Finish() { return std::exchange(current_, std::nullopt); }

}  // namespace mimamori::visit
