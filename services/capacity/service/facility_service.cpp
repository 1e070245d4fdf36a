// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/facility_service.hpp"

#include "fmt/format.h"
#include "services/capacity/service/facility_messages.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

absl::StatusOr<FacilityFilter> FilterOf(const v1::ListFacilitiesRequest& request) {
  FacilityFilter filter{.closed = request.closed()};
  if (!request.area_code().empty()) {
    ASSIGN_OR_RETURN(filter.area, platform::AreaCode::Parse(request.area_code()));
  }
  if (request.kind() != v1::FACILITY_KIND_UNSPECIFIED) {
    ASSIGN_OR_RETURN(filter.kind, ParseKind(request.kind()));
  }
  return filter;
}

// A page token counts for what was asked for, of those areas.
std::string QuestionOf(const Scope& scope, const v1::ListFacilitiesRequest& request) {
  return fmt::format("capacity.ListFacilities {} in {} of {} {}", WordsOf(scope), request.area_code(),
                     static_cast<int>(request.kind()), request.closed());
}

}  // namespace

grpc::ServerUnaryReactor* FacilityService::CreateFacility(grpc::CallbackServerContext* context,
                                                          const v1::CreateFacilityRequest* request,
                                                          v1::Facility* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoCreate, this));
}

absl::StatusOr<FacilityFacts> FacilityService::FactsOf(const Call& call, bool present, const v1::FacilityFacts& facts) {
  if (!present) return platform::BadField("facts", "MISSING_FIELD", "something is told of a facility");
  ASSIGN_OR_RETURN(const NamedCatalogue catalogue, rooms_.facilities.CatalogueAt(call.deadline, call.now));
  return ParseFacts(DraftOf(facts), catalogue.Codes().capabilities);
}

absl::StatusOr<std::string> FacilityService::Sealed(const Call& call, const FacilityId& id, const std::string& address,
                                                    const std::string& language) {
  if (address.empty()) return std::string();
  ASSIGN_OR_RETURN(const platform::EmailAddress email, platform::EmailAddress::Parse(address));
  return rooms_.seal.Seal(call, id.ToString(), email, language);
}

absl::StatusOr<v1::Facility> FacilityService::DoCreate(const Call& call, const v1::CreateFacilityRequest& request) {
  NewFacility created{.facility = {.id = FacilityId::Random()}, .sealed_contact = {},
                      .created_by = call.caller->subject, .request = {}, .now = call.now};
  Facility& facility = created.facility;
  ASSIGN_OR_RETURN(created.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(facility.kind, ParseKind(request.kind()));
  ASSIGN_OR_RETURN(facility.area, platform::AreaCode::Parse(request.area_code()));
  ASSIGN_OR_RETURN(facility.facts, FactsOf(call, request.has_facts(), request.facts()));
  if (!ScopeOf(call).Governs(facility.area)) {
    return platform::Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "this is not one of your areas", "area_code");
  }
  ASSIGN_OR_RETURN(created.sealed_contact,
                   Sealed(call, facility.id, request.email_address(), facility.facts.language));
  facility.has_contact = !created.sealed_contact.empty();
  ASSIGN_OR_RETURN(const Facility kept,
                   rooms_.facilities.Create(call.deadline, created, AuditOf(call, "capacity.CreateFacility")));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* FacilityService::ImportFacilities(grpc::CallbackServerContext* context,
                                                            const v1::ImportFacilitiesRequest* request,
                                                            v1::ImportedFacilities* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoImport, this));
}

grpc::ServerUnaryReactor* FacilityService::GetFacility(grpc::CallbackServerContext* context,
                                                       const v1::GetFacilityRequest* request, v1::Facility* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoGet, this));
}

absl::StatusOr<v1::Facility> FacilityService::DoGet(const Call& call, const v1::GetFacilityRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId id, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const Facility facility, rooms_.facilities.Get(call.deadline, id, ScopeOf(call)));
  return ToProto(facility);
}

grpc::ServerUnaryReactor* FacilityService::ListFacilities(grpc::CallbackServerContext* context,
                                                          const v1::ListFacilitiesRequest* request,
                                                          v1::ListFacilitiesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoList, this));
}

absl::StatusOr<v1::ListFacilitiesResponse> FacilityService::DoList(const Call& call,
                                                                   const v1::ListFacilitiesRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const FacilityFilter filter, FilterOf(request));
  const Scope scope = ScopeOf(call);
  const std::string question = QuestionOf(scope, request);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const std::optional<FacilityPosition> after, ReadFacilityPosition(position));
  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<Facility> facilities,
                   rooms_.facilities.List(call.deadline, scope, filter, after, page_size + 1));
  const bool more = facilities.size() > static_cast<size_t>(page_size);
  if (more) facilities.pop_back();
  v1::ListFacilitiesResponse response;
  for (const Facility& facility : facilities) *response.add_facilities() = ToProto(facility);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(facilities.back()), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* FacilityService::ChangeFacility(grpc::CallbackServerContext* context,
                                                          const v1::ChangeFacilityRequest* request,
                                                          v1::Facility* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoChange, this));
}

absl::StatusOr<v1::Facility> FacilityService::DoChange(const Call& call, const v1::ChangeFacilityRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId id, KnownFacility(request.facility_id()));
  ASSIGN_OR_RETURN(const FacilityFacts facts, FactsOf(call, request.has_facts(), request.facts()));
  ContactChange contact{.forget = request.forget_email_address()};
  if (!contact.forget) {
    ASSIGN_OR_RETURN(contact.sealed, Sealed(call, id, request.email_address(), facts.language));
  }
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const Facility kept,
                   rooms_.facilities.Change(call.deadline, id, scope, contact, AuditOf(call, "capacity.ChangeFacility"),
                                            [&](Facility& seen) -> absl::StatusOr<bool> {
                                              RETURN_IF_ERROR(CheckGoverns(scope, seen));
                                              return Change(seen, request.revision(), facts, contact.any());
                                            }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* FacilityService::SetAccepting(grpc::CallbackServerContext* context,
                                                        const v1::SetAcceptingRequest* request, v1::Facility* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoSetAccepting, this));
}

absl::StatusOr<v1::Facility> FacilityService::DoSetAccepting(const Call& call, const v1::SetAcceptingRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId id, KnownFacility(request.facility_id()));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const Facility kept,
                   rooms_.facilities.Change(call.deadline, id, scope, {}, AuditOf(call, "capacity.SetAccepting"),
                                            [&](Facility& seen) -> absl::StatusOr<bool> {
                                              RETURN_IF_ERROR(CheckGovernsOrOwns(scope, seen));
                                              return capacity::SetAccepting(seen, request.revision(),
                                                                            request.accepting());
                                            }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* FacilityService::CloseFacility(grpc::CallbackServerContext* context,
                                                         const v1::CloseFacilityRequest* request,
                                                         v1::Facility* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoClose, this));
}

absl::StatusOr<v1::Facility> FacilityService::DoClose(const Call& call, const v1::CloseFacilityRequest& request) {
  ASSIGN_OR_RETURN(const FacilityId id, KnownFacility(request.facility_id()));
  const Scope scope = ScopeOf(call);
  ASSIGN_OR_RETURN(const Facility kept,
                   rooms_.facilities.Change(call.deadline, id, scope, {.forget = true},
                                            AuditOf(call, "capacity.CloseFacility"),
                                            [&](Facility& seen) -> absl::StatusOr<bool> {
                                              RETURN_IF_ERROR(CheckGoverns(scope, seen));
                                              return Close(seen, request.revision(), call.now);
                                            }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* FacilityService::GetCatalogue(grpc::CallbackServerContext* context,
                                                        const v1::GetCatalogueRequest* request, v1::Catalogue* response) {
  return runner_.Unary(context, request, response, std::bind_front(&FacilityService::DoGetCatalogue, this));
}

absl::StatusOr<v1::Catalogue> FacilityService::DoGetCatalogue(const Call& call, const v1::GetCatalogueRequest&) {
  ASSIGN_OR_RETURN(const NamedCatalogue catalogue, rooms_.facilities.CatalogueAt(call.deadline, call.now));
  return ToProto(catalogue);
}

}  // namespace mimamori::capacity
