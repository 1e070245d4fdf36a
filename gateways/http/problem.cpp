// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/problem.hpp"

#include <fmt/format.h>

#include <iterator>

#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

constexpr int kRetryAfterSeconds = 2;

Response Make(int status, std::string_view reason, std::string_view sentence, std::string_view field,
              std::string_view trace_id) {
  Response out;
  out.status = status;
  auto body = std::back_inserter(out.body);
  fmt::format_to(body, R"({{"type":"about:blank","title":{},"status":{},"detail":{},"reason":{})",
                 JsonQuoted(PhraseOf(status)), status, JsonQuoted(sentence), JsonQuoted(reason));
  if (!field.empty()) fmt::format_to(body, R"(,"field":{})", JsonQuoted(field));
  fmt::format_to(body, R"(,"trace_id":{}}})", JsonQuoted(trace_id));
  out.Add("Content-Type", "application/problem+json").Add("Cache-Control", "no-store");
  if (status == 429 || status == 503) out.Add("Retry-After", fmt::to_string(kRetryAfterSeconds));
  out.trace_id = trace_id;
  return out;
}

}  // namespace

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk: return 200;
    case absl::StatusCode::kCancelled: return 499;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange: return 400;
    case absl::StatusCode::kDeadlineExceeded: return 504;
    case absl::StatusCode::kNotFound: return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted: return 409;
    case absl::StatusCode::kPermissionDenied: return 403;
    case absl::StatusCode::kUnauthenticated: return 401;
    case absl::StatusCode::kResourceExhausted: return 429;
    case absl::StatusCode::kUnimplemented: return 501;
    case absl::StatusCode::kUnavailable: return 503;
    default: return 500;
  }
}

std::string_view PhraseOf(int http_status) {
  switch (http_status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Error";
  }
}

Response Problem(const absl::Status& status, std::string_view trace_id) {
  const int http_status = HttpStatusOf(status.code());
  if (http_status == 500) {
    return Make(500, "INTERNAL", "something went wrong on our side", "", trace_id);
  }
  std::string reason = platform::ReasonOf(status);
  if (reason.empty()) reason = absl::StatusCodeToString(status.code());
  const absl::string_view sentence = status.message();
  return Make(http_status, reason, {sentence.data(), sentence.size()}, platform::FieldOf(status), trace_id);
}

Response HttpProblem(int http_status, std::string_view reason, std::string_view sentence, std::string_view trace_id) {
  return Make(http_status, reason, sentence, "", trace_id);
}

std::string JsonQuoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
  return out;
}

}  // namespace mimamori::http
