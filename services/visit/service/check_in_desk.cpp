// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/check_in_desk.hpp"

#include <fmt/format.h>

#include <utility>

#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::visit {
namespace {

using platform::BadField;

absl::Status CodeUnknown() {
  return platform::NotFound("CODE_UNKNOWN", "this code does not belong to a venue");
}

absl::Status CodeRevoked() {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "CODE_REVOKED",
                           "this code is no longer in use; ask for the new one");
}

std::optional<absl::Time> ShownAt(const venue::ScannedCode& scanned) {
  if (!scanned.shown_minute) return std::nullopt;
  return absl::UnixEpoch() + absl::Minutes(*scanned.shown_minute);
}

std::string ContactText(const VisitorProof& proof) {
  vault::v1::Contact contact;
  contact.set_email_address(proof.address.Reveal());
  contact.set_language(proof.language);
  return contact.SerializeAsString();
}

}  // namespace

absl::StatusOr<ScannedPlace> CheckInDesk::Place(std::string_view code, absl::Time seen_at,
                                                const KioskPolicy& kiosk) const {
  ASSIGN_OR_RETURN(const venue::ScannedCode scanned,
                   tools_.codes.Read(code, seen_at, {.minutes_ahead = kiosk.skew_minutes,
                                                     .minutes_behind = kiosk.accepted_minutes}));
  const venue::VenueCode& read = scanned.code;
  auto venue = tools_.venues.Find(read.venue);
  if (!venue || venue->deleted) return CodeUnknown();
  int epoch = venue->code_epoch;
  if (read.space != 0) {
    const SpaceTerms* const space = venue->spaces->Find(read.space);
    if (space == nullptr) return CodeUnknown();
    if (space->deleted) return CodeRevoked();
    epoch += space->code_replacements;
  }
  if (read.epoch != epoch % 256) return CodeRevoked();
  return ScannedPlace{.venue = std::move(venue), .scanned = scanned};
}

CheckInDesk::Visitor CheckInDesk::Again(VisitorProof known, const RequestId& request_id,
                                        const ProofPolicy& policy) const {
  Visitor visitor{.proof = std::move(known), .new_proof = false, .former_proof_id = {}};
  visitor.former_proof_id = visitor.proof.proof_id;
  // Judged by the request's own time, so that a retry makes the same proof and finds its stay.
  const absl::Time asked_at = platform::TimeOf(request_id.uuid()).value_or(visitor.proof.issued_at);
  if (IsDueForRenewal(visitor.proof.Ages(), asked_at, policy)) {
    visitor.proof.proof_id = tools_.cookies.RenewedProofId(request_id, visitor.former_proof_id);
    visitor.proof.issued_at = asked_at;
    visitor.new_proof = true;
  }
  return visitor;
}

absl::StatusOr<CheckInDesk::Visitor> CheckInDesk::WhoIs(const v1::CheckInRequest& request, const RequestId& request_id,
                                                        absl::Time now, const ProofPolicy& policy) const {
  if (request.email_address().empty()) {
    ASSIGN_OR_RETURN(auto known, tools_.cookies.ReadProof(request.visitor_cookie(), now));
    if (known) return Again(*std::move(known), request_id, policy);
    return BadField("email_address", "MISSING_FIELD", "enter your e-mail address");
  }
  ASSIGN_OR_RETURN(platform::EmailAddress address, platform::EmailAddress::Parse(request.email_address()));
  if (!request.consent()) {
    return BadField("consent", "MISSING_FIELD", "agree to be warned by mail, or leave without checking in");
  }
  ASSIGN_OR_RETURN(std::string language, platform::ParseLanguage(request.language()));
  const auto known = tools_.cookies.ReadProof(request.visitor_cookie(), now);
  if (known.ok() && *known && (*known)->address == address) {  // typed again
    VisitorProof again = **known;
    const bool other_language = !request.language().empty() && language != again.language;
    if (other_language) again.language = std::move(language);
    return Visitor{.proof = again, .new_proof = other_language, .former_proof_id = again.proof_id};
  }
  std::string proof_id = tools_.cookies.NewProofId(request_id, address);
  return Visitor{.proof = {.proof_id = proof_id, .address = std::move(address), .language = std::move(language),
                           .verified = false, .issued_at = now, .confirmed_at = {}},
                 .new_proof = true, .former_proof_id = std::move(proof_id)};
}

absl::StatusOr<CheckInDesk::Prepared> CheckInDesk::Prepare(const platform::rpc::Call& call,
                                                           const v1::CheckInRequest& request) const {
  if (commits_.full()) return CheckInCommits::Busy();
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  std::optional<absl::Time> told;
  if (request.has_arrive_time()) {
    ASSIGN_OR_RETURN(told, platform::rpc::ParseTimestamp(true, request.arrive_time(), "arrive_time"));
  }
  const StayPolicy policy = tools_.policies.Stays();
  ASSIGN_OR_RETURN(const ScannedPlace place, Place(request.code(), told.value_or(call.now), policy.kiosk));
  const PlaceTerms terms = TermsOf(place);
  const Arrival arrival{.request = request_id, .told = told, .shown_at = ShownAt(place.scanned)};
  ASSIGN_OR_RETURN(const Opening opening, OpenStay(arrival, terms, call.now, policy));
  ASSIGN_OR_RETURN(const int16_t people, PeopleOf(request.people()));
  ASSIGN_OR_RETURN(auto who, WhoIs(request, request_id, call.now, policy.proofs));
  ASSIGN_OR_RETURN(const auto key, tools_.keys.Of(opening.service_day));
  ASSIGN_OR_RETURN(const int64_t stay_id, store_.NextStayId());
  ASSIGN_OR_RETURN(std::string sealed,
                   key->contacts.Seal(ContactSubjectOf(stay_id), ContactText(who.proof), call.now));

  Prepared prepared{.write = {}, .proof = std::move(who.proof), .new_proof = who.new_proof, .stay_cookie = {},
                    .decided_at = call.now, .venue = place.venue};
  prepared.write.request = request_id;
  prepared.write.stay = {.key = {.service_day = opening.service_day, .stay_id = stay_id},
                         .venue = terms.venue, .space = terms.space, .arrived_at = opening.arrived_at,
                         .matched_until = opening.matched_until, .ending = opening.ending,
                         .pseudonym = key->PseudonymOf(prepared.proof.address),
                         .browser = tools_.cookies.TagOf(prepared.proof.proof_id, opening.service_day),
                         .sealed_contact = std::move(sealed), .verified = prepared.proof.verified,
                         .marks = opening.marks, .event = opening.event, .people = people};
  prepared.write.earlier = EarlierStayOf(request, prepared.write.stay, terms, who.former_proof_id, policy);
  prepared.stay_cookie = tools_.cookies.Write(TicketOf(prepared.write.stay));
  if (!prepared.proof.verified) {
    const platform::crypto::QuotaKeys& quotas = tools_.cookies.quotas();
    prepared.write.verification = VerificationWish{.id = platform::RandomUuid(),
                                                   .quota_key = quotas.OfAddress(prepared.proof.address),
                                                   .domain_quota_key = quotas.OfDomain(prepared.proof.address),
                                                   .network_quota_key = quotas.OfNetwork(call.network, call.now)};
  }
  return prepared;
}

std::optional<EarlierStay> CheckInDesk::EarlierStayOf(const v1::CheckInRequest& request, const Stay& stay,
                                                      const PlaceTerms& place, const std::string& proof_id,
                                                      const StayPolicy& policy) const {
  const auto ticket = tools_.cookies.ReadTicket(request.stay_cookie());
  // Only this browser's own stay: the ticket's tag must be the one its proof makes for that day (privacy.md 6).
  if (!ticket || ticket->browser != tools_.cookies.TagOf(proof_id, ticket->key.service_day)) return std::nullopt;
  if (ticket->arrived_at > stay.arrived_at) return std::nullopt;  // an offline arrival from before that stay
  const bool same_place = ticket->venue == stay.venue && ticket->space == stay.space &&
                          stay.arrived_at < ticket->arrived_at + policy.longest_stay;
  return EarlierStay{.key = ticket->key, .browser = ticket->browser, .same_place = same_place,
                     .until = same_place ? ExtendedUntil(ticket->arrived_at, stay.arrived_at, place, policy)
                                         : stay.arrived_at};
}

void CheckInDesk::WatchForBurst(Prepared& prepared) const {
  WatchForBurst(prepared.write.stay, prepared.decided_at);
}

void CheckInDesk::WatchForBurst(Stay& stay, absl::Time now) const {
  const BurstPolicy policy = tools_.policies.Stays().bursts;
  const std::lock_guard lock(burst_mutex_);
  if (bursts_.Add(stay.venue, now, policy)) stay.marks = static_cast<int16_t>(stay.marks | kSetApart);
}

void CheckInDesk::Keep(Prepared prepared, Done done) const {
  CheckInWrite write = std::move(prepared.write);
  const StayKey written = write.stay.key;
  commits_.Submit(std::move(write), [this, written, proof = std::move(prepared.proof), new_proof = prepared.new_proof,
                                     cookie = std::move(prepared.stay_cookie), venue = std::move(prepared.venue),
                                     decided_at = prepared.decided_at,
                                     done = std::move(done)](absl::StatusOr<CheckInKept> kept) {
    if (!kept.ok()) return done(kept.status());
    v1::CheckedIn answer;
    *answer.mutable_stay() = EncodeStay(kept->stay, venue.get(), decided_at);
    answer.mutable_stay()->set_masked_email_address(proof.address.Masked());
    answer.set_verification_pending(kept->mail_pending);
    if (kept->proof_collected) {
      answer.set_visitor_cookie(tools_.cookies.Write(Confirmed(proof, decided_at)));
    } else if (new_proof) {
      answer.set_visitor_cookie(tools_.cookies.Write(proof));
    }
    answer.set_stay_cookie(kept->stay.key == written ? cookie : tools_.cookies.Write(TicketOf(kept->stay)));
    done(std::move(answer));
  });
}

PlaceTerms TermsOf(const ScannedPlace& place) {
  const VenueTerms& venue = *place.venue;
  return {.venue = venue.id, .space = place.scanned.code.space, .zone = venue.zone, .typical_stay = venue.typical_stay,
          .hours = venue.hours, .automatic_check_out = venue.automatic_check_out, .events = *venue.events};
}

std::string ContactSubjectOf(int64_t stay_id) { return fmt::format_int(stay_id).str(); }

StayTicket TicketOf(const Stay& stay) {
  return {.key = stay.key, .browser = stay.browser, .venue = stay.venue, .space = stay.space,
          .arrived_at = stay.arrived_at};
}

namespace {

void EncodeLinks(const VenueTerms& venue, v1::Stay& out) {
  if (venue.deleted) return;
  for (const OfferedLink& link : venue.links) {
    auto& offered = *out.add_links();
    offered.set_kind(static_cast<venue::v1::VenueLinkKind>(link.kind));
    offered.set_label(link.label);
    offered.set_url(link.url);
  }
}

}  // namespace

v1::Stay EncodeStay(const Stay& stay, const VenueTerms* venue, absl::Time now) {
  const bool over = IsOver(stay, now);
  v1::Stay out;
  out.set_venue_id(stay.venue.ToString());
  if (venue != nullptr) {
    out.set_venue_name(venue->display_name);
    out.set_venue_address(venue->address);
    for (std::string& name : venue->spaces->NamesTo(stay.space)) out.add_space_names(std::move(name));
    if (!over) EncodeLinks(*venue, out);
    if (const EventTerms* event = FindEvent(*venue->events, stay.event)) out.set_event_name(event->display_name);
  }
  *out.mutable_arrive_time() = platform::rpc::ToTimestamp(stay.arrived_at);
  if (over) {
    *out.mutable_leave_time() = platform::rpc::ToTimestamp(stay.matched_until);
  } else if (stay.ending == Ending::kTimed) {
    *out.mutable_automatic_leave_time() = platform::rpc::ToTimestamp(stay.matched_until);
  }
  out.set_verified(stay.verified);
  out.set_people(stay.people);
  out.set_trust(static_cast<v1::Trust>(TrustOf(stay.marks)));
  return out;
}

}  // namespace mimamori::visit
