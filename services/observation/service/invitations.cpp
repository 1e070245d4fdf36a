// SPDX-License-Identifier: Apache-2.0
#include "fmt/format.h"
#include "services/observation/service/monitoring_messages.hpp"
#include "services/observation/service/monitoring_service.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/print/symbol.hpp"

namespace mimamori::observation {
namespace {

using mimamori::rpc::v1::Document;
using platform::RequestId;

constexpr int kModulePixels = 10;  // of a code that a page shows

absl::StatusOr<bool> ParseByMail(v1::Delivery delivery) {
  switch (delivery) {
    case v1::DELIVERY_MAIL: return true;
    case v1::DELIVERY_PAPER: return false;
    case v1::DELIVERY_UNSPECIFIED: return platform::BadField("delivery", "MISSING_FIELD", "delivery is required");
    default: return platform::BadField("delivery", "UNKNOWN_DELIVERY", "delivery is by mail or on paper");
  }
}

absl::StatusOr<InvitationId> KnownInvitation(const std::string& text) {
  const auto id = InvitationId::Parse(text);
  if (!id.ok()) return platform::NotFound("INVITATION_UNKNOWN", "there is no such invitation of this patient");
  return *id;
}

std::string Payload(const InvitationId& id) { return fmt::format(R"({{"invitation_id": "{}"}})", id.ToString()); }

}  // namespace

MonitoringService::MonitoringService(platform::rpc::Runner& runner, Rooms rooms)
    : runner_(runner),
      rooms_(std::move(rooms)),
      identity_(identity::v1::IdentityService::NewStub(rooms_.identity.channel())),
      devices_(identity::v1::DeviceService::NewStub(rooms_.identity.channel())) {}

grpc::ServerUnaryReactor* MonitoringService::InvitePatient(grpc::CallbackServerContext* context,
                                                           const v1::InvitePatientRequest* request,
                                                           v1::Invitation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoInvite, this));
}

// The link is there before the invitation is: a link without one binds nothing, and a retry makes another.
absl::StatusOr<v1::Invitation> MonitoringService::DoInvite(const Call& call, const v1::InvitePatientRequest& request) {
  NewInvitation made{.invitation = {.id = InvitationId::Random(), .created_at = call.now},
                     .invited_by = call.caller->subject,
                     .mail_request = RequestId::Random()};
  ASSIGN_OR_RETURN(made.request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(made.invitation.case_id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(made.invitation.by_mail, ParseByMail(request.delivery()));
  ASSIGN_OR_RETURN(const FoundReporter found,
                   rooms_.invitations.FindReporter(call.deadline, made.invitation.case_id, call.caller->areas));

  ASSIGN_OR_RETURN(const std::optional<Invitation> before,
                   rooms_.invitations.OfRequest(call.deadline, made.invited_by, made.request_id));
  if (!before) {
    RETURN_IF_ERROR(CheckInvitable(found.reporter, made.invitation.by_mail, call.now));
    ASSIGN_OR_RETURN(made.invitation.expires_at, MakeLink(call, made.invitation.id));
  }
  ASSIGN_OR_RETURN(const Invitation kept,
                   rooms_.invitations.Keep(call.deadline, made,
                                           DeedOf(call, call.caller->subject, "observation.InvitePatient",
                                                  Payload(made.invitation.id))));
  if (kept.mail_pending) rooms_.wake_relay();
  return ToProto(kept, call.now);
}

absl::StatusOr<absl::Time> MonitoringService::MakeLink(const Call& call, const InvitationId& id) {
  identity::v1::CreateLinkRequest request;
  request.set_request_id(id.ToString());
  request.set_purpose(identity::v1::LINK_PURPOSE_DIARY);
  request.set_payload(id.ToString());
  request.set_token_hash(rooms_.links.HashOf(id));
  const auto context = rooms_.identity.Context(call);
  ASSIGN_OR_RETURN(const identity::v1::CreatedLink link,
                   platform::rpc::Ask(*identity_, &identity::v1::IdentityService::Stub::CreateLink, *context, request));
  return platform::rpc::ParseTimestamp(link.has_expire_time(), link.expire_time(), "expire_time");
}

grpc::ServerUnaryReactor* MonitoringService::ListInvitations(grpc::CallbackServerContext* context,
                                                             const v1::ListInvitationsRequest* request,
                                                             v1::ListInvitationsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoListInvitations, this));
}

absl::StatusOr<v1::ListInvitationsResponse> MonitoringService::DoListInvitations(
    const Call& call, const v1::ListInvitationsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string question = QuestionOf(call, "observation.ListInvitations", id);
  ASSIGN_OR_RETURN(const std::string page,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const ListPosition position, ReadPosition(page));
  InvitationPosition after{.created_at = position.time};
  if (!position.id.empty()) {
    ASSIGN_OR_RETURN(after.id, InvitationId::Parse(position.id));
  }
  RETURN_IF_ERROR(rooms_.bindings.Looked(call.deadline, id, call.caller->areas,
                                         DeedOf(call, call.caller->subject, "observation.ListInvitations", "{}")));
  ASSIGN_OR_RETURN(std::vector<Invitation> invitations,
                   rooms_.invitations.List(call.deadline, id, call.caller->areas, after, page_size + 1));
  const bool more = invitations.size() > static_cast<size_t>(page_size);
  if (more) invitations.pop_back();
  v1::ListInvitationsResponse response;
  for (const Invitation& invitation : invitations) *response.add_invitations() = ToProto(invitation, call.now);
  if (more) {
    const Invitation& last = invitations.back();
    response.set_next_page_token(rooms_.page_tokens.Seal(WritePosition(last.created_at, last.id.ToString()),
                                                         call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* MonitoringService::GetInvitationCode(grpc::CallbackServerContext* context,
                                                               const v1::GetInvitationCodeRequest* request,
                                                               Document* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoGetCode, this));
}

absl::StatusOr<Document> MonitoringService::DoGetCode(const Call& call, const v1::GetInvitationCodeRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const InvitationId invitation, KnownInvitation(request.invitation_id()));
  ASSIGN_OR_RETURN(const Invitation shown,
                   rooms_.invitations.Show(call.deadline, id, invitation, call.caller->areas,
                                           DeedOf(call, call.caller->subject, "observation.GetInvitationCode",
                                                  Payload(invitation))));
  ASSIGN_OR_RETURN(const platform::print::Symbol symbol,
                   platform::print::Symbol::OfBytes(rooms_.links.UrlOf(shown.id)));
  Document document;
  document.set_content(ToSvg(symbol, kModulePixels));
  document.set_content_type("image/svg+xml");
  return document;
}

grpc::ServerUnaryReactor* MonitoringService::RevokeInvitation(grpc::CallbackServerContext* context,
                                                              const v1::RevokeInvitationRequest* request,
                                                              v1::Invitation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoRevokeInvitation, this));
}

absl::StatusOr<v1::Invitation> MonitoringService::DoRevokeInvitation(const Call& call,
                                                                     const v1::RevokeInvitationRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const InvitationId invitation, KnownInvitation(request.invitation_id()));
  ASSIGN_OR_RETURN(const Invitation revoked,
                   rooms_.invitations.Revoke(call.deadline, id, invitation, call.caller->areas,
                                             DeedOf(call, call.caller->subject, "observation.RevokeInvitation",
                                                    Payload(invitation))));
  return ToProto(revoked, call.now);
}

}  // namespace mimamori::observation
