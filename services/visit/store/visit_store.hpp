// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"
#include "services/visit/domain/overlap.hpp"
#include "services/visit/domain/policy.hpp"
#include "services/visit/domain/record.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// The stay that the same browser opened before, as its stay cookie says.
struct EarlierStay {
  StayKey key;
  BrowserTag browser;
  bool same_place = false;
  absl::Time until;  // same place: extended to; elsewhere: closed at, when that is earlier than what is assumed
};

// Asks for a verification mail: the first of a browser and day counts, further ones change nothing.
struct VerificationWish {
  platform::Uuid id{};
  std::string quota_key;
  std::string domain_quota_key;
  std::string network_quota_key;  // empty where no network is known
};

struct CheckInWrite {
  Stay stay;
  RequestId request;
  std::optional<EarlierStay> earlier;
  std::optional<VerificationWish> verification;  // for unverified stays
};

struct CheckInKept {
  Stay stay;             // as it is kept: the new one, the extended one, or the one of an earlier try
  bool extended = false;
  bool mail_pending = false;  // a verification mail is on its way
  bool proof_collected = false;  // the browser's address was confirmed in another browser: it gets its proof now
};

// A verification mail to be linked and queued.
struct PendingVerification {
  platform::Uuid id{};
  absl::CivilDay service_day;
  BrowserTag browser;
  std::string sealed_contact;
  std::string quota_key;
  std::string domain_quota_key;
  std::string network_quota_key;  // empty where no network is known
};

// What a mailed link belongs to.
struct VerificationLink {
  absl::CivilDay service_day;
  BrowserTag browser;
  absl::Time expires_at;
  bool confirmed = false;  // by this or another link
  bool spoiled = false;    // a wrong number was picked
};

// What a person is called on one service day; in memory only, and never kept beside another.
struct DayPseudonym {
  absl::CivilDay service_day;
  Pseudonym pseudonym;
};

// A stay that its own person changes.
struct OwnStay {
  StayKey key;
  Pseudonym pseudonym;
  absl::Time now;
};

class VisitStore {
 public:
  virtual ~VisitStore() = default;

  // A number never given before, from a block taken ahead.
  virtual absl::StatusOr<int64_t> NextStayId() = 0;

  // Keeps many check-ins in one commit; one result each, in order. REQUEST_ID_REUSED for a request id that was used for
  // another venue or person.
  virtual absl::StatusOr<std::vector<absl::StatusOr<CheckInKept>>> KeepCheckIns(
      absl::Time deadline, absl::Time now, const std::vector<CheckInWrite>& writes) = 0;

  // The browser's own stay; NO_STAY when there is none or it belongs to another browser.
  virtual absl::StatusOr<Stay> Find(absl::Time deadline, const StayKey& key, const BrowserTag& browser) = 0;
  // Ends it by hand at what `end` decides from the stay as it is. NO_STAY, or `end`'s failure.
  virtual absl::StatusOr<Stay> CheckOut(absl::Time deadline, const StayKey& key, const BrowserTag& browser,
                                        const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) = 0;

  // Makes the browser's stays of that day verified, and those that still come; the number that changed. `hand_over`: and
  // lets that browser collect its proof for kHandOverTime, unless a wrong number was picked before.
  virtual absl::StatusOr<int> ConfirmBrowser(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                             absl::Time now, bool hand_over) = 0;
  // Before the mail with the link leaves. The hash is of the token.
  virtual absl::Status KeepLink(absl::Time deadline, const std::string& token_hash,
                                const PendingVerification& verification, absl::Time expires) = 0;
  virtual absl::StatusOr<std::optional<VerificationLink>> FindLink(absl::Time deadline,
                                                                   const std::string& token_hash) = 0;
  // No proof is handed over to that browser for this day's mails any more.
  virtual absl::Status SpoilHandOver(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser) = 0;
  virtual absl::StatusOr<bool> ProofWaits(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                          absl::Time now) = 0;
  // True when the browser's proof waited and is now taken, or was taken by the same request.
  virtual absl::StatusOr<bool> CollectProof(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                            const RequestId& request, absl::Time now) = 0;

  virtual absl::StatusOr<std::vector<PendingVerification>> PendingVerifications(absl::Time deadline, int limit) = 0;
  // Wipes the contact. `failure`: empty when the mail is queued, else the reason why it never will be.
  virtual absl::Status SettleVerification(absl::Time deadline, const PendingVerification& verification, absl::Time now,
                                          const std::string& failure) = 0;

  // Commits the audit entry, then passes every overlapping stay to `each` in order of (service day, pseudonym, arrival);
  // stops when it returns false. Stays longer than `longest` don't exist.
  struct Asker { std::string event_id, officer_id, purpose, trace_id, service, area = {}; };
  virtual absl::Status EachOverlap(absl::Time deadline, const OverlapQuestion& question, absl::Duration longest,
                                   const Asker& asker, absl::Time now, const std::function<bool(const Stay&)>& each) = 0;

  // Uses a mailed link up; when it was used by this request: now, or at its first try. FAILED_PRECONDITION (LINK_USED).
  virtual absl::StatusOr<absl::Time> UseRecordLink(absl::Time deadline, const std::string& link_hash,
                                                   const RequestId& request, absl::Time now, absl::Time expires) = 0;
  // A person's stays, latest first.
  virtual absl::StatusOr<std::vector<Stay>> OwnStays(absl::Time deadline, const std::vector<DayPseudonym>& days,
                                                     int limit) = 0;
  // Ends it at what `end` decides, with an audit entry that names the stay alone. NO_STAY, or `end`'s failure.
  virtual absl::StatusOr<Stay> ShortenOwn(absl::Time deadline, const OwnStay& own,
                                          const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) = 0;
  // With an audit entry, when there is such a stay.
  virtual absl::Status DeleteOwn(absl::Time deadline, const OwnStay& own) = 0;
  // What EachOverlap was asked about these venues since then, as the audit tells.
  virtual absl::StatusOr<std::vector<AskedWindow>> WindowsAsked(absl::Time deadline, const std::vector<VenueId>& venues,
                                                                absl::Time since) = 0;
  // Makes OwnStays cheap for days before this one.
  virtual absl::Status IndexDaysBefore(absl::Time deadline, absl::CivilDay day) = 0;

  // Creates the partitions of these days; drops those before `first_kept`, returning how many.
  virtual absl::Status CreateDays(absl::Time deadline, const std::vector<absl::CivilDay>& days) = 0;
  virtual absl::StatusOr<int> DropDaysBefore(absl::Time deadline, absl::CivilDay first_kept, absl::Time now) = 0;

  virtual absl::StatusOr<StayPolicy> StayPolicyAt(absl::Time deadline, absl::Time at) = 0;
  virtual absl::StatusOr<RetentionPolicy> RetentionPolicyAt(absl::Time deadline, absl::Time at) = 0;
};

}  // namespace mimamori::visit
