// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/identity_service.hpp"
#include "services/identity/service/messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::rpc::ToTimestamp;

absl::StatusOr<LinkDraft> Decode(const v1::CreateLinkRequest& request, const std::string& owner) {
  LinkDraft draft{.payload = request.payload(), .owner = owner};
  ASSIGN_OR_RETURN(draft.request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(draft.purpose, FromProto(request.purpose()));
  if (draft.purpose == LinkPurpose::kDiary ? request.token_hash().size() != 32 : !request.token_hash().empty()) {
    return platform::BadField("token_hash", "MALFORMED_TOKEN_HASH", "a diary's link has a SHA-256, other links have none");
  }
  if (request.has_expire_time()) {
    ASSIGN_OR_RETURN(draft.expires_at, platform::rpc::ParseTimestamp(true, request.expire_time(), "expire_time"));
  }
  return draft;
}

}  // namespace

grpc::ServerUnaryReactor* IdentityService::CreateLink(grpc::CallbackServerContext* context,
                                                      const v1::CreateLinkRequest* request,
                                                      v1::CreatedLink* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoCreateLink, this));
}

absl::StatusOr<v1::CreatedLink> IdentityService::DoCreateLink(const Call& call, const v1::CreateLinkRequest& request) {
  ASSIGN_OR_RETURN(LinkDraft draft, Decode(request, call.caller->issuer));
  ASSIGN_OR_RETURN(const LinkPolicy policy, policies_.Links(call.deadline, call.now));
  ASSIGN_OR_RETURN(const Link link, MakeLink(std::move(draft), call.now, policy));
  v1::CreatedLink created;
  std::string hash = request.token_hash();
  if (hash.empty()) {
    const Token token = NewToken();
    created.set_token(token.text);
    hash = token.hash;
  }
  RETURN_IF_ERROR(stores_.links.Keep(call.deadline, hash, link));
  *created.mutable_expire_time() = ToTimestamp(link.expires_at);
  return created;
}

grpc::ServerUnaryReactor* IdentityService::DescribeLink(grpc::CallbackServerContext* context,
                                                        const v1::DescribeLinkRequest* request,
                                                        v1::LinkDescription* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoDescribeLink, this));
}

absl::StatusOr<v1::LinkDescription> IdentityService::DoDescribeLink(const Call& call,
                                                                    const v1::DescribeLinkRequest& request) {
  const auto hash = HashOfToken(request.token());
  if (!hash) return LinkUnknown();
  ASSIGN_OR_RETURN(const std::optional<Link> link, stores_.links.Find(call.deadline, *hash));
  // The public door tells nothing of links that lead to the staff door.
  if (!link || link->purpose == LinkPurpose::kStaffInvitation || IsForgotten(*link, call.now)) return LinkUnknown();
  v1::LinkDescription description;
  description.set_token(request.token());
  description.set_purpose(ToProto(link->purpose));
  description.set_usable(IsUsable(*link, call.now));
  *description.mutable_expire_time() = ToTimestamp(link->expires_at);
  return description;
}

grpc::ServerUnaryReactor* IdentityService::ConsumeLink(grpc::CallbackServerContext* context,
                                                       const v1::ConsumeLinkRequest* request,
                                                       v1::ConsumedLink* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoConsumeLink, this));
}

absl::StatusOr<v1::ConsumedLink> IdentityService::DoConsumeLink(const Call& call,
                                                                const v1::ConsumeLinkRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const LinkPurpose purpose, FromProto(request.purpose()));
  const auto hash = HashOfToken(request.token());
  if (!hash) return LinkUnknown();
  ASSIGN_OR_RETURN(const Link used,
                   stores_.links.Use(call.deadline, call.now, *hash, call.caller->issuer, purpose, request_id));
  v1::ConsumedLink consumed;
  consumed.set_payload(used.payload);
  return consumed;
}

}  // namespace mimamori::identity
