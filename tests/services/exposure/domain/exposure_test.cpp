// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/exposure.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::exposure {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);
const AlertPolicy kPolicy{.longest_window = absl::Hours(48), .oldest = absl::Hours(28 * 24), .margin = {}, .tail = {},
                          .least_minutes = 1, .least_recipients = 5, .mail_unverified = false, .contact_text = "call"};

TEST(CheckWindow, TakesWhatCanStillWarnSomebody) {
  const struct {
    const char* name;
    absl::Duration start, end;  // relative to now
    const char* reason;
  } cases[] = {
      {"an hour ago", -absl::Hours(2), -absl::Hours(1), ""},
      {"until now", -absl::Hours(1), {}, ""},
      {"empty", -absl::Hours(1), -absl::Hours(1), "EMPTY_WINDOW"},
      {"backwards", -absl::Hours(1), -absl::Hours(2), "EMPTY_WINDOW"},
      {"as long as may be", -absl::Hours(48), {}, ""},
      {"a second longer", -absl::Hours(48) - absl::Seconds(1), {}, "WINDOW_TOO_LONG"},
      {"not over yet", -absl::Hours(1), absl::Seconds(1), "WINDOW_IN_FUTURE"},
      {"as old as may be", -absl::Hours(28 * 24), -absl::Hours(28 * 24 - 1), ""},
      {"a second older", -absl::Hours(28 * 24) - absl::Seconds(1), -absl::Hours(28 * 24 - 1), "WINDOW_TOO_OLD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(platform::ReasonOf(CheckWindow(kNow + c.start, kNow + c.end, kNow, kPolicy)), c.reason);
  }
}

TEST(NeedsReason, OnlyWhereFewPeopleWouldLearnTheVenue) {
  const struct {
    Level level;
    int recipients;
    bool needed;
  } cases[] = {
      {Level::kCluster, 0, true},  {Level::kCluster, 4, true},  {Level::kCluster, 5, false},
      {Level::kCluster, 6, false}, {Level::kCaution, 0, false}, {Level::kCaution, 4, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::Message() << static_cast<int>(c.level) << " to " << c.recipients);
    EXPECT_EQ(NeedsReason(c.level, c.recipients, kPolicy), c.needed);
  }
}

TEST(CheckApproval, TakesAnotherPersonWhoSawWhatIsThere) {
  Exposure exposure;
  exposure.level = Level::kCluster;
  exposure.proposed_by = "proposer";
  exposure.version = 3;
  const struct {
    const char* name;
    State state;
    const char* approver;
    int version;
    const char* why;
    int recipients;
    const char* reason;
  } cases[] = {
      {"another person", State::kProposed, "approver", 3, "", 5, ""},
      {"with a reason for few", State::kProposed, "approver", 3, "a chorus", 1, ""},
      {"the proposer", State::kProposed, "proposer", 3, "a chorus", 5, "SAME_PERSON"},
      {"no reason for few", State::kProposed, "approver", 3, "", 4, "REASON_REQUIRED"},
      {"an older version", State::kProposed, "approver", 2, "a chorus", 5, "VERSION_CHANGED"},
      {"no version", State::kProposed, "approver", 0, "a chorus", 5, "VERSION_CHANGED"},
      {"a newer version", State::kProposed, "approver", 4, "a chorus", 5, "VERSION_CHANGED"},
      {"being sent", State::kDispatching, "approver", 3, "", 5, "NOT_PROPOSED"},
      {"sent", State::kDispatched, "approver", 3, "", 5, "NOT_PROPOSED"},
      {"cancelled", State::kCancelled, "approver", 3, "", 5, "NOT_PROPOSED"},
      {"cancelled, the proposer", State::kCancelled, "proposer", 3, "", 5, "NOT_PROPOSED"},
      {"the proposer of an older version", State::kProposed, "proposer", 2, "", 0, "SAME_PERSON"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    exposure.state = c.state;
    EXPECT_EQ(platform::ReasonOf(CheckApproval(exposure, c.approver, c.version, c.why, c.recipients, kPolicy)), c.reason);
  }
}

TEST(CheckApproval, NeedsNoReasonWhereTheVenueIsNotNamed) {
  Exposure exposure;
  exposure.level = Level::kCaution;
  exposure.proposed_by = "proposer";
  EXPECT_TRUE(CheckApproval(exposure, "approver", 1, "", 1, kPolicy).ok());
}

TEST(Correction, RecallsAndTakesAnotherPersonsWord) {
  const absl::Time now = absl::FromUnixSeconds(1'795'237'200);
  Exposure exposure;
  exposure.state = State::kProposed;
  EXPECT_EQ(platform::ReasonOf(ProposeCorrection(exposure, "a", now).status()), "NOT_APPROVED");
  EXPECT_EQ(platform::ReasonOf(ApproveCorrection(exposure, "a", 1, now).status()), "NO_CORRECTION");
  exposure.state = State::kDispatched;
  EXPECT_TRUE(ProposeCorrection(exposure, "a", now).value());
  EXPECT_EQ(exposure.state, State::kRecalled);
  EXPECT_EQ(exposure.recalled_by, "a");
  EXPECT_FALSE(ProposeCorrection(exposure, "b", now).value());
  EXPECT_EQ(exposure.correction.proposed_by, "a");
  EXPECT_EQ(platform::ReasonOf(ApproveCorrection(exposure, "a", 1, now).status()), "SAME_PERSON");
  EXPECT_EQ(platform::ReasonOf(ApproveCorrection(exposure, "b", 2, now).status()), "VERSION_CHANGED");
  EXPECT_TRUE(ApproveCorrection(exposure, "b", 1, now).value());
  EXPECT_FALSE(ApproveCorrection(exposure, "b", 1, now).value());
  EXPECT_EQ(platform::ReasonOf(ApproveCorrection(exposure, "c", 1, now).status()), "NOT_PROPOSED");
}

TEST(Correction, KeepsWhoRecalledBefore) {
  Exposure exposure;
  exposure.state = State::kRecalled;
  exposure.recalled_by = "first";
  EXPECT_TRUE(ProposeCorrection(exposure, "a", absl::UnixEpoch()).value());
  EXPECT_EQ(exposure.recalled_by, "first");
}

}  // namespace
}  // namespace mimamori::exposure
