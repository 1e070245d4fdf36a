// SPDX-License-Identifier: Apache-2.0
// For many who wait at once.
#include <algorithm>
#include <future>
#include <set>

#include "services/admission/domain/assign.hpp"
#include "services/admission/service/messages.hpp"
#include "services/admission/service/placement_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

using platform::Failure;
using platform::rpc::Call;

constexpr int kMostAdmissions = 200;
// What leaving somebody without a place costs: more than any way, so that as many as can be are placed; of those who can't,
// it is the less urgent ones.
constexpr int64_t kLeft = 1'000'000;
constexpr int64_t kLeftPoint = 1'000;

// The beds of one class at one facility, of which there is one for all.
class BedsOfAll {
 public:
  explicit BedsOfAll(Batch& batch) : batch_(batch) {}

  size_t IndexOf(const std::string& bed_class, const Place& place, int open, const RecommendRules& rules) {
    const auto [found, added] = indices_.try_emplace({bed_class, place.facility}, batch_.places.size());
    if (!added) return found->second;
    Batch::Beds beds;
    for (int bed = 1; bed <= std::min(open, kMostAdmissions); ++bed) {
      beds.costs.push_back(OccupancyOf(rules, place, bed).points);
    }
    batch_.places.push_back(std::move(beds));
    facilities_.push_back(place.facility);
    return found->second;
  }
  const FacilityId& At(size_t index) const { return facilities_.at(index); }

 private:
  Batch& batch_;
  std::map<std::pair<std::string, FacilityId>, size_t> indices_;
  std::vector<FacilityId> facilities_;
};

// What areas may still fill by themselves, each class for itself.
class QuotasOfAll {
 public:
  explicit QuotasOfAll(Batch& batch) : batch_(batch) {}

  // Of whoever is her health centre's to place; none: any number.
  std::optional<size_t> IndexOf(const v1::Decision& decision) {
    if (decision.pool() != v1::POOL_AREA || !decision.has_quota()) return std::nullopt;
    const auto [found, added] =
        indices_.try_emplace({decision.area_code(), decision.needs().bed_class()}, batch_.groups.size());
    if (added) batch_.groups.push_back(std::max(0, decision.quota() - decision.quota_used()));
    return found->second;
  }

 private:
  Batch& batch_;
  std::map<std::pair<std::string, std::string>, size_t> indices_;
};

int CostWithoutFilling(const Candidate& candidate) {
  int cost = candidate.cost;
  for (const Note& note : candidate.notes) {
    if (note.reason == Reason::kOccupancy) cost -= note.points;
  }
  return cost;
}

}  // namespace

absl::StatusOr<std::vector<KeptAdmission>> PlacementService::Waiting(const Call& call,
                                                                     const v1::ProposeAssignmentRequest& request) {
  if (request.admission_ids_size() > kMostAdmissions) {
    return platform::BadField("admission_ids", "TOO_MANY_ADMISSIONS", "at most 200 at a time");
  }
  std::vector<KeptAdmission> waiting;
  std::set<AdmissionId> seen;
  for (const std::string& text : request.admission_ids()) {
    ASSIGN_OR_RETURN(const AdmissionId id, AdmissionId::Parse(text));
    if (!seen.insert(id).second) return platform::BadField("admission_ids", "DUPLICATE_ID", "one is named twice");
    ASSIGN_OR_RETURN(KeptAdmission kept, rooms_.admissions.Get(call.deadline, ScopeOf(call), id, std::nullopt));
    if (!MayFollow(kept.admission.state, State::kOffered)) {
      return Failure(absl::StatusCode::kFailedPrecondition, "STATE_NOT_NEXT", "one has a place, or is offered one", "admission_ids");
    }
    waiting.push_back(std::move(kept));
  }
  if (request.admission_ids().empty()) {
    for (const State state : {State::kRequested, State::kDeclined}) {
      ASSIGN_OR_RETURN(auto found, rooms_.admissions.List(call.deadline, ScopeOf(call),
                                                          {.state = state, .limit = kMostAdmissions},
                                                          AuditOf(call, "admission.ProposeAssignment")));
      for (KeptAdmission& kept : found) {
        const bool mine = kept.admission.pool == Pool::kArea || IsDesk(call, kept.admission.area);
        if (mine) waiting.push_back(std::move(kept));
      }
    }
  }
  std::ranges::sort(waiting, {}, [](const KeptAdmission& kept) {
    return std::tuple(-kept.admission.priority.points, kept.admission.created_at, kept.admission.id);
  });
  if (waiting.size() > kMostAdmissions) waiting.resize(kMostAdmissions);
  return waiting;
}

absl::StatusOr<v1::Assignment> PlacementService::DoPropose(const Call& call, const v1::ProposeAssignmentRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<KeptAdmission> waiting, Waiting(call, request));
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  ASSIGN_OR_RETURN(const std::vector<OwnBooks> books,
                   rooms_.decisions.BooksOf(call.deadline, waiting, call.now,
                                            call.now - absl::Hours(rules.recommend.rules.recent_hours)));
  std::map<std::pair<std::string, std::string>, std::vector<ToldPlace>> told;  // by prefecture and class
  Batch batch;
  BedsOfAll beds(batch);
  QuotasOfAll quotas(batch);
  std::vector<Opinion> opinions;
  std::vector<KeptDecision> decisions;
  for (size_t i = 0; i < waiting.size(); ++i) {
    const Admission& admission = waiting[i].admission;
    const auto [places, first] =
        told.try_emplace({admission.area.ToString().substr(0, 2), admission.needs.bed_class});
    if (first) {
      ASSIGN_OR_RETURN(places->second, rooms_.places.Ask(call, admission.area, admission.needs.bed_class));
    }
    Opinion opinion = Consider(call, rules, admission, books[i], places->second);
    std::map<FacilityId, const Place*> known;
    for (const Place& place : opinion.places) known[place.facility] = &place;
    Batch::Patient patient{.left = kLeft + kLeftPoint * std::max(0, admission.priority.points),
                           .group = quotas.IndexOf(opinion.record)};
    for (const Candidate& candidate : opinion.said.candidates) {
      if (!candidate.taken) break;  // the others come behind
      const Place& place = *known.at(candidate.facility);
      patient.choices.push_back({.place = beds.IndexOf(admission.needs.bed_class, place, candidate.open, rules.recommend.rules),
                                 .cost = CostWithoutFilling(candidate)});
    }
    batch.patients.push_back(std::move(patient));
    decisions.push_back({.id = opinion.id, .admission = admission.id, .made_at = call.now,
                         .rules_version = rules.recommend.version, .record = opinion.record.SerializeAsString()});
    opinions.push_back(std::move(opinion));
  }
  // What was known is written down while the flow is computed.
  auto keeping = std::async(std::launch::async, [&] {
    return rooms_.decisions.KeepAll(call.deadline, decisions, call.caller->subject, AuditOf(call, "admission.ProposeAssignment"));
  });
  const Assignment best = AssignBest(batch), in_turn = AssignInTurn(batch);
  RETURN_IF_ERROR(keeping.get());

  v1::Assignment response;
  for (size_t i = 0; i < waiting.size(); ++i) {
    v1::AssignedPlace& shown = *response.add_places();
    shown.set_admission_id(waiting[i].admission.id.ToString());
    shown.set_number(waiting[i].admission.number);
    shown.set_decision_id(opinions[i].id.ToString());
    shown.set_admission_version(waiting[i].admission.version);
    if (in_turn.places[i]) shown.set_in_turn_facility_id(beds.At(*in_turn.places[i]).ToString());
    if (!best.places[i]) continue;
    shown.set_facility_id(beds.At(*best.places[i]).ToString());
    for (const v1::PlaceCandidate& candidate : opinions[i].record.candidates()) {
      if (candidate.facility_id() == shown.facility_id()) shown.set_display_name(candidate.display_name());
    }
  }
  response.set_cost(best.cost);
  response.set_placed(best.placed);
  response.set_in_turn_cost(in_turn.cost);
  response.set_in_turn_placed(in_turn.placed);
  return response;
}

}  // namespace mimamori::admission
