// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "services/platform/core/area_code.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/service/visit_service.hpp"

namespace mimamori::visit {
namespace {

constexpr int kPageSize = 500;

struct EventTag { static constexpr const char* kName = "event_id"; };

absl::StatusOr<SpaceScope> ScopeOf(const VenueTerms* venue, int32_t space) {
  if (venue == nullptr || venue->spaces->Find(space) == nullptr) {
    return platform::NotFound("SPACE_UNKNOWN", "the venue has no such space");
  }
  return venue->spaces->ScopeOf(space);
}

absl::StatusOr<OverlapQuestion> Decode(const v1::FindOverlapsRequest& request, const VenueDirectory& venues) {
  OverlapQuestion question;
  ASSIGN_OR_RETURN(question.venue, VenueId::Parse(request.venue_id()));
  ASSIGN_OR_RETURN(question.start,
                   platform::rpc::ParseTimestamp(request.has_start_time(), request.start_time(), "start_time"));
  ASSIGN_OR_RETURN(question.end, platform::rpc::ParseTimestamp(request.has_end_time(), request.end_time(), "end_time"));
  question.margin = absl::Minutes(request.margin_minutes());
  question.tail = absl::Minutes(request.tail_minutes());
  question.least = absl::Minutes(request.least_minutes() == 0 ? 1 : request.least_minutes());
  RETURN_IF_ERROR(CheckQuestion(question));
  if (request.space() != 0) {
    ASSIGN_OR_RETURN(question.scope, ScopeOf(venues.Find(question.venue).get(), request.space()));
  }
  return question;
}

// It goes into the audit, so it must be what an id is: opaque and short.
absl::Status CheckOfficer(std::string_view officer) {
  if (officer.empty()) {
    return platform::BadField("officer_id", "MISSING_FIELD", "every question about stays names who asks");
  }
  const bool opaque = officer.size() <= 64 && std::all_of(officer.begin(), officer.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  return opaque ? absl::OkStatus() : platform::BadField("officer_id", "MALFORMED_ID", "officer_id is not an opaque id");
}

void Encode(Overlap&& overlap, v1::Overlap& out) {
  out.set_pseudonym(std::move(overlap.pseudonym.bytes));
  out.set_service_day(FormatDay(overlap.service_day));
  out.set_sealed_contact(std::move(overlap.sealed_contact));
  out.set_contact_subject(ContactSubjectOf(overlap.contact_stay_id));
  out.set_minutes(overlap.minutes);
  out.set_confidence(static_cast<v1::Confidence>(overlap.confidence));
  out.set_verified(overlap.verified);
  *out.mutable_stay_start_time() = platform::rpc::ToTimestamp(overlap.stay_start);
  *out.mutable_stay_end_time() = platform::rpc::ToTimestamp(overlap.stay_end);
  out.set_marked(overlap.marked);
  out.set_stays(overlap.stays);
  out.set_stays_out_of_hours(overlap.stays_out_of_hours);
  out.set_place_assumed(overlap.place_assumed);
  out.set_people(overlap.people);
  out.set_stays_set_apart(overlap.stays_set_apart);
  out.set_stays_offline(overlap.stays_offline);
  out.set_stays_guest(overlap.stays_guest);
  out.set_stays_present(overlap.stays_present);
}

}  // namespace

absl::Status VisitService::DoFindOverlaps(const Call& call, const v1::FindOverlapsRequest& request,
                                          platform::rpc::Sink<v1::OverlapPage>& sink) {
  ASSIGN_OR_RETURN(const OverlapQuestion question, Decode(request, rooms_.tools.venues));
  ASSIGN_OR_RETURN(const auto event, platform::Id<EventTag>::Parse(request.event_id()));
  RETURN_IF_ERROR(CheckOfficer(request.officer_id()));
  if (!request.area_code().empty()) RETURN_IF_ERROR(platform::AreaCode::Parse(request.area_code()).status());
  const VisitStore::Asker asker{.event_id = event.ToString(), .officer_id = request.officer_id(),
                                .purpose = request.purpose(), .trace_id = call.trace.trace_id,
                                .service = call.caller->subject, .area = request.area_code()};
  OverlapFold fold(question);
  v1::OverlapPage page;
  bool taken = true;
  const auto send = [&](std::optional<Overlap> overlap) {
    if (overlap) Encode(*std::move(overlap), *page.add_overlaps());
    if (page.overlaps_size() < kPageSize) return;
    taken = sink.Write(page);
    page.Clear();
  };
  RETURN_IF_ERROR(rooms_.store.EachOverlap(call.deadline, question, rooms_.tools.policies.Stays().longest_kept, asker,
                                           call.now, [&](const Stay& stay) {
                                             send(fold.Add(stay));
                                             return taken;
                                           }));
  send(fold.Finish());
  if (taken && page.overlaps_size() > 0) sink.Write(page);
  return absl::OkStatus();
}

}  // namespace mimamori::visit
