// SPDX-License-Identifier: Apache-2.0
// What a verification mail's link does, and how the proof reaches the browser that checked in.
#include "mimamori/visit/v1/cookies.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/service/visit_service.hpp"

namespace mimamori::visit {
namespace {

absl::Status LinkUnknown() { return platform::NotFound("LINK_UNKNOWN", "there is no such link"); }

absl::Status NumberWrong() {
  return platform::BadField("number", "NUMBER_WRONG", "the page where you checked in shows another number");
}

}  // namespace

// The proof in a visitor cookie, when its browser has this tag; an expired one is as good as none.
std::optional<VisitorProof> VisitService::ProofOf(const std::string& cookie, absl::CivilDay day,
                                                  const BrowserTag& browser, absl::Time now) const {
  auto proof = rooms_.tools.cookies.ReadProof(cookie, now);
  if (!proof.ok() || !*proof || rooms_.tools.cookies.TagOf((*proof)->proof_id, day) != browser) return std::nullopt;
  return *std::move(proof);
}

absl::StatusOr<v1::Verification> VisitService::DoGetVerification(const Call& call,
                                                                 const v1::GetVerificationRequest& request) {
  ASSIGN_OR_RETURN(const auto link, rooms_.store.FindLink(call.deadline, platform::crypto::Sha256(request.token())));
  if (!link) return LinkUnknown();
  v1::Verification answer;
  answer.set_token(request.token());
  answer.set_usable(!link->confirmed && call.now < link->expires_at);
  answer.set_same_browser(ProofOf(request.visitor_cookie(), link->service_day, link->browser, call.now).has_value());
  if (!answer.usable() || answer.same_browser() || link->spoiled) return answer;
  for (const int number : rooms_.tools.cookies.NumbersOf(link->browser, link->service_day).numbers) {
    answer.mutable_choice()->add_numbers(number);
  }
  return answer;
}

// A reader who picks blindly has one try: whoever typed her address must not become her.
absl::Status VisitService::JudgeNumber(const Call& call, const v1::ConfirmAddressRequest& request) {
  ASSIGN_OR_RETURN(const auto link, rooms_.store.FindLink(call.deadline, platform::crypto::Sha256(request.token())));
  if (!link) return LinkUnknown();
  if (ProofOf(request.visitor_cookie(), link->service_day, link->browser, call.now)) return absl::OkStatus();
  if (link->spoiled) return NumberWrong();
  if (rooms_.tools.cookies.NumbersOf(link->browser, link->service_day).number == request.number()) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(rooms_.store.SpoilHandOver(call.deadline, link->service_day, link->browser));
  return NumberWrong();
}

// A link confirms the stays of the browser that asked for it, nobody else's of the same address (privacy.md 6).
absl::StatusOr<v1::ConfirmedAddress> VisitService::DoConfirmAddress(const Call& call,
                                                                    const v1::ConfirmAddressRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  const bool picked = request.number() != 0;
  if (picked) RETURN_IF_ERROR(JudgeNumber(call, request));
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
  const auto proof = ProofOf(request.visitor_cookie(), day, browser, call.now);
  const bool hand_over = picked && !proof;
  ASSIGN_OR_RETURN(const int verified, rooms_.store.ConfirmBrowser(call.deadline, day, browser, call.now, hand_over));

  v1::ConfirmedAddress answer;
  answer.set_verified_stays(verified);
  answer.set_handed_over(hand_over);
  if (proof) {
    answer.set_same_browser(true);
    answer.set_visitor_cookie(rooms_.tools.cookies.Write(Confirmed(*proof, call.now)));
  }
  return answer;
}

// The secret that opens the hand-over is the proof id in the waiting browser's own cookie: its tag finds the row, the row
// is open for 15 minutes, and only once (privacy.md 7).
absl::StatusOr<v1::CollectedProof> VisitService::DoCollectProof(const Call& call,
                                                                const v1::CollectProofRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(auto proof, rooms_.tools.cookies.ReadProof(request.visitor_cookie(), call.now));
  const auto ticket = rooms_.tools.cookies.ReadTicket(request.stay_cookie());
  if (!proof || !ticket) return platform::NotFound("NO_STAY", "this browser has not checked in");
  bool collected = rooms_.tools.cookies.TagOf((*proof).proof_id, ticket->key.service_day) == ticket->browser;
  if (collected) {
    ASSIGN_OR_RETURN(collected, rooms_.store.CollectProof(call.deadline, ticket->key.service_day, ticket->browser,
                                                          request_id, call.now));
  }
  if (!collected) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "NO_PROOF_WAITING",
                             "nothing waits for this browser (any more)");
  }
  v1::CollectedProof answer;
  answer.set_masked_email_address(proof->address.Masked());
  answer.set_visitor_cookie(rooms_.tools.cookies.Write(Confirmed(*std::move(proof), call.now)));
  return answer;
}

}  // namespace mimamori::visit
