// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gateways/http/cookies.hpp"
#include "gateways/http/message.hpp"
#include "gateways/http/percent.hpp"
#include "gateways/http/route_table.hpp"

namespace mimamori::http {

enum class Content { kNone, kJson, kForm, kOther };
Content ContentOf(const Request& request);

// Fills `message` (empty, of the route's request type) from path, query, body and cookies, and from nowhere else.
//
// INVALID_ARGUMENT, with the field's proto path where one is to blame: MALFORMED_JSON, UNKNOWN_FIELD, BAD_VALUE (wrong type
// or range), TEXT_NOT_PLAIN (not UTF-8), MALFORMED_QUERY, REPEATED_FIELD (a singular field given twice), FIELD_NOT_ALLOWED (a
// cookie's field that the browser set itself), BODY_NOT_ALLOWED. No sentence quotes a value.
// A body of another type than JSON or a form is for the caller to refuse.
absl::Status DecodeRequest(const Route& route, const std::vector<Capture>& captures, const Request& request,
                           const CookieJar& cookies, google::protobuf::Message& message);

// For pages: a parameter that names no field is left alone, since a page has parameters of its own (lang, problem).
absl::Status DecodePageRequest(const Route& route, const std::vector<std::pair<FieldPath, std::string>>& captures,
                               const Parameters& parameters, const Request& request, const CookieJar& cookies,
                               google::protobuf::Message& message);

// The answer to a browser or client: JSON, or the file that a Document holds. Fields with `set_cookie` are taken out of
// `message` and become Set-Cookie.
Response EncodeResponse(const Route& route, google::protobuf::Message& message, const CookieJar& cookies,
                        std::string_view trace_id);

// A file's headers and content.
Response EncodeDocument(const rpc::v1::Document& document);

// Takes the cookie fields out of `message` and sets them on `response`.
void MoveCookies(const Route& route, google::protobuf::Message& message, const CookieJar& cookies, Response& response);

}  // namespace mimamori::http
