// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/consent_desk.hpp"

#include <algorithm>
#include <set>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/venue/domain/typed_code.hpp"

namespace mimamori::visit {
namespace {

// A code is one of 2^50, and asked for only beside an open record.
constexpr double kCodesAtOnce = 20;
constexpr double kCodesPerSecond = 0.2;
constexpr size_t kMostStays = 200;  // the registry's limit

absl::Status Unknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN", "no health centre gave you this code", "code");
}

absl::Status CheckEntered(const RecordPass& pass) {
  if (!pass.consent_code.empty()) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "NO_CODE_ENTERED",
                           "enter the code of the health centre first");
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) { return absl::FromUnixSeconds(time.seconds()); }

// The ticked ones of those that may be given.
absl::StatusOr<std::vector<Stay>> Ticked(const v1::GiveStaysRequest& request, const std::vector<Stay>& givable) {
  if (request.stays().empty()) return platform::BadField("stays", "MISSING_FIELD", "tick the stays to hand over");
  std::vector<Stay> ticked;
  for (const std::string& name : std::set<std::string>(request.stays().begin(), request.stays().end())) {
    ASSIGN_OR_RETURN(const StayKey key, ParseStayName(name));
    const auto stay = std::ranges::find(givable, key, &Stay::key);
    if (stay == givable.end()) return platform::NotFound("NO_STAY", "one of the stays is not among those asked for");
    ticked.push_back(*stay);
  }
  return ticked;
}

}  // namespace

ConsentDesk::ConsentDesk(const VisitorCookies& cookies, platform::redis::Pool& redis,
                         platform::rpc::ServiceChannel registry)
    : cookies_(cookies), redis_(redis), channel_(std::move(registry)),
      registry_(registry::v1::ConsentService::NewStub(channel_.channel())) {}

absl::StatusOr<RecordPass> ConsentDesk::Enter(const Call& call, RecordPass pass, const std::string& code) const {
  const auto allowance =
      platform::redis::TakeToken(redis_, "visit:consent:" + call.network, kCodesAtOnce, kCodesPerSecond, call.now);
  if (allowance == platform::redis::Allowance::kExceeded) {
    return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                             "too many codes were tried from this network; try again later");
  }
  const auto canonical = venue::NormaliseTypedCode(code);
  if (!canonical) return Unknown();
  pass.consent_code = *canonical;
  RETURN_IF_ERROR(Look(call, pass, {}).status());
  return pass;
}

absl::StatusOr<ConsentDesk::Asked> ConsentDesk::Look(const Call& call, const RecordPass& pass,
                                                     const std::vector<Stay>& stays) const {
  RETURN_IF_ERROR(CheckEntered(pass));
  registry::v1::GetConsentRequest request;
  request.set_code(pass.consent_code);
  request.set_giver(cookies_.GiverOf(pass.address, pass.consent_code));
  Asked asked;
  const auto context = channel_.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->GetConsent(context.get(), request, &asked.consent)));
  asked.givable =
      GivableOf(stays, TimeOf(asked.consent.start_time()), TimeOf(asked.consent.end_time()), call.now, kMostStays);
  return asked;
}

absl::StatusOr<ConsentDesk::Asked> ConsentDesk::Give(const Call& call, const RecordPass& pass,
                                                     const v1::GiveStaysRequest& request,
                                                     const std::vector<Stay>& stays) const {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  if (!request.consent()) {
    return platform::BadField("consent", "MISSING_FIELD", "agree that the health centre gets them, or keep them");
  }
  ASSIGN_OR_RETURN(const Asked seen, Look(call, pass, stays));
  registry::v1::GiveConsentRequest gift;
  gift.set_request_id(request_id.ToString());
  gift.set_code(pass.consent_code);
  gift.set_giver(cookies_.GiverOf(pass.address, pass.consent_code));
  // What was given already is only told again, or refused: by the registry, which knows by which request.
  ASSIGN_OR_RETURN(const std::vector<Stay> ticked, Ticked(request, seen.givable));
  for (const Stay& stay : ticked) {
    registry::v1::GivenStay& given = *gift.add_stays();
    given.set_venue_id(stay.venue.ToString());
    *given.mutable_start_time() = platform::rpc::ToTimestamp(stay.arrived_at);
    *given.mutable_end_time() = platform::rpc::ToTimestamp(EndOf(stay));
  }
  Asked given;
  const auto context = channel_.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->GiveConsent(context.get(), gift, &given.consent)));
  return given;
}

absl::StatusOr<ConsentDesk::Asked> ConsentDesk::TakeBack(const Call& call, const RecordPass& pass) const {
  RETURN_IF_ERROR(CheckEntered(pass));
  registry::v1::WithdrawConsentRequest request;
  request.set_code(pass.consent_code);
  request.set_giver(cookies_.GiverOf(pass.address, pass.consent_code));
  Asked asked;
  const auto context = channel_.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->WithdrawConsent(context.get(), request, &asked.consent)));
  return asked;
}

}  // namespace mimamori::visit
