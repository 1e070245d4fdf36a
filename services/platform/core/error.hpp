// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace mimamori::platform {

// A failure the caller can act on: a canonical code, a stable machine reason ("CODE_REVOKED"), a sentence for people.
// Reason, sentence and field cross gRPC intact and reach the browser; so none of them ever quotes personal data.
// `field`, where one request field is to blame, is its proto path ("arrive_time", "venue.seat_count").
absl::Status Failure(absl::StatusCode code, std::string_view reason, std::string_view sentence,
                     std::string_view field = {});

// INVALID_ARGUMENT about one request field.
absl::Status BadField(std::string_view field, std::string_view reason, std::string_view sentence);

// NOT_FOUND. Also the answer for an object outside the caller's scope, so that nobody can probe for what exists.
absl::Status NotFound(std::string_view reason, std::string_view sentence);

// Empty when the status carries none.
std::string ReasonOf(const absl::Status& status);
std::string FieldOf(const absl::Status& status);

}  // namespace mimamori::platform
