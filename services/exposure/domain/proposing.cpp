// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/proposing.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace mimamori::exposure {
namespace {

bool ByPlace(const Evidence& a, const Evidence& b) { return a.place < b.place; }

int CasesIn(const std::vector<Evidence>& evidence) {
  std::set<CaseId> cases;
  for (const Evidence& item : evidence) cases.insert(item.case_id);
  return static_cast<int>(cases.size());
}

bool Told(const Exposure& exposure) {
  return exposure.state == State::kDispatching || exposure.state == State::kDispatched;
}

// A place that somebody was told of in at least this window needs no telling again.
bool Covers(const std::vector<Evidence>& told, const Evidence& item) {
  return std::ranges::any_of(told, [&](const Evidence& one) {
    return one.place == item.place && one.start <= item.start && one.end >= item.end;
  });
}

// Cases that the exposure rested on and that speak for its day no more.
int WithdrawnFrom(const Exposure& exposure, const std::vector<Evidence>& now) {
  std::set<CaseId> gone;
  for (const Evidence& item : exposure.evidence) gone.insert(item.case_id);
  for (const Evidence& item : now) gone.erase(item.case_id);
  return static_cast<int>(gone.size());
}

// What one day has: what speaks for it, and the exposures there.
struct Docket {
  VenueDay day = {};
  Need need = {};
  std::vector<const Exposure*> exposures = {};
};

void JudgeTold(const Docket& docket, std::vector<Judgement>& judgements) {
  for (const Exposure* exposure : docket.exposures) {
    const int withdrawn = WithdrawnFrom(*exposure, docket.day.evidence);
    if (!Told(*exposure) || withdrawn == exposure->withdrawn_cases) continue;
    judgements.push_back({.deed = Judgement::Deed::kNote, .id = exposure->id, .day = docket.day.day, .evidence = {},
                          .positives = docket.day.positives, .needed = docket.need.positives,
                          .withdrawn_cases = withdrawn, .rule_version = exposure->rule_version});
  }
}

void JudgeUntold(const Docket& docket, std::vector<Judgement>& judgements) {
  std::vector<Evidence> told;
  const Exposure* open = nullptr;
  int refused = 0;  // positives that a person has seen and decided against
  for (const Exposure* exposure : docket.exposures) {
    if (Told(*exposure)) told.insert(told.end(), exposure->evidence.begin(), exposure->evidence.end());
    if (exposure->state == State::kProposed) open = exposure;
    const bool taken_back = exposure->state == State::kCancelled && exposure->cancelled_by != kRule;
    if (taken_back || exposure->state == State::kRecalled) {
      refused = std::max(refused, exposure->positives);
    }
  }
  Judgement judgement{.id = {}, .day = docket.day.day, .evidence = {}, .positives = docket.day.positives, .needed = docket.need.positives,
                      .rule_version = docket.need.rule_version};
  std::ranges::remove_copy_if(docket.day.evidence, std::back_inserter(judgement.evidence),
                              [&](const Evidence& item) { return Covers(told, item); });
  const bool due = docket.day.positives >= docket.need.positives && docket.day.positives > refused &&
                   !judgement.evidence.empty();
  if (open == nullptr) {
    if (due) judgements.push_back(std::move(judgement));
    return;
  }
  judgement.id = open->id;
  judgement.deed = due ? Judgement::Deed::kUpdate : Judgement::Deed::kTakeBack;
  const bool same = due && open->evidence == judgement.evidence && open->positives == judgement.positives &&
                    open->positives_needed == judgement.needed && open->rule_version == judgement.rule_version;
  if (!same) judgements.push_back(std::move(judgement));
}

}  // namespace

absl::Time StartOf(absl::CivilDay day, const absl::TimeZone& zone, int day_starts_hour) {
  return absl::FromCivil(absl::CivilHour(day) + day_starts_hour, zone);
}

std::vector<VenueDay> VenueDaysOf(const std::vector<RecordedPlace>& places, const absl::TimeZone& zone,
                                  int day_starts_hour, bool count_probable) {
  std::map<absl::CivilDay, VenueDay> days;
  for (const RecordedPlace& place : places) {
    if (!place.confirmed && !count_probable) continue;
    const absl::Time start = std::max(place.start, absl::FromCivil(place.infectious_first, zone));
    const absl::Time end = std::min(place.end, absl::FromCivil(place.infectious_last + 1, zone));
    if (start >= end) continue;
    const absl::CivilHour hour = absl::ToCivilHour(start, zone);
    const absl::CivilDay day = hour.hour() < day_starts_hour ? absl::CivilDay(hour) - 1 : absl::CivilDay(hour);
    VenueDay& venue_day = days[day];
    venue_day.day = day;
    venue_day.participants = std::max(venue_day.participants, place.participants);
    venue_day.evidence.push_back({.case_id = place.case_id, .place = place.place, .start = start, .end = end,
                                  .recorded_by = place.recorded_by});
  }
  std::vector<VenueDay> result;
  for (auto& [day, venue_day] : days) {
    std::ranges::sort(venue_day.evidence, ByPlace);
    venue_day.positives = CasesIn(venue_day.evidence);
    result.push_back(std::move(venue_day));
  }
  return result;
}

std::vector<Judgement> Judge(const std::vector<VenueDay>& days, const std::vector<Need>& needs,
                             const std::vector<Exposure>& existing) {
  std::map<absl::CivilDay, Docket> dockets;
  for (size_t i = 0; i < days.size(); ++i) dockets[days[i].day] = {.day = days[i], .need = needs[i], .exposures = {}};
  for (const Exposure& exposure : existing) {
    if (!exposure.service_day) continue;  // a person's
    Docket& docket = dockets[*exposure.service_day];
    docket.day.day = *exposure.service_day;
    docket.exposures.push_back(&exposure);
  }
  std::vector<Judgement> judgements;
  for (const auto& [day, docket] : dockets) {
    JudgeTold(docket, judgements);
    JudgeUntold(docket, judgements);
  }
  return judgements;
}

}  // namespace mimamori::exposure
