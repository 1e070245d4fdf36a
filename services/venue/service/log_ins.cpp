// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/domain/fields.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using platform::RequestId;
using platform::VenueId;

// Log-ins of one network; mail's quotas, in PostgreSQL, are the hard limit.
constexpr double kLogInBurst = 20;
constexpr double kLogInsPerSecond = 20.0 / 3600;

absl::Status CheckRate(platform::redis::Pool& redis, const platform::rpc::Call& call) {
  if (call.network.empty()) return absl::OkStatus();
  const auto allowance =
      TakeToken(redis, "venue.log-in/" + call.network, kLogInBurst, kLogInsPerSecond, call.now);
  if (allowance != platform::redis::Allowance::kExceeded) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many links were asked for from your network; try again in an hour");
}

}  // namespace

// Every step is the same for an address that no venue has: whether a mail leaves is decided later, by the relay.
absl::StatusOr<v1::RequestedLogIn> VenueService::DoRequestLogIn(const Call& call,
                                                                const v1::RequestLogInRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const platform::EmailAddress email, ParseEmail(request.email_address()));
  ASSIGN_OR_RETURN(const std::string language, ParseLanguage(request.language()));
  RETURN_IF_ERROR(CheckRate(rooms_.redis, call));

  const LogInId id = LogInId::Random();
  ASSIGN_OR_RETURN(std::string sealed, seal_.Seal(call, id.ToString(), email, language));
  ASSIGN_OR_RETURN(
      const absl::Time expires_at,
      rooms_.store.AddLogIn(call.deadline,
                            {.id = id,
                             .caller = call.caller->subject,
                             .request = request_id,
                             .fingerprint = rooms_.quotas.FingerprintOf("log-in\x1f" + email.Folded() + "\x1f" + language),
                             .operator_key = rooms_.quotas.OperatorOf(email),
                             .sealed_contact = std::move(sealed),
                             .created_at = call.now,
                             .expires_at = call.now + kLogInLifetime,
                             .mail_request = RequestId::Random(),
                             .quota_key = rooms_.quotas.OfAddress(email),
                             .domain_quota_key = rooms_.quotas.OfDomain(email),
                             .network_quota_key = rooms_.quotas.OfNetwork(call.network, call.now)}));
  rooms_.wake_relay();

  v1::RequestedLogIn answer;
  answer.set_masked_email_address(email.Masked());
  *answer.mutable_expire_time() = platform::rpc::ToTimestamp(expires_at);
  return answer;
}

// As with a confirmation, each step answers its retry as it answered the first time. While there is a choice nothing is
// taken, and the same request may come back with one.
absl::StatusOr<v1::ConfirmedLogIn> VenueService::DoConfirmLogIn(const Call& call,
                                                                const v1::ConfirmLogInRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  LogInChoice choice{
      .log_in = {}, .request = request_id, .venue = std::nullopt, .now = call.now, .trace_id = call.trace.trace_id};
  if (!request.venue_id().empty()) {
    ASSIGN_OR_RETURN(choice.venue, VenueId::Parse(request.venue_id()));
  }
  ASSIGN_OR_RETURN(const std::string payload, ConsumeLink(call, request.request_id(), request.token(),
                                                          identity::v1::LINK_PURPOSE_VENUE_LOG_IN));
  const auto log_in = LogInId::Parse(payload);
  if (!log_in.ok()) return absl::InternalError("a log-in link holds no log-in");
  choice.log_in = *log_in;
  ASSIGN_OR_RETURN(const std::vector<Venue> venues, rooms_.store.TakeVenue(call.deadline, choice));

  v1::ConfirmedLogIn answer;
  if (venues.size() > 1) {
    for (const Venue& venue : venues) *answer.add_choices() = ToProto(venue);
    return answer;
  }
  ASSIGN_OR_RETURN(std::string cookie, OpenSession(call, request_id, venues.front().id));
  *answer.mutable_venue() = ToOperatorProto(venues.front(), rooms_.codes, rooms_.address);
  answer.set_operator_session_cookie(std::move(cookie));
  return answer;
}

}  // namespace mimamori::venue
