// SPDX-License-Identifier: Apache-2.0
#include "services/visit/jobs/verification_relay.hpp"

#include "mimamori/visit/v1/cookies.pb.h"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::visit {
namespace {

constexpr int kBatch = 100;
constexpr absl::Duration kCallTime = absl::Seconds(5);
constexpr absl::Duration kLinkLifetime = absl::Hours(24);
constexpr char kTemplate[] = "verification";

// What no later try can mend. A quota that is used up is one of them: the mails of somebody who types another's address
// again and again must not queue up here. A full disk is not (also RESOURCE_EXHAUSTED).
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) ||
         platform::ReasonOf(status) == "MAIL_QUOTA_EXCEEDED";
}

// Nobody answers: the next wish would only wait as long.
bool IsAway(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

}  // namespace

VerificationRelay::VerificationRelay(VisitStore& store, platform::rpc::ServiceChannel identity,
                                     platform::rpc::ServiceChannel mail, const platform::crypto::Signer& permits,
                                     std::string public_url)
    : store_(store), identity_channel_(std::move(identity)), mail_channel_(std::move(mail)),
      identity_(identity::v1::IdentityService::NewStub(identity_channel_.channel())),
      mail_(mail::v1::MailService::NewStub(mail_channel_.channel())), permits_(permits),
      public_url_(std::move(public_url)) {}

absl::Status VerificationRelay::Run(absl::Time now) {
  while (true) {
    ASSIGN_OR_RETURN(const auto wishes, store_.PendingVerifications(absl::Now() + kCallTime, kBatch));
    absl::Status left;  // the first failure of a wish that stays for the next run
    for (const PendingVerification& wish : wishes) {
      const absl::Status relayed = Relay(wish, now);
      if (!relayed.ok() && !IsFinal(relayed)) {
        if (IsAway(relayed)) return relayed;
        left.Update(relayed);
        continue;
      }
      const std::string failure = relayed.ok() ? "" : platform::ReasonOf(relayed);
      RETURN_IF_ERROR(store_.SettleVerification(absl::Now() + kCallTime, wish, now,
                                                relayed.ok() || !failure.empty() ? failure : "REFUSED"));
    }
    if (!left.ok() || wishes.size() < kBatch) return left;
  }
}

absl::Status VerificationRelay::Relay(const PendingVerification& wish, absl::Time now) {
  const absl::Time expires = now + kLinkLifetime;
  ASSIGN_OR_RETURN(const std::string token, MakeLink(wish, expires));
  RETURN_IF_ERROR(store_.KeepLink(absl::Now() + kCallTime, platform::crypto::Sha256(token), wish, expires));

  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "visit",
                                                       .event_id = platform::FormatUuid(wish.id),
                                                       .ring = vault::v1::RING_VISIT,
                                                       .template_name = kTemplate,
                                                       .expires = expires},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(platform::FormatUuid(wish.id));
  message.set_sealed_contact(wish.sealed_contact);
  (*message.mutable_parameters())["link"] = public_url_ + "/confirm/" + token;
  message.set_quota_key(wish.quota_key);
  message.set_domain_quota_key(wish.domain_quota_key);
  message.set_network_quota_key(wish.network_quota_key);

  mail::v1::EnqueueResponse answer;
  const auto context = mail_channel_.Context(absl::Now() + kCallTime);
  return platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer));
}

absl::StatusOr<std::string> VerificationRelay::MakeLink(const PendingVerification& wish, absl::Time expires) {
  v1::StayTicket payload;
  payload.set_service_day(static_cast<int32_t>(wish.service_day - absl::CivilDay(1970, 1, 1)));
  payload.set_browser_tag(wish.browser.bytes);

  identity::v1::CreateLinkRequest request;
  // A new id each try: an earlier try's mail may have left, and its link must go on working. Spare links expire.
  request.set_request_id(RequestId::Random().ToString());
  request.set_purpose(identity::v1::LINK_PURPOSE_VERIFY_ADDRESS);
  request.set_payload(payload.SerializeAsString());
  *request.mutable_expire_time() = platform::rpc::ToTimestamp(expires);
  identity::v1::CreatedLink link;
  const auto context = identity_channel_.Context(absl::Now() + kCallTime);
  const grpc::Status status = identity_->CreateLink(context.get(), request, &link);
  if (!status.ok()) return platform::rpc::FromGrpc(status);
  return link.token();
}

}  // namespace mimamori::visit
