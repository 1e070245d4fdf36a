// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/event.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/venue/domain/fields.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;

absl::Time WholeMinute(absl::Time time) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), absl::Minutes(1));
}

absl::StatusOr<absl::Time> ParseMoment(std::string_view field, std::optional<absl::Time> told) {
  if (!told) return BadField(field, "MISSING_FIELD", std::string(field) + " is required");
  return WholeMinute(*told);
}

absl::Status CheckSpan(absl::Time start, absl::Time end, absl::Time now) {
  if (end <= start) return BadField("end_time", "EVENT_ENDS_BEFORE_START", "end_time is not after start_time");
  if (end - start > kLongestEvent) return BadField("end_time", "EVENT_TOO_LONG", "an event lasts at most 31 days");
  if (end <= now) return BadField("end_time", "EVENT_OVER", "end_time is past");
  if (start > now + kFarthestEvent) {
    return BadField("start_time", "EVENT_TOO_FAR", "an event begins within two years");
  }
  return absl::OkStatus();
}

absl::Status CheckRevision(const Event& event, int32_t revision) {
  if (revision <= 0) {
    return BadField("revision", "MISSING_FIELD", "revision is required: that of the event as you saw it");
  }
  if (event.revision == revision) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "EVENT_CHANGED",
                           "the event was changed elsewhere in the meantime; look at it again", "revision");
}

// What is past stays as it was: stays carry it.
absl::Status CheckNotOver(const Event& event, absl::Time now) {
  if (event.details.end > now) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "EVENT_OVER", "the event is over");
}

}  // namespace

absl::StatusOr<EventDetails> ParseEvent(const EventForm& form, absl::Time now) {
  Problems problems;
  const auto name = problems.Take(platform::ParseText("display_name", form.display_name, 1, 100));
  const auto start = problems.Take(ParseMoment("start_time", form.start));
  const auto end = problems.Take(ParseMoment("end_time", form.end));
  const auto participants = problems.Take(ParseCount("participants", form.participants, 1, kMostParticipants));
  RETURN_IF_ERROR(problems.All());
  RETURN_IF_ERROR(CheckSpan(*start, *end, now));
  return EventDetails{.display_name = *name,
                      .start = *start,
                      .end = *end,
                      .check_out_at_end = form.check_out_at_end,
                      .participants = *participants};
}

absl::StatusOr<EditStep> JudgeEventChange(const Event& event, int32_t revision, const EventDetails& wanted,
                                          absl::Time now) {
  if (event.cancelled_at) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "EVENT_CANCELLED", "the event was called off");
  }
  if (revision > 0 && event.revision - 1 == revision && event.details == wanted) return EditStep::kDone;
  RETURN_IF_ERROR(CheckRevision(event, revision));
  RETURN_IF_ERROR(CheckNotOver(event, now));
  return EditStep::kApply;
}

absl::StatusOr<EditStep> JudgeCancellation(const Event& event, int32_t revision, absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(event, revision));
  if (event.cancelled_at) return EditStep::kDone;
  RETURN_IF_ERROR(CheckNotOver(event, now));
  return EditStep::kApply;
}

}  // namespace mimamori::venue
