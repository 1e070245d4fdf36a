// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/visit/domain/policy.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// What a person sees and decides of her own record, after she opened the link that was mailed to her.

// "2026-11-21.12345": names a stay on her page; worth nothing without her pseudonym of that day.
std::string NameOf(const StayKey& key);
// INVALID_ARGUMENT (MALFORMED_ID, field stay).
absl::StatusOr<StayKey> ParseStayName(std::string_view name);

// The first time at or after `arrived` at which the clock on the wall shows `clock` ("19:05").
// MALFORMED_TIME (field leave_clock).
absl::StatusOr<absl::Time> ClockAfter(absl::Time arrived, std::string_view clock, const absl::TimeZone& zone);

// The end of a stay that its person makes shorter; never longer (privacy.md 15), also while it is open.
// DEPARTURE_IN_FUTURE, DEPARTURE_NOT_EARLIER (field leave_clock).
absl::StatusOr<absl::Time> ShortenedTo(absl::Time told, const Stay& stay, absl::Time now);

// The end of a stay as its person tells it. While it is open she knows best, up to the longest stay; one that has ended
// can only become shorter. DEPARTURE_IN_FUTURE, DEPARTURE_NOT_EARLIER (field leave_clock).
absl::StatusOr<absl::Time> LeftAtClock(absl::Time told, const Stay& stay, absl::Time now, absl::Duration longest_stay);
// The same, at this minute; what has ended stays as it is.
absl::Time LeftNow(const Stay& stay, absl::Time now, absl::Duration longest_stay);

// When a stay that is handed over ended, as far as it is known: at least a minute after its beginning.
absl::Time EndOf(const Stay& stay);

// Those of her stays that a person may hand over who is asked about a time, half-open: confirmed from the browser that
// checked in (privacy.md 14), over, and within that time for a while. At most `most`.
std::vector<Stay> GivableOf(const std::vector<Stay>& stays, absl::Time from, absl::Time to, absl::Time now, size_t most);

// A question that was asked about a place and a time, as the audit keeps it.
struct AskedWindow {
  std::string event;  // exposure event
  VenueId venue;
  std::string area;   // six digits, whose health centre asked; empty in entries of before
  bool for_mails = false;  // asked to send the mails; else to look how many people it concerns
  absl::Time from, to;     // half-open, as it was searched
  absl::Time asked_at;
};

// What a person is told of the questions that found a stay of hers.
struct ShownQuestion {
  VenueId venue;
  std::string area;
  absl::Time stay_arrived;  // her own earliest stay that it found
  absl::Time first_asked, last_asked;
  int times = 0;
  bool mails = false;  // mails were sent because of it
};

// The questions whose window one of the stays overlaps by a minute or more, one entry an event and venue, latest first.
// Those of an event that is not decided yet are told `policy.questions_shown_after` their last one (privacy.md 23): a case
// that is being looked into must not be announced by this page.
std::vector<ShownQuestion> QuestionsAbout(const std::vector<Stay>& stays, const std::vector<AskedWindow>& windows,
                                          absl::Time now, const RecordPolicy& policy);

}  // namespace mimamori::visit
