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
void CountMarks(Overlap& found, const Stay& stay) {
  ++found.stays;
  found.stays_out_of_hours += Carries(stay, kOutOfHours) ? 1 : 0;
  found.stays_set_apart += Carries(stay, kSetApart) ? 1 : 0;
  found.stays_offline += Carries(stay, kOffline) ? 1 : 0;
  found.stays_guest += Carries(stay, kGuest) ? 1 : 0;
  found.stays_present += Carries(stay, kPresent) ? 1 : 0;
}

// How much a stay counts beside others of the same person: its place among the shares.
size_t RankOf(bool verified, bool place_assumed) { return (verified ? 2u : 0u) + (place_assumed ? 0u : 1u); }

void StartFrom(Overlap& overlap, const Stay& stay, bool place_assumed) {
  overlap.confidence = ConfidenceOf(stay.ending);
  overlap.verified = stay.verified;
  overlap.marked = IsMarked(stay);
  overlap.stay_start = stay.arrived_at;
  overlap.stay_end = stay.matched_until;
  overlap.people = stay.people;
  overlap.place_assumed = place_assumed;
}

void Join(Overlap& overlap, const Stay& stay) {
  overlap.confidence = std::max(overlap.confidence, ConfidenceOf(stay.ending));
  overlap.marked = overlap.marked && IsMarked(stay);
  overlap.people = std::max<int>(overlap.people, stay.people);
}

// Who was found, and what is told of her.
Overlap WithWhatCounts(Overlap found, Overlap counts) {
  counts.pseudonym = std::move(found.pseudonym);
  counts.service_day = found.service_day;
  counts.stays = found.stays;
  counts.stays_out_of_hours = found.stays_out_of_hours;
  counts.stays_set_apart = found.stays_set_apart;
  counts.stays_offline = found.stays_offline;
  counts.stays_guest = found.stays_guest;
  counts.stays_present = found.stays_present;
  return counts;
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
  const absl::Time from = std::max(stay.arrived_at, question_.from());
  const absl::Time until = std::min(stay.matched_until, question_.to());
  if (from >= until) return std::nullopt;
  std::optional<Overlap> before;
  if (!found_ || found_->pseudonym != stay.pseudonym || found_->service_day != stay.key.service_day) {
    before = Finish();
    found_.emplace();
    found_->pseudonym = stay.pseudonym;
    found_->service_day = stay.key.service_day;
  }
  Count(stay, from, until);
  return before;
}

void OverlapFold::Count(const Stay& stay, absl::Time from, absl::Time until) {
  CountMarks(*found_, stay);
  const bool place_assumed = question_.scope && !question_.scope->Holds(stay.space);
  Share& share = shares_[RankOf(stay.verified, place_assumed)];
  if (share.any) {
    Join(share.overlap, stay);
  } else {
    StartFrom(share.overlap, stay, place_assumed);
    share.shared = absl::ZeroDuration();
    share.counted_until = absl::InfinitePast();
    share.any = true;
  }
  share.overlap.sealed_contact = stay.sealed_contact;
  share.overlap.contact_stay_id = stay.key.stay_id;
  if (until <= share.counted_until) return;
  share.shared += until - std::max(from, share.counted_until);
  share.counted_until = until;
}

std::optional<Overlap> OverlapFold::Finish() {
  if (!found_) return std::nullopt;
  const auto best = std::find_if(shares_.rbegin(), shares_.rend(), [&](const Share& share) {
    return share.any && absl::Floor(share.shared, absl::Minutes(1)) >= question_.least;
  });
  std::optional<Overlap> overlap;
  if (best != shares_.rend()) {
    best->overlap.minutes = static_cast<int>(absl::ToInt64Minutes(best->shared));
    overlap = WithWhatCounts(*std::move(found_), std::move(best->overlap));
  }
  found_.reset();
  for (Share& share : shares_) share.any = false;
  return overlap;
}

}  // namespace mimamori::visit
