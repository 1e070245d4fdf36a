// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// google/rpc/code.proto's HTTP mapping: INVALID_ARGUMENT, FAILED_PRECONDITION and OUT_OF_RANGE 400, UNAUTHENTICATED 401,
// PERMISSION_DENIED 403, NOT_FOUND 404, ALREADY_EXISTS and ABORTED 409, RESOURCE_EXHAUSTED 429, CANCELLED 499,
// UNIMPLEMENTED 501, UNAVAILABLE 503, DEADLINE_EXCEEDED 504, the others 500.
int HttpStatusOf(absl::StatusCode code);

// "Not Found"; "Error" for a status that has no name here.
std::string_view PhraseOf(int http_status);

// application/problem+json (RFC 9457): type "about:blank", title, status, detail (the sentence), reason, field (only
// when one is named), trace_id. INTERNAL and UNKNOWN answer without their text. 429 and 503 carry Retry-After.
Response Problem(const absl::Status& status, std::string_view trace_id);

// For what HTTP alone can say: 405, 406, 408, 413, 415, 431, 503.
Response HttpProblem(int http_status, std::string_view reason, std::string_view sentence, std::string_view trace_id);

// JSON string literal with its quotes.
std::string JsonQuoted(std::string_view text);

}  // namespace mimamori::http
