// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/domain/record.hpp"
#include "services/visit/service/visit_service.hpp"

namespace mimamori::visit {
namespace {

// Check-ins without a confirmed address, by network: each may send a mail to somebody. A crowd behind one address
// translator arrives together, so the bucket is wide; mail's own quotas, in PostgreSQL, are the hard limit.
constexpr double kUnverifiedBurst = 60;
constexpr double kUnverifiedPerSecond = 1;

// And by address, a MAC of it. Whoever types somebody's again and again is not refused, which would lock her out: what he
// adds is set apart.
constexpr double kAddressBurst = 20;
constexpr double kAddressPerSecond = 1.0 / 60;

absl::Status TooMany() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many new addresses from this network; try again in a minute");
}

}  // namespace

// Verified check-ins, the usual case, stay on gRPC's thread until they are queued for the next commit.
void VisitService::DoCheckIn(const Call& call, const v1::CheckInRequest& request, CheckInDesk::Done done) {
  auto prepared = rooms_.desk.Prepare(call, request);
  if (!prepared.ok()) return done(prepared.status());
  if (prepared->proof.verified) return rooms_.desk.Keep(*std::move(prepared), std::move(done));

  const auto work = [this, network = call.network, now = call.now,
                     later = std::make_shared<std::pair<CheckInDesk::Prepared, CheckInDesk::Done>>(
                         *std::move(prepared), done)] {
    const auto allowance = platform::redis::TakeToken(rooms_.redis, "visit:unverified:" + network, kUnverifiedBurst,
                                                      kUnverifiedPerSecond, now);
    if (allowance == platform::redis::Allowance::kExceeded) return later->second(TooMany());
    const auto of_address = platform::redis::TakeToken(
        rooms_.redis, "visit:address:" + platform::crypto::ToBase64Url(later->first.write.verification->quota_key),
        kAddressBurst, kAddressPerSecond, now);
    rooms_.desk.WatchForBurst(later->first);
    if (of_address == platform::redis::Allowance::kExceeded) later->first.Add(kSetApart);
    rooms_.desk.Keep(std::move(later->first),
                     [this, answer = std::move(later->second)](absl::StatusOr<v1::CheckedIn> kept) {
                       if (kept.ok() && kept->verification_pending()) rooms_.wake_relay();
                       answer(std::move(kept));
                     });
  };
  if (!runner_.Post(work)) {
    done(CheckInCommits::Busy());
  }
}

absl::StatusOr<v1::CheckedIn> VisitService::DoCheckOut(const Call& call, const v1::CheckOutRequest& request) {
  const auto ticket = rooms_.tools.cookies.ReadTicket(request.stay_cookie());
  if (!ticket) return platform::NotFound("NO_STAY", "this browser has not checked in");
  absl::Time told = call.now;
  if (request.has_leave_time()) {
    ASSIGN_OR_RETURN(told, platform::rpc::ParseTimestamp(true, request.leave_time(), "leave_time"));
  }
  if (request.has_leave_time() && !request.leave_clock().empty()) {
    return platform::BadField("leave_clock", "LEAVE_TOLD_TWICE", "give leave_time or leave_clock, not both");
  }
  const StayPolicy policy = rooms_.tools.policies.Stays();
  const auto end = [&](const Stay& kept) -> absl::StatusOr<absl::Time> {
    if (request.leave_clock().empty()) return LeftAt(told, kept, call.now, policy);
    const auto venue = rooms_.tools.venues.Find(kept.venue);
    ASSIGN_OR_RETURN(const absl::Time clock, ClockAfter(kept.arrived_at, request.leave_clock(),
                                                        venue ? venue->zone : absl::UTCTimeZone()));
    return LeftAtClock(clock, kept, call.now, policy.longest_stay);
  };
  ASSIGN_OR_RETURN(const Stay stay, rooms_.store.CheckOut(call.deadline, ticket->key, ticket->browser, end));
  v1::CheckedIn answer;
  *answer.mutable_stay() = EncodeStay(stay, rooms_.tools.venues.Find(stay.venue).get(), call.now);
  return answer;
}

absl::StatusOr<v1::Stay> VisitService::DoGetCurrentStay(const Call& call, const v1::GetCurrentStayRequest& request) {
  const auto ticket = rooms_.tools.cookies.ReadTicket(request.stay_cookie());
  if (!ticket) return platform::NotFound("NO_STAY", "this browser has not checked in");
  ASSIGN_OR_RETURN(const Stay stay, rooms_.store.Find(call.deadline, ticket->key, ticket->browser));
  v1::Stay answer = EncodeStay(stay, rooms_.tools.venues.Find(stay.venue).get(), call.now);
  const auto proof = rooms_.tools.cookies.ReadProof(request.visitor_cookie(), call.now);
  if (!proof.ok() || !*proof) return answer;
  answer.set_masked_email_address((*proof)->address.Masked());
  const absl::CivilDay day = stay.key.service_day;
  if ((*proof)->verified || rooms_.tools.cookies.TagOf((*proof)->proof_id, day) != stay.browser) return answer;
  if (!stay.verified) {
    answer.set_confirm_number(fmt::format_int(rooms_.tools.cookies.NumbersOf(stay.browser, day).number).str());
  } else {
    ASSIGN_OR_RETURN(const bool waiting, rooms_.store.ProofWaits(call.deadline, day, stay.browser, call.now));
    answer.set_proof_waiting(waiting);
  }
  return answer;
}

}  // namespace mimamori::visit
