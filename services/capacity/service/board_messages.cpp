// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/board_messages.hpp"

#include "services/capacity/service/facility_messages.hpp"
#include "services/capacity/service/report_messages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {
namespace {

v1::Freshness ToProto(Freshness freshness) {
  switch (freshness) {
    case Freshness::kFresh: return v1::FRESHNESS_FRESH;
    case Freshness::kOverdue: return v1::FRESHNESS_OVERDUE;
    case Freshness::kUnknown: return v1::FRESHNESS_UNKNOWN;
  }
  return v1::FRESHNESS_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<v1::BoardEntry> ToProto(const BoardEntry& entry, const DutyRules& duties, absl::Time now) {
  ASSIGN_OR_RETURN(const Standing standing, StandingOf(duties, entry.facility, now));
  v1::BoardEntry out;
  *out.mutable_facility() = ToProto(entry.facility);
  out.set_freshness(ToProto(standing.freshness));
  *out.mutable_due_time() = platform::rpc::ToTimestamp(standing.due);
  if (entry.facility.reported) {
    *out.mutable_unknown_time() = platform::rpc::ToTimestamp(UnknownFrom(duties, entry.facility, standing));
  }
  for (const BoardWard& ward : entry.wards) {
    v1::Ward& into = *out.add_wards();
    into.set_bed_class(ward.bed_class);
    *into.mutable_counts() = ToProto(ward.told.counts);
    for (const auto& [capability, beds] : ward.told.able) {
      v1::CapableBeds& able = *into.add_able();
      able.set_capability(capability);
      able.set_beds(beds);
    }
    into.set_held(ward.since.held);
    into.set_arrived(ward.since.arrived);
    const Count available = Available(ward.told.counts, ward.since);
    if (available && standing.freshness != Freshness::kUnknown) into.set_available(*available);
  }
  return out;
}

absl::StatusOr<std::optional<platform::AreaCode>> AreaIn(const std::string& code) {
  if (code.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(code));
  return area;
}

}  // namespace mimamori::capacity
