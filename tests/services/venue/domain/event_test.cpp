// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/event.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);
absl::Time In(double hours) { return kNow + absl::Hours(hours); }
EventForm Concert() { return {.display_name = "音楽会", .start = In(3), .end = In(6), .participants = 200}; }
Event AnEvent() { return {.number = 1, .details = *ParseEvent(Concert(), kNow)}; }

TEST(Event, KeepsWholeMinutes) {
  EventForm form = Concert();
  form.start = In(3) + absl::Seconds(59);
  const auto details = ParseEvent(form, kNow);
  ASSERT_TRUE(details.ok()) << details.status();
  EXPECT_EQ(details->start, In(3));
  EXPECT_EQ(details->participants, 200);
}

TEST(Event, IsRefusedByField) {
  const struct {
    const char* name;
    EventForm form;
    const char* reason;
    const char* field;
  } cases[] = {
      {"as it should be", Concert(), "", ""},
      {"is under way", {.display_name = "a", .start = In(-1), .end = In(1)}, "", ""},
      {"31 days", {.display_name = "a", .start = In(1), .end = In(1 + 24 * 31)}, "", ""},
      {"no name", {.display_name = "", .start = In(1), .end = In(2)}, "MISSING_FIELD", "display_name"},
      {"no start", {.display_name = "a", .start = {}, .end = In(2)}, "MISSING_FIELD", "start_time"},
      {"no end", {.display_name = "a", .start = In(1), .end = {}}, "MISSING_FIELD", "end_time"},
      {"ends when it starts", {.display_name = "a", .start = In(1), .end = In(1)}, "EVENT_ENDS_BEFORE_START", "end_time"},
      {"too long", {.display_name = "a", .start = In(1), .end = In(2 + 24 * 31)}, "EVENT_TOO_LONG", "end_time"},
      {"past", {.display_name = "a", .start = In(-2), .end = In(0)}, "EVENT_OVER", "end_time"},
      {"in two years", {.display_name = "a", .start = In(24 * 731), .end = In(24 * 731 + 1)}, "", ""},
      {"far", {.display_name = "a", .start = In(24 * 731 + 1), .end = In(24 * 731 + 2)}, "EVENT_TOO_FAR", "start_time"},
      {"crowded", {.display_name = "a", .start = In(1), .end = In(2), .participants = 1'000'001}, "BAD_COUNT",
       "participants"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto details = ParseEvent(c.form, kNow);
    EXPECT_EQ(ReasonOf(details.status()), c.reason);
    EXPECT_EQ(FieldOf(details.status()), c.field);
  }
}

TEST(Event, ChangesOnlyForWhoSawItAndWhileItIsNotOver) {
  const Event event = AnEvent();
  EventDetails later = event.details;
  later.end = In(7);
  EXPECT_EQ(*JudgeEventChange(event, 1, later, kNow), EditStep::kApply);
  EXPECT_EQ(ReasonOf(JudgeEventChange(event, 2, later, kNow).status()), "EVENT_CHANGED");
  EXPECT_EQ(ReasonOf(JudgeEventChange(event, 0, later, kNow).status()), "MISSING_FIELD");
  EXPECT_EQ(ReasonOf(JudgeEventChange(event, 1, later, In(6)).status()), "EVENT_OVER");
  Event changed = event;
  changed.details = later;
  changed.revision = 2;
  EXPECT_EQ(*JudgeEventChange(changed, 1, later, kNow), EditStep::kDone) << "a retry";
  EXPECT_EQ(ReasonOf(JudgeEventChange(changed, 1, event.details, kNow).status()), "EVENT_CHANGED");
  changed.cancelled_at = kNow;
  EXPECT_EQ(ReasonOf(JudgeEventChange(changed, 2, later, kNow).status()), "EVENT_CANCELLED");
}

TEST(Event, IsCalledOffOnceAndBeforeItIsOver) {
  Event event = AnEvent();
  EXPECT_EQ(*JudgeCancellation(event, 1, In(4)), EditStep::kApply) << "while it is under way";
  EXPECT_EQ(ReasonOf(JudgeCancellation(event, 2, kNow).status()), "EVENT_CHANGED");
  EXPECT_EQ(ReasonOf(JudgeCancellation(event, 1, In(6)).status()), "EVENT_OVER");
  event.cancelled_at = kNow;
  EXPECT_EQ(*JudgeCancellation(event, 1, In(7)), EditStep::kDone) << "a retry";
}

}  // namespace
}  // namespace mimamori::venue
