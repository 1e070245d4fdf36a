// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/contact_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {
namespace {

constexpr int kMostCases = 500;

}  // namespace

grpc::ServerUnaryReactor* ContactService::FindContacts(grpc::CallbackServerContext* context,
                                                       const v1::FindContactsRequest* request,
                                                       v1::FindContactsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ContactService::DoFindContacts, this));
}

absl::StatusOr<v1::FindContactsResponse> ContactService::DoFindContacts(const platform::rpc::Call& call,
                                                                        const v1::FindContactsRequest& request) {
  if (request.case_ids_size() > kMostCases) {
    return platform::BadField("case_ids", "TOO_MANY_CASES", "at most 500 cases at a time");
  }
  std::vector<CaseId> ids;
  for (const std::string& text : request.case_ids()) {
    ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(text));
    ids.push_back(id);
  }
  ASSIGN_OR_RETURN(const auto found, contacts_.Find(call.deadline, ids, AuditOf(call, "registry.FindContacts")));
  v1::FindContactsResponse response;
  for (const CaseId& id : ids) {
    v1::FoundContact& contact = *response.add_contacts();
    const auto one = found.find(id);
    if (one == found.end()) continue;
    const v1::Case shown = ToProto(one->second.kept, std::nullopt);
    contact.set_sealed_contact(one->second.sealed_contact);
    contact.set_status(shown.status());
    if (shown.has_plan()) *contact.mutable_plan() = shown.plan();
  }
  return response;
}

}  // namespace mimamori::registry
