// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/venue/domain/venue_edit.hpp"

namespace mimamori::venue {

constexpr absl::Duration kLongestEvent = absl::Hours(24 * 31);
constexpr absl::Duration kFarthestEvent = absl::Hours(24 * 731);
constexpr int32_t kMostParticipants = 1'000'000;
constexpr int kMostEvents = 1'000;  // of a venue, that are not over

// What an operator tells of an event.
struct EventDetails {
  std::string display_name;  // 1–100 characters
  absl::Time start;          // half-open, whole minutes
  absl::Time end;
  bool check_out_at_end = false;
  int32_t participants = 0;  // 0: not told
  friend bool operator==(const EventDetails&, const EventDetails&) = default;
};

struct Event {
  int32_t number = 0;  // 1 and up, never given twice in a venue
  EventDetails details;
  int32_t revision = 1;  // each change adds one
  std::optional<absl::Time> cancelled_at = std::nullopt;
  friend bool operator==(const Event&, const Event&) = default;
};

// An event as it was typed.
struct EventForm {
  std::string_view display_name;
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;
  bool check_out_at_end = false;
  int32_t participants = 0;
};

// INVALID_ARGUMENT by field: MISSING_FIELD, TEXT_TOO_LONG, TEXT_NOT_PLAIN, EVENT_OVER, EVENT_ENDS_BEFORE_START,
// EVENT_TOO_LONG, EVENT_TOO_FAR, BAD_COUNT.
absl::StatusOr<EventDetails> ParseEvent(const EventForm& form, absl::Time now);

// Whether `wanted`, which began with `revision`, may replace what is there. INVALID_ARGUMENT (field revision):
// MISSING_FIELD. ABORTED: EVENT_CHANGED. FAILED_PRECONDITION: EVENT_OVER, EVENT_CANCELLED.
absl::StatusOr<EditStep> JudgeEventChange(const Event& event, int32_t revision, const EventDetails& wanted,
                                          absl::Time now);
// The same for calling it off; one that is called off already is done.
absl::StatusOr<EditStep> JudgeCancellation(const Event& event, int32_t revision, absl::Time now);

}  // namespace mimamori::venue
