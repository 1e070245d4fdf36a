// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/bounce_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

absl::StatusOr<v1::RecordedBounce> BounceService::DoRecordBounce(const platform::rpc::Call& call,
                                                                 const v1::RecordBounceRequest& request) {
  ASSIGN_OR_RETURN(const BouncedMail mail, tokens_.Read(request.token()));
  if (!IsFailureStatus(request.status())) {
    return platform::BadField("status", "MALFORMED_STATUS", "status is like 5.1.1");
  }
  const int code = request.smtp_code();
  if (code != 0 && (code < 400 || code > 599)) {
    return platform::BadField("smtp_code", "SMTP_CODE_OUT_OF_RANGE", "an SMTP code of a refusal is 400 to 599");
  }
  ASSIGN_OR_RETURN(const BouncePolicy policy, policy_(call.deadline, call.now));
  ASSIGN_OR_RETURN(const bool changed,
                   bounces_.Record(call.deadline, call.now, policy, mail, SpeaksAgainstMailbox(policy, request.status()), code));
  v1::RecordedBounce recorded;
  recorded.set_changed(changed);
  return recorded;
}

}  // namespace mimamori::mail
