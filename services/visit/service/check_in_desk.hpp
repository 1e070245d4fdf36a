// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "mimamori/visit/v1/visit_service.pb.h"
#include "services/platform/postgres/group_commit.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/venue/domain/venue_code.hpp"
#include "services/visit/domain/burst.hpp"
#include "services/visit/domain/check_in.hpp"
#include "services/visit/service/day_keys.hpp"
#include "services/visit/service/policy_cache.hpp"
#include "services/visit/service/venue_directory.hpp"
#include "services/visit/service/visitor_cookies.hpp"
#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

using CheckInCommits = platform::postgres::GroupCommit<CheckInWrite, CheckInKept>;

// What a check-in is judged with; all of it in memory.
struct CheckInTools {
  const venue::CodeBook& codes;
  const VenueDirectory& venues;
  const VisitorCookies& cookies;
  const DayKeys& keys;
  const PolicyCache& policies;
};

// A scanned code that is in force, and where it stands.
struct ScannedPlace {
  std::shared_ptr<const VenueTerms> venue;
  venue::ScannedCode scanned;
};

// Check-in, from request to row: decode, decide, seal, keep.
class CheckInDesk {
 public:
  using Done = std::function<void(absl::StatusOr<v1::CheckedIn>)>;
  CheckInDesk(CheckInTools tools, VisitStore& store, CheckInCommits& commits)
      : tools_(tools), store_(store), commits_(commits) {}

  // NOT_FOUND: CODE_UNKNOWN; FAILED_PRECONDITION: CODE_REVOKED. A venue or space that is not known here (yet) is
  // CODE_UNKNOWN, and so is a kiosk's code that was not shown about `seen_at`.
  absl::StatusOr<ScannedPlace> Place(std::string_view code, absl::Time seen_at, const KioskPolicy& kiosk) const;

  // A decided check-in, ready to be kept.
  struct Prepared {
    CheckInWrite write;
    VisitorProof proof;
    bool new_proof = false;  // the browser gets a new visitor cookie
    std::string stay_cookie;  // for the stay as written; made here, so that the writer thread has less to do
    absl::Time decided_at;
    std::shared_ptr<const VenueTerms> venue;

    void Add(Mark mark) { write.stay.marks = static_cast<int16_t>(write.stay.marks | mark); }
  };
  // UNAVAILABLE: BUSY before anything is worked out, when too many wait already.
  absl::StatusOr<Prepared> Prepare(const platform::rpc::Call& call, const v1::CheckInRequest& request) const;
  // Sets an unconfirmed stay apart when its venue has too many in this minute.
  void WatchForBurst(Stay& stay, absl::Time now) const;
  void WatchForBurst(Prepared& prepared) const;
  // Answers after the commit, from the writer's thread.
  void Keep(Prepared prepared, Done done) const;

 private:
  // Who checks in, and what the browser is to keep.
  struct Visitor {
    VisitorProof proof;
    bool new_proof = false;       // other than the cookie that came
    std::string former_proof_id;  // what its stays so far are tagged with
  };
  absl::StatusOr<Visitor> WhoIs(const v1::CheckInRequest& request, const RequestId& request_id, absl::Time now,
                                const ProofPolicy& policy) const;
  // A known browser that only scanned.
  Visitor Again(VisitorProof known, const RequestId& request_id, const ProofPolicy& policy) const;
  std::optional<EarlierStay> EarlierStayOf(const v1::CheckInRequest& request, const Stay& stay, const PlaceTerms& place,
                                           const std::string& proof_id, const StayPolicy& policy) const;

  const CheckInTools tools_;
  VisitStore& store_;
  CheckInCommits& commits_;
  mutable std::mutex burst_mutex_;
  mutable BurstCount bursts_;
};

// What a stay there is decided by; refers to `place`'s venue.
PlaceTerms TermsOf(const ScannedPlace& place);

// What a stay's contact is sealed for: a contact that was moved to another row is found out (privacy.md 3).
std::string ContactSubjectOf(int64_t stay_id);

// The cookie that names a kept stay.
StayTicket TicketOf(const Stay& stay);

// What a visitor may see of her stay at `now`.
v1::Stay EncodeStay(const Stay& stay, const VenueTerms* venue, absl::Time now);

}  // namespace mimamori::visit
