// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "mimamori/mail/v1/mail_service.pb.h"
#include "services/mail/store/mail_store.hpp"
#include "services/mail/store/parameter_box.hpp"

namespace mimamori::mail {

// An opaque id of 1–64 letters, digits, - and _: it stands in audit entries. MALFORMED_ID.
absl::StatusOr<std::string> DecodeGroup(std::string_view text);

// A request as the store takes it, without quotas and trace. Draws the messages' ids and encrypts their parameters.
// INVALID_ARGUMENT: UNKNOWN_TEMPLATE, PARAMETER_*, LINK_NOT_OURS, TOO_MANY_MESSAGES, MISSING_FIELD, MALFORMED_ID,
// MALFORMED_CONTACT, MALFORMED_QUOTA_KEY, EXPIRE_TIME_OUT_OF_RANGE. PERMISSION_DENIED: TEMPLATE_NOT_FOR_CALLER,
// PERMIT_NOT_FOR_THIS.
absl::StatusOr<Batch> DecodeBatch(const v1::EnqueueRequest& request, const std::string& caller, absl::Time now,
                                  const OwnUrls& own, const ParameterBox& parameters);

}  // namespace mimamori::mail
