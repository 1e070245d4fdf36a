// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using platform::RequestId;
using platform::VenueId;

// Registrations of one network: a chain's office enters its shops one after another; a flood is stopped here, and
// mail's quotas, in PostgreSQL, are the hard limit.
constexpr double kRegistrationBurst = 20;
constexpr double kRegistrationsPerSecond = 20.0 / 3600;
// Numbers and typed codes are random: two in a row that are taken is a defect, not chance.
constexpr int kNumberTries = 3;

RegistrationForm FormOf(const v1::RegisterVenueRequest& request) {
  return {.display_name = request.display_name(),
          .address = request.address(),
          .area_code = request.area_code(),
          .kind = request.kind(),
          .time_zone = request.time_zone(),
          .seat_count = request.seat_count(),
          .floor_area_m2 = request.floor_area_m2(),
          .typical_stay_minutes = request.typical_stay_minutes(),
          .email_address = request.email_address(),
          .language = request.language(),
          .opening_hours = HoursFormOf(request.opening_hours())};
}

absl::Status CheckRate(platform::redis::Pool& redis, const platform::rpc::Call& call) {
  if (call.network.empty()) return absl::OkStatus();
  const auto allowance =
      TakeToken(redis, "venue.register/" + call.network, kRegistrationBurst, kRegistrationsPerSecond, call.now);
  if (allowance != platform::redis::Allowance::kExceeded) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many venues were registered from your network; try again in an hour");
}

}  // namespace

// Answers alike whether the address is known or not: nothing here looks for it.
absl::StatusOr<v1::VenueRegistration> VenueService::DoRegisterVenue(const Call& call,
                                                                    const v1::RegisterVenueRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(Registration registration, ParseRegistration(FormOf(request)));
  RETURN_IF_ERROR(CheckRate(rooms_.redis, call));
  RETURN_IF_ERROR(areas_.Check(call, registration.details.area));

  const std::string fingerprint = rooms_.quotas.FingerprintOf(Canonical(registration));
  ASSIGN_OR_RETURN(const TypicalStay stays, rooms_.store.TypicalStayAt(call.deadline, call.now));
  const RegistrationId id = RegistrationId::Random();
  ASSIGN_OR_RETURN(std::string sealed, seal_.Seal(call, id.ToString(), registration.email, registration.language));
  const PendingRegistration pending{.id = id,
                                    .caller = call.caller->subject,
                                    .request = request_id,
                                    .fingerprint = fingerprint,
                                    .details = stays.FillIn(registration.details),
                                    .sealed_contact = std::move(sealed),
                                    .created_at = call.now,
                                    .expires_at = call.now + kRegistrationLifetime,
                                    .mail_request = RequestId::Random(),
                                    .quota_key = rooms_.quotas.OfAddress(registration.email),
                                    .domain_quota_key = rooms_.quotas.OfDomain(registration.email),
                                    .network_quota_key = rooms_.quotas.OfNetwork(call.network, call.now),
                                    .operator_key = rooms_.quotas.OperatorOf(registration.email)};
  ASSIGN_OR_RETURN(const absl::Time expires_at, rooms_.store.AddRegistration(call.deadline, pending));
  rooms_.wake_relay();

  v1::VenueRegistration answer;
  answer.set_masked_email_address(registration.email.Masked());
  *answer.mutable_expire_time() = platform::rpc::ToTimestamp(expires_at);
  return answer;
}

// Each step answers its retry as it answered the first time, so that a form posted twice, or a crash between the steps,
// ends with one venue and a session for the browser that asked.
absl::StatusOr<v1::ConfirmedVenue> VenueService::DoConfirmVenue(const Call& call,
                                                                const v1::ConfirmVenueRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const std::string payload, ConsumeLink(call, request.request_id(), request.token(),
                                                          identity::v1::LINK_PURPOSE_VENUE_REGISTRATION));
  const auto registration = RegistrationId::Parse(payload);
  if (!registration.ok()) return absl::InternalError("a registration link holds no registration");
  absl::StatusOr<Venue> venue;
  for (int tries = 0; tries < kNumberTries; ++tries) {
    venue = rooms_.store.Confirm(call.deadline, {.registration = *registration,
                                                 .request = request_id,
                                                 .venue = VenueId::Random(),
                                                 .typed_code = NewTypedCode(),
                                                 .now = call.now,
                                                 .trace_id = call.trace.trace_id});
    if (platform::ReasonOf(venue.status()) != "NUMBER_TAKEN") break;
  }
  RETURN_IF_ERROR(venue.status());
  ASSIGN_OR_RETURN(std::string cookie, OpenSession(call, request_id, venue->id));

  v1::ConfirmedVenue answer;
  *answer.mutable_venue() = ToOperatorProto(*venue, rooms_.codes, rooms_.address);
  answer.set_operator_session_cookie(std::move(cookie));
  return answer;
}

absl::StatusOr<std::string> VenueService::ConsumeLink(const Call& call, const std::string& request_id,
                                                      const std::string& token, identity::v1::LinkPurpose purpose) {
  identity::v1::ConsumeLinkRequest ask;
  ask.set_request_id(request_id);
  ask.set_token(token);
  ask.set_purpose(purpose);
  const auto context = identity_channel_.Context(call);
  ASSIGN_OR_RETURN(const identity::v1::ConsumedLink link,
                   platform::rpc::Ask(*identity_, &identity::v1::IdentityService::Stub::ConsumeLink, *context, ask));
  return link.payload();
}

absl::StatusOr<std::string> VenueService::OpenSession(const Call& call, const RequestId& request_id,
                                                      const VenueId& venue) {
  identity::v1::OpenOperatorSessionRequest ask;
  ask.set_request_id(request_id.ToString());
  ask.set_venue_id(venue.ToString());
  const auto context = identity_channel_.Context(call);
  ASSIGN_OR_RETURN(
      const identity::v1::OperatorSession session,
      platform::rpc::Ask(*identity_, &identity::v1::IdentityService::Stub::OpenOperatorSession, *context, ask));
  return session.session_cookie();
}

}  // namespace mimamori::venue
