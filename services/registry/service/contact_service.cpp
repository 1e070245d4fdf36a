// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/contact_service.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {
namespace {

struct EventTag { static constexpr const char* kName = "event_id"; };
using EventId = platform::Id<EventTag>;

absl::Status Unreachable(const char* reason, const char* sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

}  // namespace

grpc::ServerUnaryReactor* ContactService::GetContact(grpc::CallbackServerContext* context,
                                                     const v1::GetContactRequest* request,
                                                     v1::PatientContact* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ContactService::DoGetContact, this));
}

absl::StatusOr<v1::PatientContact> ContactService::DoGetContact(const Call& call,
                                                                const v1::GetContactRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const EventId event, EventId::Parse(request.event_id()));
  platform::postgres::AuditEntry audit = AuditOf(call, "registry.GetContact");
  audit.payload = fmt::format(R"({{"event_id": "{}"}})", event.ToString());
  // The observation service asks for a mail that was decided on within an officer's areas.
  ASSIGN_OR_RETURN(const KeptCase found, cases_.Get(call.deadline, id, std::nullopt, audit));
  if (found.kept.withdrawn_at) return Unreachable("CASE_WITHDRAWN", "this case was taken back");
  if (found.sealed_contact.empty()) return Unreachable("CONTACT_MISSING", "no address of this patient is kept");
  v1::PatientContact contact;
  contact.set_sealed_contact(found.sealed_contact);
  return contact;
}

}  // namespace mimamori::registry
