// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/exposure/domain/contacts.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::exposure {

struct ExposureTag { static constexpr const char* kName = "exposure_id"; };
struct CaseTag { static constexpr const char* kName = "case_id"; };
struct PlaceTag { static constexpr const char* kName = "place_id"; };
using ExposureId = platform::Id<ExposureTag>;
using CaseId = platform::Id<CaseTag>;
using PlaceId = platform::Id<PlaceTag>;
using platform::RequestId;
using platform::VenueId;

// What the mail tells. Kept as a smallint: never renumber.
enum class Level : int16_t { kCaution = 1, kCluster = 2 };

enum class State : int16_t {
  kProposed = 1,
  kDispatching = 2,  // another person approved; recipients are being fixed and queued
  kDispatched = 3,   // every mail was handed over
  kCancelled = 4,
  kRecalled = 5,  // after the approval: what had not left was taken back
};

// Stands where an account id would, for what the rule did.
inline constexpr std::string_view kRule = "rule";

// What a proposal by rule rests on: a patient was there in a window, half-open, within her infectious days.
struct Evidence {
  CaseId case_id = {};
  PlaceId place = {};
  absl::Time start = {};
  absl::Time end = {};
  std::string recorded_by = {};  // account

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// The mail to those who were told by mistake.
struct Correction {
  std::string proposed_by = {};  // account; empty: there is none
  std::optional<absl::Time> proposed_at = std::nullopt;
  std::string approved_by = {};
  std::optional<absl::Time> approved_at = std::nullopt;
  std::optional<absl::Time> finished_at = std::nullopt;  // all were handed to mail
  int recipients = 0;                                    // then
};

// Half-open.
struct Window {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const Window&, const Window&) = default;
};

// An infected person was at a venue in a window, half-open; by rule: several, in several windows.
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
  std::string cancelled_by = {};  // account, or the rule
  std::string level_by = {};      // account that chose the level afterwards
  std::string recalled_by = {};   // account
  std::optional<absl::Time> recalled_at = std::nullopt;
  Correction correction = {};
  // By rule only.
  int rule_version = 0;  // of policy exposure.thresholds; 0: a person proposed it
  std::optional<absl::CivilDay> service_day = std::nullopt;
  int positives = 0;         // cases on that day, told of before or not
  int positives_needed = 0;  // by the rule
  int withdrawn_cases = 0;   // of those it rested on when it was approved
  std::vector<Evidence> evidence = {};
};

// Policies "exposure.alerts" and "exposure.contacts": windows, limits and words in force.
struct AlertPolicy {
  absl::Duration longest_window;   // of one exposure
  absl::Duration oldest;           // how far back a window may start: the stays' retention
  absl::Duration margin;           // widens the window on both sides
  absl::Duration tail;             // how long the air stays infectious
  int least_minutes = 1;           // of overlap
  int least_recipients = 5;        // fewer than that, and the venue is named only with a reason (privacy.md 15)
  bool mail_unverified = false;    // whether addresses nobody confirmed are told, too
  std::string contact_text;        // whom to turn to where the area says nothing of its own
  std::vector<AreaContact> contacts = {};  // policy "exposure.contacts"
};

// EMPTY_WINDOW, WINDOW_TOO_LONG, WINDOW_IN_FUTURE, WINDOW_TOO_OLD.
absl::Status CheckWindow(absl::Time start, absl::Time end, absl::Time now, const AlertPolicy& policy);

// The windows in which people are looked for, in order. Those that margin and tail would make touch are one: each person's
// minutes count once.
std::vector<Window> WindowsOf(const Exposure& exposure, const AlertPolicy& policy);

// The patients, each once.
std::vector<CaseId> PatientsOf(const Exposure& exposure);

// Naming the venue to very few people tells who was there.
bool NeedsReason(Level level, int recipients, const AlertPolicy& policy);

// Whether `approver` may approve what she saw: never what rests on herself alone, be it that she proposed it, chose its
// level or recorded everything that the rule went by. SAME_PERSON, SECOND_PERSON_REQUIRED (the rule alone names no venue),
// NOT_PROPOSED, VERSION_CHANGED, REASON_REQUIRED.
// An approval that already happened by the same person is not for this function: it is answered as it stands.
absl::Status CheckApproval(const Exposure& exposure, const std::string& approver, int version,
                           const std::string& reason, int recipients, const AlertPolicy& policy);

// True: `exposure` is recalled now and has to be kept. False: it was before. NOT_APPROVED.
absl::StatusOr<bool> Recall(Exposure& exposure, const std::string& officer, absl::Time now);

// True: a correction is proposed now, and with it the exposure recalled, so that nothing wrong leaves meanwhile; it has to be
// kept. False: it was before. NOT_APPROVED.
absl::StatusOr<bool> ProposeCorrection(Exposure& exposure, const std::string& officer, absl::Time now);

// True: the correction is approved now and has to be kept. False: it was before, by the same person. NO_CORRECTION,
// SAME_PERSON, NOT_PROPOSED (approved by another), VERSION_CHANGED.
absl::StatusOr<bool> ApproveCorrection(Exposure& exposure, const std::string& officer, int version, absl::Time now);

// True: `exposure` has got the level and has to be kept. False: it has it already. NOT_PROPOSED, VERSION_CHANGED.
absl::StatusOr<bool> ChooseLevel(Exposure& exposure, const std::string& officer, int version, Level level);

}  // namespace mimamori::exposure
