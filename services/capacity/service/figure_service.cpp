// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/figure_service.hpp"

#include "services/capacity/service/board_messages.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kMostPlanned = 300;

// Of a question about a day; none for empty text. MALFORMED_DATE.
absl::StatusOr<std::optional<absl::CivilDay>> DayIn(const std::string& text) {
  if (text.empty()) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text) return day;
  return platform::BadField("date", "MALFORMED_DATE", "a day is as 2026-11-21");
}

void Write(const Cells& cells, v1::AreaFigures& into) {
  for (const auto& [bed_class, cell] : cells) {
    const Figures& figures = cell.figures;
    v1::ClassFigures& out = *into.add_classes();
    out.set_bed_class(bed_class);
    out.set_facilities(figures.facilities);
    out.set_known(figures.known);
    out.set_overdue(figures.overdue);
    out.set_staffed(figures.staffed);
    out.set_occupied(figures.occupied);
    out.set_blocked(figures.blocked);
    out.set_held(figures.held);
    out.set_arrived(figures.arrived);
    out.set_available(figures.available);
    if (const auto occupancy = figures.Occupancy()) out.set_occupancy(*occupancy);
    if (cell.planned) out.set_planned(*cell.planned);
    if (figures.oldest) *out.mutable_oldest_report_time() = platform::rpc::ToTimestamp(*figures.oldest);
  }
}

int PhaseOf(const FigureTable& table, const platform::AreaCode& area) {
  const auto phase = table.phases.find(PrefectureOf(area));
  return phase == table.phases.end() ? 0 : phase->second;
}

v1::Figures ToProto(const FigureTable& table, absl::Time time) {
  v1::Figures out;
  *out.mutable_time() = platform::rpc::ToTimestamp(time);
  for (const auto& [area, cells] : table.areas) {
    v1::AreaFigures& one = *out.add_areas();
    one.set_area_code(area.ToString());
    one.set_phase(PhaseOf(table, area));
    Write(cells, one);
  }
  for (const auto& [area, cells] : table.Prefectures()) {
    v1::AreaFigures& one = *out.add_prefectures();
    one.set_area_code(area.ToString());
    one.set_phase(PhaseOf(table, area));
    Write(cells, one);
  }
  Write(table.Total(), *out.mutable_total());
  return out;
}

v1::Plan ToProto(const FacilityPlan& plan) {
  v1::Plan out;
  out.set_facility_id(plan.facility.ToString());
  if (plan.valid_from) out.set_valid_from_date(absl::FormatCivilTime(*plan.valid_from));
  out.set_revision(plan.revision);
  for (const auto& [key, beds] : plan.beds) {
    v1::PlannedBeds& one = *out.add_beds();
    one.set_phase(key.first);
    one.set_bed_class(key.second);
    one.set_beds(beds);
  }
  return out;
}

}  // namespace

grpc::ServerUnaryReactor* FigureService::GetFigures(grpc::CallbackServerContext* context,
                                                    const v1::GetFiguresRequest* request, v1::Figures* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FigureService::DoGetFigures, this));
}

absl::StatusOr<v1::Figures> FigureService::DoGetFigures(const Call& call, const v1::GetFiguresRequest& request) {
  ASSIGN_OR_RETURN(const auto area, AreaIn(request.area_code()));
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> day, DayIn(request.date()));
  const absl::CivilDay today = absl::ToCivilDay(call.now, rooms_.zone);
  if (day && *day > today) return platform::BadField("date", "DATE_IN_FUTURE", "nobody knows of that day");
  const Scope scope = ScopeOf(call);
  if (day) {
    const absl::Time end = absl::FromCivil(*day + 1, rooms_.zone);
    ASSIGN_OR_RETURN(const FigureTable table, rooms_.figures.OnDay(call.deadline, scope, area, *day, end));
    return ToProto(table, end);
  }
  ASSIGN_OR_RETURN(const DutyRules duties, rooms_.board.DutiesAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const FigureTable table,
                   rooms_.figures.Now(call.deadline, scope, area, duties, call.now, today));
  return ToProto(table, call.now);
}

grpc::ServerUnaryReactor* FigureService::SetPlan(grpc::CallbackServerContext* context, const v1::SetPlanRequest* request,
                                                 v1::Plan* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FigureService::DoSetPlan, this));
}

absl::StatusOr<absl::CivilDay> FigureService::TodayAt(const Call& call, const Scope& scope, const FacilityId& facility) {
  ASSIGN_OR_RETURN(const Facility found, rooms_.facilities.Get(call.deadline, facility, scope));
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(found.facts.time_zone, &zone)) return absl::InternalError("a facility's time zone is not known");
  return absl::ToCivilDay(call.now, zone);
}

absl::StatusOr<v1::Plan> FigureService::DoSetPlan(const Call& call, const v1::SetPlanRequest& request) {
  FacilityPlan wanted{.revision = request.revision()};
  ASSIGN_OR_RETURN(wanted.facility, KnownFacility(request.facility_id()));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const absl::CivilDay today, TodayAt(call, scope, wanted.facility));
  ASSIGN_OR_RETURN(wanted.valid_from, ParseValidFrom(request.valid_from_date(), today));
  if (request.beds_size() > kMostPlanned) return platform::BadField("beds", "OUT_OF_RANGE", "there are 300 rows at most");
  std::vector<PlanEntry> entries;
  for (const v1::PlannedBeds& one : request.beds()) {
    entries.push_back({.phase = one.phase(), .bed_class = one.bed_class(), .beds = one.beds()});
  }
  ASSIGN_OR_RETURN(const NamedCatalogue catalogue, rooms_.facilities.CatalogueAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(wanted.beds, ParsePlan(entries, catalogue.Codes().classes));
  ASSIGN_OR_RETURN(const FacilityPlan kept,
                   rooms_.plans.Set(call.deadline, scope, wanted, AuditOf(call, "capacity.SetPlan"),
                                    [&](const Facility& facility) -> absl::Status {
                                      RETURN_IF_ERROR(CheckGoverns(scope, facility));
                                      if (!facility.closed) return absl::OkStatus();
                                      return platform::Failure(absl::StatusCode::kFailedPrecondition, "FACILITY_CLOSED",
                                                               "this facility is closed");
                                    }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* FigureService::GetPlan(grpc::CallbackServerContext* context, const v1::GetPlanRequest* request,
                                                 v1::Plan* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FigureService::DoGetPlan, this));
}

absl::StatusOr<v1::Plan> FigureService::DoGetPlan(const Call& call, const v1::GetPlanRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(std::optional<absl::CivilDay> day, DayIn(request.date()));
  const Scope scope = ScopeOf(call);
  if (!day) {
    ASSIGN_OR_RETURN(day, TodayAt(call, scope, facility));
  }
  ASSIGN_OR_RETURN(const FacilityPlan plan, rooms_.plans.Get(call.deadline, scope, facility, *day));
  return ToProto(plan);
}

grpc::ServerUnaryReactor* FigureService::SetPhase(grpc::CallbackServerContext* context, const v1::SetPhaseRequest* request,
                                                  v1::Phase* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FigureService::DoSetPhase, this));
}

absl::StatusOr<v1::Phase> FigureService::DoSetPhase(const Call& call, const v1::SetPhaseRequest& request) {
  PrefecturePhase phase;
  ASSIGN_OR_RETURN(phase.prefecture, platform::AreaCode::Parse(request.area_code()));
  if (!phase.prefecture.IsPrefecture()) {
    return platform::BadField("area_code", "NOT_A_PREFECTURE", "a phase is a prefecture's");
  }
  ASSIGN_OR_RETURN(phase.phase, ParsePhase(request.phase()));
  ASSIGN_OR_RETURN(phase.valid_from,
                   ParseValidFrom(request.valid_from_date(), absl::ToCivilDay(call.now, rooms_.zone)));
  if (!ScopeOf(call).Governs(phase.prefecture)) {
    return platform::Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "this is not one of your areas", "area_code");
  }
  RETURN_IF_ERROR(rooms_.plans.SetPhase(call.deadline, phase, AuditOf(call, "capacity.SetPhase")));
  v1::Phase out;
  out.set_area_code(phase.prefecture.ToString());
  out.set_phase(phase.phase);
  out.set_valid_from_date(absl::FormatCivilTime(phase.valid_from));
  return out;
}

}  // namespace mimamori::capacity
