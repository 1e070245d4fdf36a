// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/proposer.hpp"

#include <limits>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::exposure {
namespace {

constexpr int kBatch = 100;
constexpr absl::Duration kStepTime = absl::Seconds(10);
constexpr int kNever = std::numeric_limits<int>::max();

VenueTerms TermsOf(const venue::v1::Venue& venue) {
  const bool known = venue.kind() >= venue::v1::VENUE_KIND_FOOD && venue.kind() <= venue::v1::VENUE_KIND_OTHER;
  return {.kind = known ? static_cast<VenueKind>(venue.kind()) : VenueKind::kOther,
          .seats = venue.seat_count(),
          .square_metres = venue.floor_area_m2()};
}

// By the table in force on each day.
absl::StatusOr<std::vector<Need>> NeedsOf(const std::vector<VenueDay>& days, const VenueTerms& terms,
                                          const ThresholdTables& tables, const absl::TimeZone& zone,
                                          absl::Time oldest) {
  std::vector<Need> needs;
  for (const VenueDay& day : days) {
    const ThresholdTable* table = tables.At(absl::FromCivil(day.day, zone));
    if (table == nullptr) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING",
                               "no version of the table of thresholds is in force");
    }
    const bool tellable = StartOf(day.day, zone, table->day_starts_hour) >= oldest;
    needs.push_back({.positives = tellable ? PositivesNeeded(*table, terms, day.participants) : kNever,
                     .rule_version = table->version});
  }
  return needs;
}

}  // namespace

Proposer::Proposer(RuleStore& rules, ExposureStore& exposures, platform::rpc::ServiceChannel venue)
    : rules_(rules), exposures_(exposures), channel_(std::move(venue)),
      venue_(venue::v1::VenueService::NewStub(channel_.channel())) {}

absl::Status Proposer::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto waiting, rules_.ToJudge(absl::Now() + kStepTime, kBatch));
  if (waiting.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ThresholdTables tables, rules_.Thresholds(absl::Now() + kStepTime));
  ASSIGN_OR_RETURN(const AlertPolicy policy, exposures_.AlertPolicyAt(absl::Now() + kStepTime, now));
  absl::Status first_failure;
  for (const VenueToJudge& venue : waiting) first_failure.Update(JudgeVenue(venue, tables, policy, now));
  return first_failure;
}

absl::Status Proposer::JudgeVenue(const VenueToJudge& waiting, const ThresholdTables& tables,
                                  const AlertPolicy& policy, absl::Time now) {
  venue::v1::GetVenueRequest request;
  request.set_venue_id(waiting.id.ToString());
  venue::v1::Venue venue;
  const auto context = channel_.Context(absl::Now() + kStepTime);
  const absl::Status asked = platform::rpc::FromGrpc(venue_->GetVenue(context.get(), request, &venue));
  if (platform::ReasonOf(asked) == "VENUE_UNKNOWN") {
    platform::observe::Log(spdlog::level::warn, "a case names a venue that there is not",
                           {platform::observe::Of(asked)});
    return rules_.Pass(absl::Now() + kStepTime, waiting);
  }
  RETURN_IF_ERROR(asked);
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(venue.time_zone(), &zone)) return absl::InternalError("a venue's time zone is unknown");
  JudgedVenue judged{.id = waiting.id, .name = venue.display_name(), .time_zone = venue.time_zone(), .area = {}};
  ASSIGN_OR_RETURN(judged.area, platform::AreaCode::Parse(venue.area_code()));
  // One hour and one answer about probable cases for all days: those of the table in force now.
  const ThresholdTable* const current = tables.At(now);
  if (current == nullptr) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING",
                             "no version of the table of thresholds is in force");
  }
  const auto decide = [&](const std::vector<RecordedPlace>& places, const std::vector<Exposure>& existing)
      -> absl::StatusOr<std::vector<Judgement>> {
    const std::vector<VenueDay> days = VenueDaysOf(places, zone, current->day_starts_hour, current->count_probable);
    ASSIGN_OR_RETURN(const std::vector<Need> needs, NeedsOf(days, TermsOf(venue), tables, zone, now - policy.oldest));
    return Judge(days, needs, existing);
  };
  return rules_.Judge(absl::Now() + kStepTime, judged, waiting.mark, now, decide);
}

absl::Status ForgetOldPlaces(RuleStore& rules, ExposureStore& exposures, absl::Time now) {
  ASSIGN_OR_RETURN(const AlertPolicy policy, exposures.AlertPolicyAt(absl::Now() + kStepTime, now));
  ASSIGN_OR_RETURN(const int days, exposures.RetentionDaysAt(absl::Now() + kStepTime, now));
  // As old as a place may be when its exposure is approved, as long as that is kept, and a day.
  const absl::Time before = now - policy.oldest - absl::Hours(24 * (days + 1));
  return rules.ForgetPlaces(absl::Now() + kStepTime, before).status();
}

}  // namespace mimamori::exposure
