// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/placement_service.hpp"

#include <future>
#include <set>

#include "services/admission/service/messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::admission {
namespace {

using platform::BadField;
using platform::Failure;
using platform::rpc::Call;

constexpr size_t kReasonLength = 500;
constexpr int kMostTimes = 1000;
constexpr int kMostMinutes = 1440;
constexpr absl::Duration kDecisionLife = absl::Hours(1);
constexpr char kOffers[] = "admission.ListOffers";

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

bool HasNote(const v1::PlaceCandidate& candidate, v1::PlaceReason reason) {
  return std::ranges::any_of(candidate.notes(), [reason](const v1::PlaceNote& note) { return note.reason() == reason; });
}

// The facility that was chosen, and the reason why not the first, which only the first needs not.
absl::StatusOr<std::string> CheckChoice(const v1::Decision& decision, const v1::OfferPlaceRequest& request) {
  const auto chosen = std::ranges::find(decision.candidates(), request.facility_id(), &v1::PlaceCandidate::facility_id);
  if (chosen == decision.candidates().end()) {
    return platform::NotFound("FACILITY_UNKNOWN", "this facility is not in the decision");
  }
  if (HasNote(*chosen, v1::PLACE_REASON_OTHER_POOL) || HasNote(*chosen, v1::PLACE_REASON_QUOTA_USED)) {
    return Refused("NOT_YOUR_POOL", "the prefecture's desk offers this place");
  }
  const bool first = chosen == decision.candidates().begin() && chosen->taken();
  if (request.override_reason().empty() && first) return "";
  return platform::ParseText("override_reason", request.override_reason(), 1, kReasonLength, platform::Lines::kMany);
}

}  // namespace

absl::StatusOr<PlacementService::Rules> PlacementService::RulesNow(const Call& call) {
  ASSIGN_OR_RETURN(auto recommend, RecommendRulesAt(rooms_.pool, call.deadline, call.now));
  ASSIGN_OR_RETURN(auto quotas, QuotasAt(rooms_.pool, call.deadline, call.now));
  return Rules{.recommend = std::move(recommend), .quotas = std::move(quotas.rules)};
}

PlacementService::Opinion PlacementService::Consider(const Call& call, const Rules& rules, const Admission& admission,
                                                     const OwnBooks& books, const std::vector<ToldPlace>& told) {
  const RecommendRules& recommend = rules.recommend.rules;
  Opinion opinion{.id = DecisionId::Random()};
  opinion.places = PlacesFor(admission, recommend, books, told);
  const Asked asked{.needs = admission.needs, .area = admission.area, .pool = admission.pool,
                    .quota = rules.quotas.Of(admission.area, admission.needs.bed_class), .quota_used = books.quota_used};
  opinion.said = admission::Recommend(recommend, asked, opinion.places);
  opinion.record = RecordOf(asked, told, opinion.places, opinion.said);
  opinion.record.set_id(opinion.id.ToString());
  opinion.record.set_admission_id(admission.id.ToString());
  opinion.record.set_rules_version(rules.recommend.version);
  opinion.record.set_made_by(call.caller->subject);
  *opinion.record.mutable_make_time() = platform::rpc::ToTimestamp(call.now);
  opinion.record.set_admission_version(admission.version);
  return opinion;
}

absl::StatusOr<v1::Admission> PlacementService::Show(const Call& call, const KeptAdmission& kept) {
  ASSIGN_OR_RETURN(const auto steps, rooms_.admissions.StepsOf(call.deadline, {kept.admission.id}));
  ASSIGN_OR_RETURN(const auto transports, rooms_.admissions.TransportsOf(call.deadline, {kept.admission.id}));
  return ToProto(kept, steps, transports);
}

absl::StatusOr<v1::Decision> PlacementService::DoRecommend(const Call& call, const v1::RecommendRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const KeptAdmission seen, rooms_.admissions.Get(call.deadline, ScopeOf(call), id, std::nullopt));
  if (!MayFollow(seen.admission.state, State::kOffered)) return Refused("STATE_NOT_NEXT", "a place is offered, or she has one");
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  // Our own books are read while `capacity` looks.
  const absl::Time recent = call.now - absl::Hours(rules.recommend.rules.recent_hours);
  auto reading = std::async(std::launch::async,
                            [&] { return rooms_.decisions.Books(call.deadline, seen.admission, call.now, recent); });
  ASSIGN_OR_RETURN(const auto told, rooms_.places.Ask(call, seen.admission.area, seen.admission.needs.bed_class));
  ASSIGN_OR_RETURN(const OwnBooks books, reading.get());
  Opinion opinion = Consider(call, rules, seen.admission, books, told);
  if (opinion.said.overflow) opinion.record.set_admission_version(seen.admission.version + 1);
  const auto decide = [&](KeptAdmission& kept) -> absl::StatusOr<std::vector<Step>> {
    RETURN_IF_ERROR(CheckSeen(kept.admission, seen.admission.version));
    if (opinion.said.overflow) RETURN_IF_ERROR(PassOver(kept.admission));
    return std::vector<Step>{};
  };
  RETURN_IF_ERROR(rooms_.decisions.Keep(call.deadline,
                                        {.id = opinion.id,
                                         .admission = id,
                                         .made_at = call.now,
                                         .rules_version = rules.recommend.version,
                                         .record = opinion.record.SerializeAsString()},
                                        call.caller->subject, decide, AuditOf(call, "admission.Recommend")).status());
  return std::move(opinion.record);
}

absl::StatusOr<v1::ReplayedDecision> PlacementService::DoReplay(const Call& call,
                                                                      const v1::GetDecisionRequest& request) {
  ASSIGN_OR_RETURN(const DecisionId id, DecisionId::Parse(request.decision_id()));
  ASSIGN_OR_RETURN(const KeptDecision kept, rooms_.decisions.Get(call.deadline, ScopeOf(call), id,
                                                                 AuditOf(call, "admission.GetDecision")));
  v1::ReplayedDecision response;
  if (!response.mutable_decision()->ParseFromString(kept.record)) return absl::InternalError("a decision can't be read");
  ASSIGN_OR_RETURN(const KnownThen then, Recall(response.decision()));
  ASSIGN_OR_RETURN(const RecommendRules rules, RecommendRulesOf(rooms_.pool, call.deadline, kept.rules_version));
  response.set_same(admission::Recommend(rules, then.asked, then.places) == then.said);
  return response;
}

absl::StatusOr<v1::Admission> PlacementService::DoOffer(const Call& call, const v1::OfferPlaceRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  ASSIGN_OR_RETURN(const DecisionId decision_id, DecisionId::Parse(request.decision_id()));
  ASSIGN_OR_RETURN(const FacilityId facility, FacilityId::Parse(request.facility_id()));
  ASSIGN_OR_RETURN(const KeptDecision made, rooms_.decisions.Get(call.deadline, ScopeOf(call), decision_id, std::nullopt));
  v1::Decision decision;
  if (!decision.ParseFromString(made.record)) return absl::InternalError("a decision can't be read");
  if (made.admission != id) return platform::NotFound("DECISION_UNKNOWN", "this decision is about another admission");
  if (call.now - made.made_at > kDecisionLife) return Refused("DECISION_TOO_OLD", "much may have changed since; ask again");
  ASSIGN_OR_RETURN(const std::string reason, CheckChoice(decision, request));
  ASSIGN_OR_RETURN(const auto rules, OfferRulesAt(rooms_.pool, call.deadline, call.now));
  ASSIGN_OR_RETURN(OfferedPlace place, rooms_.places.Describe(call, facility));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    const bool desk = IsDesk(call, seen.admission.area);
    RETURN_IF_ERROR(admission::OfferPlace(seen.admission, request.version(), rules.rules, facility, desk, call.now).status());
    return std::vector<Step>{};
  };
  place.decision = decision_id;
  place.override_reason = reason;
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(decision.area_code()));
  ASSIGN_OR_RETURN(const auto quotas, QuotasAt(rooms_.pool, call.deadline, call.now));
  const NewOffer offer{.request = request_id, .place = std::move(place),
                       .quota = quotas.rules.Of(area, decision.needs().bed_class())};
  ASSIGN_OR_RETURN(const KeptAdmission kept,
                   rooms_.admissions.MakeOffer(call.deadline, ScopeOf(call), id, decide, offer,
                                               AuditOf(call, "admission.OfferPlace", reason)));
  return Show(call, kept);
}

absl::StatusOr<v1::Admission> PlacementService::DoWithdraw(const Call& call, const v1::WithdrawOfferRequest& request) {
  ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(request.admission_id()));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    RETURN_IF_ERROR(admission::WithdrawOffer(seen.admission, request.version(), call.now));
    return std::vector<Step>{};
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Change(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.WithdrawOffer")));
  return Show(call, kept);
}

absl::StatusOr<v1::ListOffersResponse> PlacementService::DoListOffers(const Call& call, const v1::ListOffersRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, 200));
  ASSIGN_OR_RETURN(const std::string text, rooms_.page_tokens.Open(request.page_token(), call.caller->subject, kOffers));
  ASSIGN_OR_RETURN(const auto position, ReadPosition(text));
  OfferPosition after;
  if (position) after = {.group = static_cast<int>(position->number), .time = position->time, .id = OfferId(position->id)};
  ASSIGN_OR_RETURN(auto found, rooms_.admissions.OffersTo(call.deadline, call.caller->organisation, after, page_size + 1,
                                                          AuditOf(call, kOffers)));
  const bool more = found.size() > static_cast<size_t>(page_size);
  if (more) found.pop_back();
  v1::ListOffersResponse response;
  std::vector<AdmissionId> ids;
  for (const KeptAdmission& kept : found) ids.push_back(kept.admission.id);
  ASSIGN_OR_RETURN(const auto transports, rooms_.admissions.TransportsOf(call.deadline, ids));
  for (const KeptAdmission& kept : found) {
    v1::Offer& offer = *response.add_offers() = ToOffer(kept);
    const auto transport = transports.find(kept.admission.id);
    if (transport != transports.end()) offer.set_transport_state(static_cast<v1::TransportState>(transport->second.state));
  }
  if (more) {
    const Offer& last = *found.back().admission.offer;
    response.set_next_page_token(rooms_.page_tokens.Seal(
        WritePosition({.number = static_cast<int>(last.state), .time = last.deadline, .id = last.id.uuid()}),
        call.caller->subject, kOffers));
  }
  return response;
}

absl::StatusOr<v1::Offer> PlacementService::DoAccept(const Call& call, const v1::AcceptOfferRequest& request) {
  ASSIGN_OR_RETURN(const OfferId id, OfferId::Parse(request.offer_id()));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    if (seen.admission.offer->state == OfferState::kAccepted) return std::vector<Step>{};
    RETURN_IF_ERROR(admission::AcceptOffer(seen.admission, id, call.now));
    return StepsOfAcceptance(seen.admission);
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Answer(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.AcceptOffer")));
  rooms_.wake_steps();
  return ToOffer(kept);
}

absl::StatusOr<v1::Offer> PlacementService::DoDecline(const Call& call, const v1::DeclineOfferRequest& request) {
  ASSIGN_OR_RETURN(const OfferId id, OfferId::Parse(request.offer_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 1, kReasonLength, platform::Lines::kMany));
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    if (seen.admission.offer->state == OfferState::kDeclined) return std::vector<Step>{};
    RETURN_IF_ERROR(admission::DeclineOffer(seen.admission, id, call.now));
    seen.place.answer_reason = reason;
    return std::vector<Step>{};
  };
  ASSIGN_OR_RETURN(const KeptAdmission kept, rooms_.admissions.Answer(call.deadline, ScopeOf(call), id, decide,
                                                                      AuditOf(call, "admission.DeclineOffer", reason)));
  return ToOffer(kept);
}

absl::StatusOr<v1::SetTravelTimesResponse> PlacementService::DoSetTimes(const Call& call,
                                                                        const v1::SetTravelTimesRequest& request) {
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(request.area_code()));
  if (!call.caller->Covers(area)) {
    return Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "this area is not yours", "area_code");
  }
  if (request.times_size() > kMostTimes) return BadField("times", "TOO_MANY_TIMES", "at most 1,000 at a time");
  std::vector<TravelTime> times;
  std::set<FacilityId> seen;
  for (const v1::TravelTime& told : request.times()) {
    ASSIGN_OR_RETURN(const FacilityId facility, FacilityId::Parse(told.facility_id()));
    if (told.minutes() < 0 || told.minutes() > kMostMinutes) return BadField("times", "OUT_OF_RANGE", "a way takes 0 to 1,440 minutes");
    if (!seen.insert(facility).second) return BadField("times", "DUPLICATE_ID", "a facility is named twice");
    times.push_back({.facility = facility, .minutes = told.minutes()});
  }
  AuditEntry audit = AuditOf(call, "admission.SetTravelTimes");
  audit.object_id = audit.area = area.ToString();
  RETURN_IF_ERROR(rooms_.decisions.SetTimes(call.deadline, area, times, audit));
  v1::SetTravelTimesResponse response;
  response.set_time_count(static_cast<int>(times.size()));
  return response;
}

}  // namespace mimamori::admission
