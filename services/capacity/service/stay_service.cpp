// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/stay_service.hpp"

#include <set>

#include "fmt/format.h"
#include "services/capacity/service/hold_messages.hpp"
#include "services/capacity/service/positions.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::capacity {
namespace {

constexpr size_t kMostBeds = 200;
constexpr size_t kLongestName = 40;

// A service calls in the name of an officer whom it has asked itself.
MayChange MayOf(const platform::rpc::Call& call, const Scope& scope) {
  return [&scope, service = call.caller->service](const Facility& facility) {
    return service ? absl::OkStatus() : CheckGovernsOrOwns(scope, facility);
  };
}

absl::StatusOr<StayEnd> EndOf(v1::StayEnd end) {
  if (end == v1::STAY_END_UNSPECIFIED) return platform::BadField("end", "MISSING_FIELD", "how it ended is required");
  if (!v1::StayEnd_IsValid(end)) return platform::BadField("end", "UNKNOWN_END", "end is none of those that there are");
  return static_cast<StayEnd>(end);
}

absl::StatusOr<std::vector<std::string>> NamesOf(const v1::CreateBedsRequest& request) {
  if (request.display_names().empty()) {
    return platform::BadField("display_names", "MISSING_FIELD", "a bed has a name");
  }
  if (static_cast<size_t>(request.display_names_size()) > kMostBeds) {
    return platform::BadField("display_names", "TOO_MANY_BEDS", "at most 200 beds at once");
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (int i = 0; i < request.display_names_size(); ++i) {
    const std::string field = fmt::format("display_names[{}]", i);
    ASSIGN_OR_RETURN(std::string name, platform::ParseText(field, request.display_names(i), 1, kLongestName));
    if (!seen.insert(name).second) return platform::BadField(field, "DUPLICATE_NAME", "this name stands there twice");
    names.push_back(std::move(name));
  }
  return names;
}

// "severe\nB-301": no name has a newline.
std::string WriteBed(const KeptBed& last) { return last.bed_class + "\n" + last.display_name; }
absl::StatusOr<BedPosition> ReadBed(const std::string& text) {
  if (text.empty()) return BedPosition{};
  const size_t newline = text.find('\n');
  if (newline == std::string::npos) return BadPosition();
  return BedPosition{.bed_class = text.substr(0, newline), .display_name = text.substr(newline + 1)};
}

}  // namespace

grpc::ServerUnaryReactor* StayService::RecordStay(grpc::CallbackServerContext* context,
                                                  const v1::RecordStayRequest* request, v1::Stay* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoRecord, this));
}

absl::StatusOr<v1::Stay> StayService::DoRecord(const Call& call, const v1::RecordStayRequest& request) {
  NewStay asked;
  ASSIGN_OR_RETURN(asked.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(asked.facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(asked.bed, BedId::Parse(request.bed_id()));
  if (request.has_begin_time()) {
    ASSIGN_OR_RETURN(asked.stay.began, platform::rpc::ParseTimestamp(true, request.begin_time(), "begin_time"));
  }
  if (request.has_end_time()) {
    ASSIGN_OR_RETURN(asked.stay.ended, platform::rpc::ParseTimestamp(true, request.end_time(), "end_time"));
  }
  RETURN_IF_ERROR(CheckTimes(asked.stay, call.now));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const KeptStay kept, rooms_.stays.Record(call.deadline, scope, asked, MayOf(call, scope),
                                                            AuditOf(call, "capacity.RecordStay")));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* StayService::EndStay(grpc::CallbackServerContext* context, const v1::EndStayRequest* request,
                                               v1::Stay* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoEnd, this));
}

absl::StatusOr<v1::Stay> StayService::DoEnd(const Call& call, const v1::EndStayRequest& request) {
  const bool service = call.caller->service;
  StayDeed deed{.audit = AuditOf(call, "capacity.EndStay")};
  ASSIGN_OR_RETURN(deed.row.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(deed.row.facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(deed.stay, StayId::Parse(request.stay_id()));
  ASSIGN_OR_RETURN(const StayEnd end, EndOf(request.end()));
  if (service) {
    ASSIGN_OR_RETURN(const OfficerId officer, OfficerId::Parse(request.officer_id()));
    deed.audit.actor = officer.ToString();
  }
  absl::Time ended = call.now;
  if (request.has_end_time()) {
    ASSIGN_OR_RETURN(ended, platform::rpc::ParseTimestamp(true, request.end_time(), "end_time"));
  }
  deed.row.object = deed.stay.uuid();
  deed.row.deed = BedDeed::kEnded;
  deed.row.done_by = deed.audit.actor;
  deed.row.done_at = call.now;
  const Scope scope = ScopeOf(call);
  const auto decide = [&](KeptStay& kept) -> absl::Status {
    if (kept.hold && !service) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "HAS_HOLDER",
                               "this stay is ended where she was placed");
    }
    return End(kept.stay, request.version(), end, ended, call.now);
  };
  ASSIGN_OR_RETURN(const KeptStay kept, rooms_.stays.End(call.deadline, scope, deed, MayOf(call, scope), decide));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* StayService::ListStays(grpc::CallbackServerContext* context, const v1::ListStaysRequest* request,
                                                 v1::ListStaysResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoListStays, this));
}

absl::StatusOr<v1::ListStaysResponse> StayService::DoListStays(const Call& call, const v1::ListStaysRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const Scope scope = ScopeOf(call);
  const std::string question =
      fmt::format("capacity.ListStays {} {} of {}", facility.ToString(), request.open(), WordsOf(scope));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  StayPosition after;
  RETURN_IF_ERROR(ReadPosition(position, after.recorded, after.id));
  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<KeptStay> stays,
                   rooms_.stays.List(call.deadline, facility, scope, request.open(), after, page_size + 1,
                                     AuditOf(call, "capacity.ListStays")));
  const bool more = stays.size() > static_cast<size_t>(page_size);
  if (more) stays.pop_back();
  v1::ListStaysResponse response;
  for (const KeptStay& stay : stays) *response.add_stays() = ToProto(stay);
  if (more) {
    response.set_next_page_token(rooms_.page_tokens.Seal(WritePosition(stays.back().recorded, stays.back().id),
                                                         call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* StayService::CreateBeds(grpc::CallbackServerContext* context,
                                                  const v1::CreateBedsRequest* request, v1::CreateBedsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoCreateBeds, this));
}

absl::StatusOr<v1::CreateBedsResponse> StayService::DoCreateBeds(const Call& call, const v1::CreateBedsRequest& request) {
  NewBeds asked;
  ASSIGN_OR_RETURN(asked.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(asked.facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(asked.bed_class, ParseBedClass(request.bed_class()));
  ASSIGN_OR_RETURN(asked.display_names, NamesOf(request));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const std::vector<KeptBed> kept,
                   rooms_.beds.Create(call.deadline, scope, asked, MayOf(call, scope),
                                      AuditOf(call, "capacity.CreateBeds")));
  v1::CreateBedsResponse response;
  for (const KeptBed& bed : kept) *response.add_beds() = ToProto(bed);
  return response;
}

grpc::ServerUnaryReactor* StayService::RetireBed(grpc::CallbackServerContext* context, const v1::RetireBedRequest* request,
                                                 v1::Bed* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoRetire, this));
}

absl::StatusOr<v1::Bed> StayService::DoRetire(const Call& call, const v1::RetireBedRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const BedId bed, BedId::Parse(request.bed_id()));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const KeptBed kept, rooms_.beds.Retire(call.deadline, scope, facility, bed, MayOf(call, scope),
                                                          AuditOf(call, "capacity.RetireBed")));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* StayService::ListBeds(grpc::CallbackServerContext* context, const v1::ListBedsRequest* request,
                                                v1::ListBedsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&StayService::DoListBeds, this));
}

absl::StatusOr<v1::ListBedsResponse> StayService::DoListBeds(const Call& call, const v1::ListBedsRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId facility, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const Scope scope = ScopeOf(call);
  const std::string question = fmt::format("capacity.ListBeds {} of {}", facility.ToString(), WordsOf(scope));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const BedPosition after, ReadBed(position));
  ASSIGN_OR_RETURN(std::vector<KeptBed> beds,
                   rooms_.beds.List(call.deadline, facility, scope, call.now, after, page_size + 1));
  const bool more = beds.size() > static_cast<size_t>(page_size);
  if (more) beds.pop_back();
  v1::ListBedsResponse response;
  for (const KeptBed& bed : beds) *response.add_beds() = ToProto(bed);
  if (more) {
    response.set_next_page_token(rooms_.page_tokens.Seal(WriteBed(beds.back()), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::capacity
