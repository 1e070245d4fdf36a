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

bool IsOutOfHours(const Stay& stay) { return (stay.marks & kOutOfHours) != 0; }

Overlap FirstOf(const Stay& stay, int minutes, bool place_assumed) {
  return {.pseudonym = stay.pseudonym, .service_day = stay.key.service_day, .sealed_contact = stay.sealed_contact,
          .contact_stay_id = stay.key.stay_id, .minutes = minutes, .confidence = ConfidenceOf(stay.ending),
          .verified = stay.verified, .marked = IsOutOfHours(stay), .stay_start = stay.arrived_at,
          .stay_end = stay.matched_until, .stays = 1, .stays_out_of_hours = IsOutOfHours(stay) ? 1 : 0,
          .place_assumed = place_assumed};
}

// How much a stay counts beside others of the same person.
int RankOf(bool verified, bool place_assumed) { return (verified ? 2 : 0) + (place_assumed ? 0 : 1); }

void Join(Overlap& overlap, const Stay& stay, int minutes, bool place_assumed) {
  ++overlap.stays;
  overlap.stays_out_of_hours += IsOutOfHours(stay) ? 1 : 0;
  const int before = RankOf(overlap.verified, overlap.place_assumed), rank = RankOf(stay.verified, place_assumed);
  if (rank < before) return;
  if (rank > before) {
    const int stays = overlap.stays, out_of_hours = overlap.stays_out_of_hours;
    overlap = FirstOf(stay, minutes, place_assumed);
    overlap.stays = stays;
    overlap.stays_out_of_hours = out_of_hours;
    return;
  }
  overlap.sealed_contact = stay.sealed_contact;
  overlap.contact_stay_id = stay.key.stay_id;
  overlap.minutes += minutes;
  overlap.confidence = std::max(overlap.confidence, ConfidenceOf(stay.ending));
  overlap.marked = overlap.marked && IsOutOfHours(stay);
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
