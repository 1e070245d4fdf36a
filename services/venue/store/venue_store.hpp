// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"
#include "services/venue/domain/event.hpp"
#include "services/venue/domain/log_in.hpp"
#include "services/venue/domain/registration.hpp"
#include "services/venue/domain/space_tree.hpp"
#include "services/venue/domain/typical_stay.hpp"
#include "services/venue/domain/venue.hpp"

namespace mimamori::venue {

// A registration as it is kept: nothing in it names a person.
struct PendingRegistration {
  RegistrationId id;
  std::string caller;  // subject of the caller token; empty for nobody in particular
  platform::RequestId request;
  std::string fingerprint;  // 16 bytes: a MAC of what was asked
  VenueDetails details;     // typical stay filled in
  std::string sealed_contact;
  absl::Time created_at;
  absl::Time expires_at;
  // Of the mail with its link.
  platform::RequestId mail_request;
  std::string quota_key;         // 16 bytes
  std::string domain_quota_key;  // 16 bytes
  std::string network_quota_key;  // 16 bytes, or empty
  std::string operator_key;      // 16 bytes: finds the venue when its operator logs in
};

// Somebody's wish to log in, kept alike whether a venue has the address or not.
struct PendingLogIn {
  LogInId id;
  std::string caller;
  platform::RequestId request;
  std::string fingerprint;   // 16 bytes: a MAC of what was asked
  std::string operator_key;  // 16 bytes: finds the venues
  std::string sealed_contact;
  absl::Time created_at;
  absl::Time expires_at;
  platform::RequestId mail_request;
  std::string quota_key;         // 16 bytes
  std::string domain_quota_key;  // 16 bytes
  std::string network_quota_key;  // 16 bytes, or empty
};

// The mail of a log-in that a relay has claimed.
struct DueLogInMail {
  LogInId log_in;
  bool known = false;  // a venue has this address: else nothing is mailed
  platform::RequestId mail_request;
  std::string sealed_contact;
  std::string quota_key;
  std::string domain_quota_key;
  std::string network_quota_key;
  int attempts = 0;  // before this one
  absl::Time expires_at;
};

struct LogInChoice {
  LogInId log_in;
  platform::RequestId request;
  std::optional<platform::VenueId> venue;  // nullopt: the only one
  absl::Time now;
  std::string trace_id;
};

struct VenueEdit {
  platform::VenueId venue;
  int32_t revision = 0;  // that the edit began with
  VenueDetails details;  // typical stay filled in
  std::string actor;
  absl::Time now;
  std::string trace_id;
};

struct VenueDeletion {
  platform::VenueId venue;
  int32_t revision = 0;
  std::string actor;
  absl::Time now;
  std::string trace_id;
};

// A mail that a relay has claimed.
struct DueMail {
  RegistrationId registration;
  platform::RequestId mail_request;
  std::string sealed_contact;
  std::string quota_key;
  std::string domain_quota_key;
  std::string network_quota_key;
  int attempts = 0;  // before this one
  absl::Time expires_at;
};

// What the confirmation of a registration needs.
struct Confirmation {
  RegistrationId registration;
  platform::RequestId request;
  platform::VenueId venue;  // for the new venue
  std::string typed_code;   // canonical, for the new venue
  absl::Time now;
  std::string trace_id;
};

struct Replacement {
  platform::VenueId venue;
  platform::RequestId request;
  std::string typed_code;  // the new one
  std::string actor;       // of the audit entry
  absl::Time now;
  std::string trace_id;
};

// Who changes spaces of which venue.
struct SpaceDeed {
  platform::VenueId venue;
  std::string actor;
  absl::Time now;
  std::string trace_id;
};

struct SpaceCreation {
  SpaceDeed deed;
  platform::RequestId request;
  std::string fingerprint;  // 16 bytes
  std::vector<SpaceForm> forms;
};

struct SpaceChange {
  SpaceDeed deed;
  int32_t space = 0;
  int32_t revision = 0;
  SpaceForm form;
};

struct SpaceDeletion {
  SpaceDeed deed;
  int32_t space = 0;
  int32_t revision = 0;
};

struct SpaceCodeReplacement {
  SpaceDeed deed;
  platform::RequestId request;
  int32_t space = 0;
};

struct ListQuestion {
  std::string query = {};  // part of name or address; empty: all
  std::string after_name = {};
  platform::VenueId after_id = {};
  bool from_start = true;
  int limit = 50;
};

enum class TypedCodeState { kUnknown, kRetired, kCurrent };
struct TypedCodeAnswer {
  TypedCodeState state = TypedCodeState::kUnknown;
  std::optional<Venue> venue;  // whose it is or was
};

struct VenueNews {
  int64_t sequence = 0;
  platform::VenueId id;
  std::optional<Venue> venue;  // as it is now; nullopt when it is gone
  std::vector<Space> spaces = {};  // that this change is about, as they are now; deleted ones among them
  std::vector<Event> events = {};  // the same; cancelled ones among them
};

// `deadline` is in the system's time. Besides the reasons given, failures are those of platform::postgres::Pool.
class VenueStore {
 public:
  virtual ~VenueStore() = default;

  // Keeps the registration and the mail to be sent, together. A known (caller, request) with the same fingerprint
  // answers with the time until which the first one's link works; with another: ALREADY_EXISTS (REQUEST_ID_REUSED).
  virtual absl::StatusOr<absl::Time> AddRegistration(absl::Time deadline, const PendingRegistration& registration) = 0;

  // Claims up to `limit` mails that are due; nobody else gets them until `claimed_until`.
  virtual absl::StatusOr<std::vector<DueMail>> ClaimMails(absl::Time deadline, absl::Time now, absl::Time claimed_until,
                                                          int limit) = 0;
  virtual absl::Status FinishMail(absl::Time deadline, RegistrationId registration) = 0;  // idempotent
  virtual absl::Status PostponeMail(absl::Time deadline, RegistrationId registration, absl::Time until) = 0;

  // Makes the venue, its change and its audit entry. The request that did it before gets the same venue again.
  // NOT_FOUND: LINK_UNKNOWN. FAILED_PRECONDITION: LINK_EXPIRED, LINK_USED (by another request).
  // ALREADY_EXISTS (NUMBER_TAKEN): number or typed code belong to another venue; try others.
  virtual absl::StatusOr<Venue> Confirm(absl::Time deadline, const Confirmation& confirmation) = 0;

  // Adds one to the epoch and changes the typed code; a known request answers with the venue as it is.
  // NOT_FOUND: VENUE_UNKNOWN. ALREADY_EXISTS (NUMBER_TAKEN) as above.
  virtual absl::StatusOr<Venue> ReplaceCode(absl::Time deadline, const Replacement& replacement) = 0;

  // Replaces what an operator may edit. NOT_FOUND: VENUE_UNKNOWN (or deleted). Failures of JudgeEdit.
  virtual absl::StatusOr<Venue> Edit(absl::Time deadline, const VenueEdit& edit) = 0;
  // Marks the venue as deleted and forgets its operator's address. NOT_FOUND: VENUE_UNKNOWN. Failures of JudgeDeletion.
  virtual absl::StatusOr<Venue> Delete(absl::Time deadline, const VenueDeletion& deletion) = 0;
  // Removes venues that were deleted longer ago than policy venue.retention keeps them. Returns how many.
  virtual absl::StatusOr<int64_t> ForgetDeleted(absl::Time deadline, absl::Time now) = 0;

  // Spaces, their changes for followers and an audit entry, all or none. NOT_FOUND: VENUE_UNKNOWN (or deleted).
  // Failures of SpaceTree::Plan, Change, Deletion. ALREADY_EXISTS: REQUEST_ID_REUSED (another fingerprint).
  virtual absl::StatusOr<std::vector<Space>> CreateSpaces(absl::Time deadline, const SpaceCreation& creation) = 0;
  virtual absl::StatusOr<Space> ChangeSpace(absl::Time deadline, const SpaceChange& change) = 0;
  virtual absl::StatusOr<Space> DeleteSpace(absl::Time deadline, const SpaceDeletion& deletion) = 0;
  // Voids the code of one space; a known request answers with the space as it is. NOT_FOUND: VENUE_UNKNOWN,
  // SPACE_UNKNOWN (or deleted). ALREADY_EXISTS: REQUEST_ID_REUSED (for another space).
  virtual absl::StatusOr<Space> ReplaceSpaceCode(absl::Time deadline, const SpaceCodeReplacement& replacement) = 0;
  // Those that are not deleted, by number.
  virtual absl::StatusOr<std::vector<Space>> ListSpaces(absl::Time deadline, platform::VenueId venue, int32_t after,
                                                        int limit) = 0;
  // From the outermost to the space itself. NOT_FOUND: SPACE_UNKNOWN (or deleted).
  virtual absl::StatusOr<std::vector<Space>> PathToSpace(absl::Time deadline, platform::VenueId venue,
                                                         int32_t space) = 0;

  // As AddRegistration.
  virtual absl::StatusOr<absl::Time> AddLogIn(absl::Time deadline, const PendingLogIn& log_in) = 0;
  // As ClaimMails and the others. Finishing forgets the contact.
  virtual absl::StatusOr<std::vector<DueLogInMail>> ClaimLogInMails(absl::Time deadline, absl::Time now,
                                                                    absl::Time claimed_until, int limit) = 0;
  virtual absl::Status FinishLogInMail(absl::Time deadline, LogInId log_in) = 0;
  virtual absl::Status PostponeLogInMail(absl::Time deadline, LogInId log_in, absl::Time until) = 0;
  // Takes the venue that the log-in is for, with its audit entry, when it is clear which; else changes nothing and gives
  // those there are, by name, at most 500. The request that took one gets the same again.
  // NOT_FOUND: LINK_UNKNOWN, VENUE_UNKNOWN. FAILED_PRECONDITION: LINK_EXPIRED, LINK_USED.
  virtual absl::StatusOr<std::vector<Venue>> TakeVenue(absl::Time deadline, const LogInChoice& choice) = 0;
  // Removes log-ins whose link stopped working before `before`. Returns how many.
  virtual absl::StatusOr<int64_t> ForgetLogIns(absl::Time deadline, absl::Time before) = 0;

  // NOT_FOUND (VENUE_UNKNOWN), also for a venue outside the scope. Also deleted ones.
  virtual absl::StatusOr<Venue> Get(absl::Time deadline, const Scope& scope, platform::VenueId id) = 0;
  virtual absl::StatusOr<TypedCodeAnswer> FindTypedCode(absl::Time deadline, std::string_view canonical) = 0;
  // By name (code points), then number. Also deleted ones.
  virtual absl::StatusOr<std::vector<Venue>> List(absl::Time deadline, const Scope& scope,
                                                  const ListQuestion& question) = 0;

  // The venues that changed after `sequence`, oldest change first.
  virtual absl::StatusOr<std::vector<VenueNews>> NewsAfter(absl::Time deadline, int64_t sequence, int limit) = 0;

  // Policy venue.typical_stay in force at `at`. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  virtual absl::StatusOr<TypicalStay> TypicalStayAt(absl::Time deadline, absl::Time at) = 0;

  // Removes registrations whose link stopped working before `before`, confirmed or not. Returns how many.
  virtual absl::StatusOr<int64_t> ForgetRegistrations(absl::Time deadline, absl::Time before) = 0;
};

}  // namespace mimamori::venue
