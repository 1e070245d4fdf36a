// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/mail_desk.hpp"

#include <future>
#include <utility>

#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/platform/core/base32.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::visit {
namespace {

using platform::BadField;

constexpr size_t kLongestMessageId = 998;  // RFC 5322: a line
// A person goes in and out; one who needs more has a browser.
constexpr double kSenderBurst = 30;
constexpr double kSenderPerSecond = 1.0 / 60;
// Mails that nobody vouches for, by the domain that they claim.
constexpr double kUnverifiedBurst = 60;
constexpr double kUnverifiedPerSecond = 1;

}  // namespace

MailDesk::MailDesk(CheckInTools tools, Rooms rooms, const platform::rpc::ServiceChannel& venue)
    : tools_(tools), rooms_(rooms), channel_(venue), venue_(venue::v1::VenueService::NewStub(venue.channel())) {}

absl::StatusOr<v1::CheckedInByMail> MailDesk::CheckIn(const platform::rpc::Call& call,
                                                      const v1::CheckInByMailRequest& request) {
  if (rooms_.commits.full()) return CheckInCommits::Busy();
  if (request.message_id().empty()) return BadField("message_id", "MISSING_FIELD", "a mail is known by its Message-ID");
  if (request.message_id().size() > kLongestMessageId) {
    return BadField("message_id", "TEXT_TOO_LONG", "message_id has at most 998 characters");
  }
  ASSIGN_OR_RETURN(const platform::EmailAddress from, platform::EmailAddress::Parse(request.email_address()));
  ASSIGN_OR_RETURN(const std::string language, platform::ParseLanguage(request.language()));
  absl::Time received = call.now;
  if (request.has_receive_time()) {
    ASSIGN_OR_RETURN(received, platform::rpc::ParseTimestamp(true, request.receive_time(), "receive_time"));
  }
  RETURN_IF_ERROR(CheckRate(from, request.verified(), call.now));
  const StayPolicy policy = tools_.policies.Stays();
  ASSIGN_OR_RETURN(const ScannedPlace place, Place(call, request.code(), received, policy.kiosk, from));
  const PlaceTerms terms = TermsOf(place);
  const Arrival arrival{.request = RequestId(platform::TimeOrderedUuid(call.now)), .told = received};
  const auto opening = OpenStay(arrival, terms, call.now, policy);
  if (!opening.ok()) {
    return BadField("receive_time", platform::ReasonOf(opening.status()), std::string(opening.status().message()));
  }
  ASSIGN_OR_RETURN(const auto key, tools_.keys.Of(opening->service_day));
  ASSIGN_OR_RETURN(const int64_t stay_id, rooms_.store.NextStayId());
  vault::v1::Contact contact;
  contact.set_email_address(from.Reveal());
  contact.set_language(language);
  ASSIGN_OR_RETURN(std::string sealed,
                   key->contacts.Seal(ContactSubjectOf(stay_id), contact.SerializeAsString(), call.now));

  CheckInWrite write;
  write.request = tools_.cookies.MailedStayId(request.message_id(), from, tools_.codes.Write(place.scanned.code));
  write.stay = {.key = {.service_day = opening->service_day, .stay_id = stay_id},
                .venue = terms.venue, .space = terms.space, .arrived_at = opening->arrived_at,
                .matched_until = opening->matched_until, .ending = opening->ending, .pseudonym = key->PseudonymOf(from),
                .browser = tools_.cookies.TagOf(tools_.cookies.NewProofId(write.request, from), opening->service_day),
                .sealed_contact = std::move(sealed), .verified = request.verified(), .marks = opening->marks,
                .event = opening->event};
  if (!request.verified()) rooms_.desk.WatchForBurst(write.stay, call.now);
  ASSIGN_OR_RETURN(const CheckInKept kept, Keep(std::move(write)));
  if (kept.stay.verified) RETURN_IF_ERROR(Answer(call, kept.stay, from, language));
  v1::CheckedInByMail answer;
  answer.set_verified(kept.stay.verified);
  return answer;
}

absl::Status MailDesk::CheckRate(const platform::EmailAddress& from, bool verified, absl::Time now) const {
  const std::string bucket = verified ? "visit:mail:" + platform::EncodeBase32(tools_.cookies.quotas().OfAddress(from))
                                      : "visit:mail_unverified:" + platform::EncodeBase32(tools_.cookies.quotas().OfDomain(from));
  const auto allowance = platform::redis::TakeToken(rooms_.redis, bucket, verified ? kSenderBurst : kUnverifiedBurst,
                                                    verified ? kSenderPerSecond : kUnverifiedPerSecond, now);
  if (allowance != platform::redis::Allowance::kExceeded) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS", "too many mails; try again later");
}

absl::StatusOr<ScannedPlace> MailDesk::Place(const platform::rpc::Call& call, const std::string& code,
                                             absl::Time seen_at, const KioskPolicy& kiosk,
                                             const platform::EmailAddress& from) const {
  if (code.size() >= venue::kVenueCodeLength) return rooms_.desk.Place(code, seen_at, kiosk);
  venue::v1::ResolveCodeRequest ask;
  ask.set_code(code);
  venue::v1::Place place;
  // A mail has no network: what it is limited by there is its sender.
  platform::rpc::Call named = call;
  named.network = "mail:" + platform::EncodeBase32(tools_.cookies.quotas().OfAddress(from));
  const auto context = channel_.Context(named);
  if (const grpc::Status status = venue_->ResolveCode(context.get(), ask, &place); !status.ok()) {
    return platform::rpc::FromGrpc(status);
  }
  return rooms_.desk.Place(place.code(), seen_at, kiosk);
}

absl::StatusOr<CheckInKept> MailDesk::Keep(CheckInWrite write) const {
  std::promise<absl::StatusOr<CheckInKept>> kept;
  rooms_.commits.Submit(std::move(write),
                        [&kept](absl::StatusOr<CheckInKept> result) { kept.set_value(std::move(result)); });
  return kept.get_future().get();
}

absl::Status MailDesk::Answer(const platform::rpc::Call& call, const Stay& stay, const platform::EmailAddress& from,
                              const std::string& language) const {
  const absl::Status sent = rooms_.receipts.Send(call, stay, from, language);
  const bool may_pass =
      sent.code() == absl::StatusCode::kUnavailable || sent.code() == absl::StatusCode::kDeadlineExceeded;
  return may_pass ? sent : absl::OkStatus();
}

}  // namespace mimamori::visit
