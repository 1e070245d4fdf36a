// SPDX-License-Identifier: Apache-2.0
#include "mimamori/visit/v1/cookies.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/service/visit_service.hpp"

namespace mimamori::visit {

// A link confirms the stays of the browser that asked for it, nobody else's of the same address (privacy.md 6).
absl::StatusOr<v1::ConfirmedAddress> VisitService::DoConfirmAddress(const Call& call,
                                                                    const v1::ConfirmAddressRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  identity::v1::ConsumeLinkRequest ask;
  ask.set_request_id(request_id.ToString());
  ask.set_token(request.token());
  ask.set_purpose(identity::v1::LINK_PURPOSE_VERIFY_ADDRESS);
  identity::v1::ConsumedLink link;
  const auto context = neighbours_.identity.Context(call);
  const grpc::Status status = identity_->ConsumeLink(context.get(), ask, &link);
  if (!status.ok()) return platform::rpc::FromGrpc(status);

  v1::StayTicket asked;
  if (!asked.ParseFromString(link.payload())) return absl::InternalError("a verification link holds no stay ticket");
  const absl::CivilDay day = absl::CivilDay(1970, 1, 1) + asked.service_day();
  const BrowserTag browser{asked.browser_tag()};
  ASSIGN_OR_RETURN(const int verified, rooms_.store.ConfirmBrowser(call.deadline, day, browser, call.now));

  v1::ConfirmedAddress answer;
  answer.set_verified_stays(verified);
  auto proof = rooms_.tools.cookies.ReadProof(request.visitor_cookie(), call.now);
  if (proof.ok() && *proof && rooms_.tools.cookies.TagOf((*proof)->proof_id, day) == browser) {
    (*proof)->verified = true;
    (*proof)->issued_at = call.now;
    answer.set_same_browser(true);
    answer.set_visitor_cookie(rooms_.tools.cookies.Write(**proof));
  }
  return answer;
}

}  // namespace mimamori::visit
