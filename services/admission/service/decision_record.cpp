// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/decision_record.hpp"

#include <map>

#include "services/admission/service/messages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

void FillKnown(const Place& place, v1::KnownPlace& out) {
  out.set_area_code(place.area.ToString());
  out.set_accepting(place.accepting);
  out.set_freshness(static_cast<v1::PlaceFreshness>(place.freshness));
  for (const std::string& capability : place.capabilities) out.add_capabilities(capability);
  out.set_has_class(place.has_class);
  if (place.staffed) out.set_staffed(*place.staffed);
  if (place.free) out.set_free(*place.free);
  out.set_promised(place.promised);
  out.set_recent(place.recent);
  if (place.minutes) out.set_minutes(*place.minutes);
  out.set_declined(place.declined);
  out.set_known_there(place.known_there);
}

void FillNotes(const std::vector<Note>& notes, v1::PlaceCandidate& out) {
  for (const Note& note : notes) {
    v1::PlaceNote& shown = *out.add_notes();
    shown.set_reason(static_cast<v1::PlaceReason>(note.reason));
    shown.set_value(note.value);
    shown.set_limit(note.limit);
    shown.set_points(note.points);
    shown.set_word(note.word);
  }
}

absl::StatusOr<Place> ReadPlace(const FacilityId& facility, const v1::KnownPlace& known) {
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(known.area_code()));
  Place place{.facility = facility,
              .area = area,
              .accepting = known.accepting(),
              .freshness = static_cast<Freshness>(known.freshness()),
              .capabilities = {known.capabilities().begin(), known.capabilities().end()},
              .has_class = known.has_class(),
              .promised = known.promised(),
              .recent = known.recent(),
              .declined = known.declined(),
              .known_there = known.known_there()};
  if (known.has_staffed()) place.staffed = known.staffed();
  if (known.has_free()) place.free = known.free();
  if (known.has_minutes()) place.minutes = known.minutes();
  return place;
}

Candidate ReadCandidate(const FacilityId& facility, const v1::PlaceCandidate& told) {
  Candidate candidate{.facility = facility, .taken = told.taken(), .cost = told.cost(), .open = told.open_beds()};
  for (const v1::PlaceNote& note : told.notes()) {
    candidate.notes.push_back({.reason = static_cast<Reason>(note.reason()), .value = note.value(), .limit = note.limit(),
                               .points = note.points(), .word = note.word()});
  }
  return candidate;
}

}  // namespace

v1::Decision RecordOf(const Asked& asked, const std::vector<ToldPlace>& told, const std::vector<Place>& places,
                      const Recommendation& said) {
  v1::Decision out;
  FillNeeds(asked.needs, *out.mutable_needs());
  out.set_area_code(asked.area.ToString());
  out.set_pool(static_cast<v1::Pool>(asked.pool));
  if (asked.quota) out.set_quota(*asked.quota);
  out.set_quota_used(asked.quota_used);
  out.set_overflow(said.overflow);
  std::map<FacilityId, size_t> indices;
  for (size_t i = 0; i < places.size(); ++i) indices[places[i].facility] = i;
  out.mutable_candidates()->Reserve(static_cast<int>(places.size()));
  for (const Candidate& candidate : said.candidates) {
    const size_t at = indices.at(candidate.facility);
    v1::PlaceCandidate& shown = *out.add_candidates();
    shown.set_facility_id(candidate.facility.ToString());
    shown.set_display_name(told[at].name);
    shown.set_taken(candidate.taken);
    shown.set_cost(candidate.cost);
    shown.set_open_beds(candidate.open);
    FillNotes(candidate.notes, shown);
    FillKnown(places[at], *shown.mutable_known());
  }
  return out;
}

absl::StatusOr<KnownThen> Recall(const v1::Decision& record) {
  KnownThen then;
  ASSIGN_OR_RETURN(then.asked.needs, ParseNeeds(DraftOf(record.needs())));
  ASSIGN_OR_RETURN(then.asked.area, platform::AreaCode::Parse(record.area_code()));
  then.asked.pool = static_cast<Pool>(record.pool());
  if (record.has_quota()) then.asked.quota = record.quota();
  then.asked.quota_used = record.quota_used();
  then.said.overflow = record.overflow();
  for (const v1::PlaceCandidate& told : record.candidates()) {
    ASSIGN_OR_RETURN(const FacilityId facility, FacilityId::Parse(told.facility_id()));
    ASSIGN_OR_RETURN(Place place, ReadPlace(facility, told.known()));
    then.places.push_back(std::move(place));
    then.said.candidates.push_back(ReadCandidate(facility, told));
  }
  return then;
}

}  // namespace mimamori::admission
