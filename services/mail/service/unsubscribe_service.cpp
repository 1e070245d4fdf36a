// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/unsubscribe_service.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

using platform::rpc::Call;

absl::StatusOr<v1::Subscription> UnsubscribeService::Set(const Call& call, const std::string& token, bool stopped) {
  ASSIGN_OR_RETURN(const std::string mac, tokens_.Read(token));
  RETURN_IF_ERROR(stops_.SetMac(call.deadline, call.now, mac, stopped, "reader", call.trace.trace_id));
  v1::Subscription subscription;
  subscription.set_stopped(stopped);
  return subscription;
}

absl::StatusOr<v1::Subscription> UnsubscribeService::DoUnsubscribe(const Call& call,
                                                                   const v1::UnsubscribeRequest& request) {
  return Set(call, request.token(), true);
}

absl::StatusOr<v1::Subscription> UnsubscribeService::DoGetSubscription(const Call& call,
                                                                       const v1::GetSubscriptionRequest& request) {
  ASSIGN_OR_RETURN(const std::string mac, tokens_.Read(request.token()));
  ASSIGN_OR_RETURN(const std::vector<bool> stopped, stops_.AreMacsStopped(call.deadline, {mac}));
  v1::Subscription subscription;
  subscription.set_stopped(stopped.front());
  return subscription;
}

absl::StatusOr<v1::Subscription> UnsubscribeService::DoSetSubscription(const Call& call,
                                                                       const v1::SetSubscriptionRequest& request) {
  return Set(call, request.token(), request.stopped());
}

}  // namespace mimamori::mail
