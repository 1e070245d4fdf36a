// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "absl/strings/str_cat.h"
#include "services/identity/service/organisation_service.hpp"
#include "services/identity/store/account_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::AuditEntry;
using platform::rpc::Call;

constexpr size_t kLargestTable = 1 << 20;

// Of a caller whom a gateway vouches for as an administrator.
absl::StatusOr<AccountId> ActorOf(const Call& call) {
  const auto id = AccountId::Parse(call.caller->subject);
  if (!id.ok()) return NotAnAdministrator();
  return *id;
}

// A page token counts for the areas that its list was asked for.
std::string QuestionOf(const Call& call) {
  return fmt::format("identity.ListOrganisations {}", fmt::join(CodesOf(call.caller->areas), ","));
}

template <class Request>
absl::StatusOr<OrganisationFacts> FactsOf(const Request& request) {
  OrganisationFacts facts{.display_name = request.display_name(),
                          .english_name = request.english_name(),
                          .corporate_number = request.corporate_number()};
  if (request.has_active_from_time()) {
    ASSIGN_OR_RETURN(facts.active_from,
                     platform::rpc::ParseTimestamp(true, request.active_from_time(), "active_from_time"));
  }
  if (request.has_active_to_time()) {
    ASSIGN_OR_RETURN(facts.active_to, platform::rpc::ParseTimestamp(true, request.active_to_time(), "active_to_time"));
  }
  return ParseFacts(request.kind(), std::move(facts));
}

v1::Organisation ToProto(const Organisation& organisation) {
  const OrganisationFacts& facts = organisation.facts;
  v1::Organisation out;
  out.set_id(organisation.id.ToString());
  out.set_kind(static_cast<v1::OrganisationKind>(facts.kind));
  out.set_display_name(facts.display_name);
  out.set_english_name(facts.english_name);
  out.set_area_code(organisation.area.ToString());
  out.set_corporate_number(facts.corporate_number);
  if (facts.active_from != absl::InfinitePast()) {
    *out.mutable_active_from_time() = platform::rpc::ToTimestamp(facts.active_from);
  }
  if (facts.active_to != absl::InfiniteFuture()) {
    *out.mutable_active_to_time() = platform::rpc::ToTimestamp(facts.active_to);
  }
  out.set_revision(organisation.revision);
  return out;
}

std::string TimeOrNull(absl::Time time) {
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) return "null";
  return absl::StrCat("\"", absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone()), "\"");
}

// What decides who may be put into it; what it is called stands in its row.
std::string PayloadOf(const OrganisationFacts& facts) {
  return fmt::format(R"({{"kind": {}, "corporate_number": "{}", "active_from": {}, "active_to": {}}})",
                     static_cast<int>(facts.kind), facts.corporate_number, TimeOrNull(facts.active_from),
                     TimeOrNull(facts.active_to));
}

AuditEntry AuditOf(const Call& call, std::string_view action, std::string object_id, std::string area,
                   std::string payload = "{}") {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::string(action),
          .object_type = "organisation",
          .object_id = std::move(object_id),
          .area = std::move(area),
          .reason = "",
          .payload = std::move(payload),
          .trace_id = call.trace.trace_id};
}

}  // namespace

grpc::ServerUnaryReactor* OrganisationService::CreateOrganisation(grpc::CallbackServerContext* context,
                                                                  const v1::CreateOrganisationRequest* request,
                                                                  v1::Organisation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&OrganisationService::DoCreate, this));
}

absl::StatusOr<v1::Organisation> OrganisationService::DoCreate(const Call& call,
                                                               const v1::CreateOrganisationRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(request.area_code()));
  ASSIGN_OR_RETURN(const OrganisationFacts facts, FactsOf(request));
  const NewOrganisation wanted{
      .organisation = {.id = OrganisationId::Random(), .area = area, .facts = facts},
      .request_id = request_id,
      .fingerprint = platform::crypto::Sha256(fmt::format(
          "{}\n{}\n{}\n{}\n{}\n{}\n{}", area.ToString(), static_cast<int>(facts.kind), facts.display_name,
          facts.english_name, facts.corporate_number, absl::ToUnixMicros(facts.active_from),
          absl::ToUnixMicros(facts.active_to)))};
  ASSIGN_OR_RETURN(const Organisation created,
                   store_.Create(call.deadline, actor, wanted,
                                 AuditOf(call, "identity.CreateOrganisation", wanted.organisation.id.ToString(),
                                         area.ToString(), PayloadOf(facts))));
  return ToProto(created);
}

grpc::ServerUnaryReactor* OrganisationService::ChangeOrganisation(grpc::CallbackServerContext* context,
                                                                  const v1::ChangeOrganisationRequest* request,
                                                                  v1::Organisation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&OrganisationService::DoChange, this));
}

absl::StatusOr<v1::Organisation> OrganisationService::DoChange(const Call& call,
                                                               const v1::ChangeOrganisationRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const OrganisationId id, OrganisationId::Parse(request.organisation_id()));
  // Outside her areas not even a wrong field is told.
  ASSIGN_OR_RETURN(const auto seen, store_.Get(call.deadline, call.caller->areas, id));
  if (!seen) return OrganisationUnknown();
  ASSIGN_OR_RETURN(const OrganisationFacts facts, FactsOf(request));
  ASSIGN_OR_RETURN(const Organisation changed,
                   store_.Change(call.deadline, actor, id, request.revision(), facts,
                                 AuditOf(call, "identity.ChangeOrganisation", id.ToString(), seen->area.ToString(),
                                         PayloadOf(facts))));
  return ToProto(changed);
}

grpc::ServerUnaryReactor* OrganisationService::GetOrganisation(grpc::CallbackServerContext* context,
                                                               const v1::GetOrganisationRequest* request,
                                                               v1::Organisation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&OrganisationService::DoGet, this));
}

absl::StatusOr<v1::Organisation> OrganisationService::DoGet(const Call& call,
                                                            const v1::GetOrganisationRequest& request) {
  ASSIGN_OR_RETURN(const OrganisationId id, OrganisationId::Parse(request.organisation_id()));
  ASSIGN_OR_RETURN(const auto organisation, store_.Get(call.deadline, call.caller->areas, id));
  if (!organisation) return OrganisationUnknown();
  return ToProto(*organisation);
}

grpc::ServerUnaryReactor* OrganisationService::ListOrganisations(grpc::CallbackServerContext* context,
                                                                 const v1::ListOrganisationsRequest* request,
                                                                 v1::ListOrganisationsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&OrganisationService::DoList, this));
}

absl::StatusOr<v1::ListOrganisationsResponse> OrganisationService::DoList(const Call& call,
                                                                          const v1::ListOrganisationsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string& subject = call.caller->subject;
  ASSIGN_OR_RETURN(const std::string after, page_tokens_.Open(request.page_token(), subject, QuestionOf(call)));
  const size_t code = std::min<size_t>(after.size(), 6);
  ASSIGN_OR_RETURN(std::vector<Organisation> organisations,
                   store_.List(call.deadline, call.caller->areas, {after.substr(0, code), after.substr(code)},
                               page_size + 1));
  v1::ListOrganisationsResponse response;
  const bool more = organisations.size() > static_cast<size_t>(page_size);
  if (more) organisations.pop_back();
  for (const Organisation& organisation : organisations) *response.add_organisations() = ToProto(organisation);
  if (more) {
    const Organisation& last = organisations.back();
    response.set_next_page_token(
        page_tokens_.Seal(last.area.ToString() + last.facts.display_name, subject, QuestionOf(call)));
  }
  return response;
}

grpc::ServerUnaryReactor* OrganisationService::ImportOrganisations(grpc::CallbackServerContext* context,
                                                                   const v1::ImportOrganisationsRequest* request,
                                                                   v1::ImportOrganisationsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&OrganisationService::DoImport, this));
}

absl::StatusOr<v1::ImportOrganisationsResponse> OrganisationService::DoImport(
    const Call& call, const v1::ImportOrganisationsRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  if (request.content().size() > kLargestTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 1 MiB");
  }
  ASSIGN_OR_RETURN(const std::vector<OrganisationRow> rows, ReadOrganisationTable(request.content()));
  ASSIGN_OR_RETURN(const ImportedOrganisations imported,
                   store_.Import(call.deadline, actor, rows, call.now,
                                 AuditOf(call, "identity.ImportOrganisations", "", "")));
  v1::ImportOrganisationsResponse response;
  response.set_added(imported.added);
  response.set_changed(imported.changed);
  response.set_unchanged(imported.unchanged);
  return response;
}

}  // namespace mimamori::identity
