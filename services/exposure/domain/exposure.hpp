// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::exposure {

struct ExposureTag { static constexpr const char* kName = "exposure_id"; };
struct CaseTag { static constexpr const char* kName = "case_id"; };
using ExposureId = platform::Id<ExposureTag>;
using CaseId = platform::Id<CaseTag>;
using platform::RequestId;
using platform::VenueId;

// What the mail tells. Kept as a smallint: never renumber.
enum class Level : int16_t { kCaution = 1, kCluster = 2 };

enum class State : int16_t {
  kProposed = 1,
  kDispatching = 2,  // another person approved; recipients are being fixed and queued
  kDispatched = 3,   // every mail was handed over
  kCancelled = 4,
};

// An infected person was at a venue in a window, half-open.
struct Exposure {
  ExposureId id;
  CaseId case_id;
  VenueId venue;
  std::string venue_name;  // as it was when proposed: what the mail will say
  std::string time_zone;   // of the venue
  platform::AreaCode area;
  absl::Time start;
  absl::Time end;
  Level level = Level::kCaution;
  State state = State::kProposed;
  std::string proposed_by;  // account ids
  std::string approved_by;
  absl::Time proposed_at;
  std::optional<absl::Time> approved_at;
  int recipients = 0;  // fixed when dispatching
  int version = 1;
};

// Policy "exposure.alerts": windows and limits in force.
struct AlertPolicy {
  absl::Duration longest_window;   // of one exposure
  absl::Duration oldest;           // how far back a window may start: the stays' retention
  absl::Duration margin;           // widens the window on both sides
  absl::Duration tail;             // how long the air stays infectious
  int least_minutes = 1;           // of overlap
  int least_recipients = 5;        // fewer than that, and the venue is named only with a reason (privacy.md 15)
  bool mail_unverified = false;    // whether addresses nobody confirmed are told, too
  std::string contact_text;        // whom to turn to: the authority's own words, in both languages
};

// EMPTY_WINDOW, WINDOW_TOO_LONG, WINDOW_IN_FUTURE, WINDOW_TOO_OLD.
absl::Status CheckWindow(absl::Time start, absl::Time end, absl::Time now, const AlertPolicy& policy);

// Naming the venue to very few people tells who was there.
bool NeedsReason(Level level, int recipients, const AlertPolicy& policy);

// Whether `approver` may approve what she saw. SAME_PERSON, NOT_PROPOSED, VERSION_CHANGED, REASON_REQUIRED.
// An approval that already happened by the same person is not for this function: it is answered as it stands.
absl::Status CheckApproval(const Exposure& exposure, const std::string& approver, int version,
                           const std::string& reason, int recipients, const AlertPolicy& policy);

}  // namespace mimamori::exposure
