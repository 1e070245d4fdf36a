// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/receipt_desk.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/domain/record.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

constexpr char kTemplate[] = "receipt";
// After the longest stay is over there is still a day to say that it was shorter.
constexpr absl::Duration kCorrectionTime = absl::Hours(24);

absl::Status NoStay() { return platform::NotFound("NO_STAY", "this browser has not checked in"); }

std::string Format(const char* form, absl::Time time, const absl::TimeZone& zone) {
  return absl::FormatTime(form, time, zone);
}

}  // namespace

absl::StatusOr<v1::ReceiptMailed> ReceiptDesk::Mail(const Call& call, const v1::MailReceiptRequest& request) {
  const auto ticket = tools_.cookies.ReadTicket(request.stay_cookie());
  if (!ticket) return NoStay();
  ASSIGN_OR_RETURN(const auto proof, tools_.cookies.ReadProof(request.visitor_cookie(), call.now));
  if (!proof || !proof->verified) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "ADDRESS_NOT_CONFIRMED",
                             "confirm your address first, with the mail that we sent");
  }
  ASSIGN_OR_RETURN(const Stay stay, store_.Find(call.deadline, ticket->key, ticket->browser));
  RETURN_IF_ERROR(Send(call, stay, proof->address, proof->language));
  v1::ReceiptMailed mailed;
  mailed.set_masked_email_address(proof->address.Masked());
  return mailed;
}

absl::Status ReceiptDesk::Send(const Call& call, const Stay& stay, const platform::EmailAddress& address,
                               const std::string& language) const {
  const auto venue = tools_.venues.Find(stay.venue);
  if (!venue) return NoStay();
  const absl::Time expires = stay.arrived_at + tools_.policies.Stays().longest_stay + kCorrectionTime;
  if (call.now >= expires) return NoStay();
  const StayTicket ticket = visit::TicketOf(stay);
  return mails_.Send(
      call, {.id = tools_.cookies.ReceiptMailId(stay.key, address), .template_name = kTemplate,
             .address = address, .language = language,
             .parameters = {{"venue_name", venue->display_name},
                            {"date", Format("%Y-%m-%d", stay.arrived_at, venue->zone)},
                            {"stay_start", Format("%H:%M", stay.arrived_at, venue->zone)},
                            {"link", public_url_ + "/leave/" + tools_.cookies.WriteReceipt(ticket, expires)}},
             .expires_at = expires});
}

absl::StatusOr<StayTicket> ReceiptDesk::TicketOf(const std::string& token, absl::Time now) const {
  const auto receipt = tools_.cookies.ReadReceipt(token);
  if (!receipt) return platform::NotFound("LINK_UNKNOWN", "there is no such link");
  if (now >= receipt->expires_at) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "LINK_EXPIRED", "this link is too old");
  }
  return receipt->ticket;
}

absl::StatusOr<v1::Receipt> ReceiptDesk::Get(const Call& call, const v1::GetReceiptRequest& request) {
  ASSIGN_OR_RETURN(const StayTicket ticket, TicketOf(request.token(), call.now));
  ASSIGN_OR_RETURN(const Stay stay, store_.Find(call.deadline, ticket.key, ticket.browser));
  return Encode(request.token(), stay, call.now);
}

absl::StatusOr<v1::Receipt> ReceiptDesk::Leave(const Call& call, const v1::LeaveByReceiptRequest& request) {
  ASSIGN_OR_RETURN(const StayTicket ticket, TicketOf(request.token(), call.now));
  const StayPolicy policy = tools_.policies.Stays();
  const bool now = request.leave_clock().empty();
  ASSIGN_OR_RETURN(Stay stay, store_.Find(call.deadline, ticket.key, ticket.browser));
  // A second tap, or one after another scan ended the stay, says nothing new of when she left.
  if (now && IsOver(stay, call.now)) return Encode(request.token(), stay, call.now);
  const auto end = [&](const Stay& kept) -> absl::StatusOr<absl::Time> {
    if (now) return LeftNow(kept, call.now, policy.longest_stay);
    const auto venue = tools_.venues.Find(kept.venue);
    ASSIGN_OR_RETURN(const absl::Time told, ClockAfter(kept.arrived_at, request.leave_clock(),
                                                       venue ? venue->zone : absl::UTCTimeZone()));
    return LeftAtClock(told, kept, call.now, policy.longest_stay);
  };
  ASSIGN_OR_RETURN(stay, store_.CheckOut(call.deadline, ticket.key, ticket.browser, end));
  return Encode(request.token(), stay, call.now);
}

v1::Receipt ReceiptDesk::Encode(const std::string& token, const Stay& stay, absl::Time now) const {
  v1::Receipt out;
  out.set_token(token);
  if (const auto venue = tools_.venues.Find(stay.venue)) {
    out.set_venue_name(venue->display_name);
    out.set_venue_address(venue->address);
  }
  *out.mutable_arrive_time() = platform::rpc::ToTimestamp(stay.arrived_at);
  if (IsOver(stay, now)) *out.mutable_leave_time() = platform::rpc::ToTimestamp(stay.matched_until);
  return out;
}

}  // namespace mimamori::visit
