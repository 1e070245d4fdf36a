// SPDX-License-Identifier: Apache-2.0
#include "services/mail/client/letters.hpp"

#include <algorithm>

#include "services/platform/rpc/wire.hpp"

namespace mimamori::mail {
namespace {

constexpr char kPermitLabel[] = "mimamori.permit.v1";
constexpr absl::Duration kFirstPause = absl::Seconds(5);
constexpr absl::Duration kLongestPause = absl::Minutes(10);

}  // namespace

v1::EnqueueRequest RequestFor(const Occasion& occasion, const platform::crypto::Signer& permits) {
  vault::v1::DispatchPermit permit;
  permit.set_issuer(occasion.issuer);
  permit.set_event_id(occasion.event_id);
  permit.set_ring(occasion.ring);
  permit.set_template_(occasion.template_name);
  *permit.mutable_expire_time() = platform::rpc::ToTimestamp(occasion.expires);

  v1::EnqueueRequest request;
  request.set_template_(permit.template_());
  *request.mutable_expire_time() = permit.expire_time();
  request.mutable_permit()->set_permit(permit.SerializeAsString());
  request.mutable_permit()->set_signature(permits.Sign(kPermitLabel, request.permit().permit()));
  return request;
}

absl::Duration PauseAfter(int attempts) { return std::min(kLongestPause, kFirstPause * (1 << std::min(attempts, 10))); }

}  // namespace mimamori::mail
