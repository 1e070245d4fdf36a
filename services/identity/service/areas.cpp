// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/identity_service.hpp"
#include "services/identity/domain/staff.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

constexpr std::string_view kQuestion = "identity.ListAreas";
constexpr size_t kLargestTable = 512 << 10;

}  // namespace

grpc::ServerUnaryReactor* IdentityService::ListAreas(grpc::CallbackServerContext* context,
                                                     const v1::ListAreasRequest* request,
                                                     v1::ListAreasResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoListAreas, this));
}

absl::StatusOr<v1::ListAreasResponse> IdentityService::DoListAreas(const Call& call,
                                                                   const v1::ListAreasRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 200));
  const std::string& subject = call.caller->subject;
  ASSIGN_OR_RETURN(const std::string after, page_tokens_.Open(request.page_token(), subject, kQuestion));
  ASSIGN_OR_RETURN(std::vector<Area> areas, stores_.areas.List(call.deadline, after, page_size + 1));

  v1::ListAreasResponse response;
  const bool more = areas.size() > static_cast<size_t>(page_size);
  if (more) areas.pop_back();
  for (const Area& area : areas) {
    v1::Area& out = *response.add_areas();
    out.set_code(area.code);
    out.set_display_name(area.display_name);
    out.set_prefecture(area.prefecture);
  }
  if (more) response.set_next_page_token(page_tokens_.Seal(areas.back().code, subject, kQuestion));
  return response;
}

grpc::ServerUnaryReactor* IdentityService::ImportAreas(grpc::CallbackServerContext* context,
                                                       const v1::ImportAreasRequest* request,
                                                       v1::ImportAreasResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoImportAreas, this));
}

absl::StatusOr<v1::ImportAreasResponse> IdentityService::DoImportAreas(const Call& call,
                                                                       const v1::ImportAreasRequest& request) {
  const auto actor = AccountId::Parse(call.caller->subject);
  if (!actor.ok()) return NotAnAdministrator();
  if (request.content().size() > kLargestTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 512 KiB");
  }
  ASSIGN_OR_RETURN(Prefectures known, stores_.areas.GetPrefectures(call.deadline));
  ASSIGN_OR_RETURN(const std::vector<Area> areas, ReadAreaTable(request.content(), std::move(known)));
  ASSIGN_OR_RETURN(const ImportedAreas imported, stores_.areas.Import(call.deadline, *actor, areas,
                                                                      {.time = call.now,
                                                                       .actor = call.caller->subject,
                                                                       .action = "identity.ImportAreas",
                                                                       .object_type = "areas",
                                                                       .object_id = "",
                                                                       .area = "",
                                                                       .reason = "",
                                                                       .payload = "{}",
                                                                       .trace_id = call.trace.trace_id}));
  v1::ImportAreasResponse response;
  response.set_added(imported.added);
  response.set_changed(imported.changed);
  response.set_unchanged(imported.unchanged);
  return response;
}

}  // namespace mimamori::identity
