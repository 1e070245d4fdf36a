// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "gateways/http/message.hpp"
#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::http {

// Where a browser goes after a form post: `form.done`, or `form.failed` with problem=<REASON>. `{field}` is replaced by
// the request's value, percent-encoded; a field that is not there or has no text, by nothing.
std::string FormTarget(const rpc::v1::Form& form, const google::protobuf::Message& request, const absl::Status& status);

// 303 See Other.
Response Redirect(std::string_view location, std::string_view trace_id);

}  // namespace mimamori::http
