// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/guest_service.hpp"

#include <future>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::visit {
namespace {

// Each may send a mail to somebody. A full bus at once, then one a few seconds; mail's own quotas are the hard limit.
constexpr double kAtOnce = 60;
constexpr double kPerSecond = 0.3;

absl::Status NoVenue() { return platform::NotFound("NO_VENUE", "this venue is not known (yet)"); }

absl::Status TooMany() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many guests were entered at this venue; try again in a minute");
}

}  // namespace

absl::StatusOr<v1::GuestCheckedIn> GuestService::DoCheckInGuest(const platform::rpc::Call& call,
                                                                const v1::CheckInGuestRequest& request) {
  const auto id = VenueId::Parse(call.caller->organisation);
  if (!id.ok()) return NoVenue();
  const auto venue = tools_.venues.Find(*id);
  if (!venue || venue->deleted) return NoVenue();
  v1::CheckInRequest entry;  // as from a browser that has no cookie yet, at the code on the wall
  entry.set_request_id(request.request_id());
  entry.set_code(tools_.codes.Write({.venue = *id, .space = 0, .epoch = venue->code_epoch % 256}));
  entry.set_email_address(request.email_address());
  entry.set_consent(request.consent());
  entry.set_language(request.language());
  entry.set_people(request.people());
  if (request.has_arrive_time()) *entry.mutable_arrive_time() = request.arrive_time();
  ASSIGN_OR_RETURN(CheckInDesk::Prepared prepared, desk_.Prepare(call, entry));
  const auto allowance =
      platform::redis::TakeToken(redis_, "visit:guests:" + id->ToString(), kAtOnce, kPerSecond, call.now);
  if (allowance == platform::redis::Allowance::kExceeded) return TooMany();
  desk_.WatchForBurst(prepared);
  prepared.Add(kGuest);

  const auto answered = std::make_shared<std::promise<absl::StatusOr<v1::CheckedIn>>>();
  auto answer = answered->get_future();
  desk_.Keep(std::move(prepared),
             [answered](absl::StatusOr<v1::CheckedIn> kept) { answered->set_value(std::move(kept)); });
  ASSIGN_OR_RETURN(const v1::CheckedIn kept, answer.get());
  if (kept.verification_pending()) wake_relay_();
  v1::GuestCheckedIn out;
  *out.mutable_arrive_time() = kept.stay().arrive_time();
  out.set_people(kept.stay().people());
  return out;
}

}  // namespace mimamori::visit
