// SPDX-License-Identifier: Apache-2.0
// What a door reads before anybody is known: paths, JSON, forms, cookies, forwarded addresses.
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "gateways/http/json.hpp"
#include "gateways/http/path_template.hpp"
#include "gateways/http/proxies.hpp"
#include "gateways/http/transcode.hpp"
#include "mimamori/exposure/v1/exposure_service.pb.h"
#include "mimamori/venue/v1/venue_service.pb.h"
#include "mimamori/visit/v1/visit_service.pb.h"
#include "services/platform/core/error.hpp"
#include "tests/fuzz/target.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::util::MessageDifferencer;

std::string_view TakeLine(std::string_view& bytes) {
  const size_t end = std::min(bytes.find('\n'), bytes.size());
  const std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  return line;
}

void ExpectRefusal(const absl::Status& status) {
  FUZZ_CHECK(status.code() == absl::StatusCode::kInvalidArgument);
  FUZZ_CHECK(!platform::ReasonOf(status).empty());
}

template <class Message>
void RoundTrip(std::string_view body) {
  Message read, again;
  if (const absl::Status status = ParseJson(body, read); !status.ok()) return ExpectRefusal(status);
  FUZZ_CHECK(ParseJson(PrintJson(read), again).ok());
  FUZZ_CHECK(MessageDifferencer::Equals(read, again));
}

// First line: a template; the rest: paths, a line each.
FUZZ_TARGET(path) {
  const std::string_view text = TakeLine(bytes);
  PathMatcher::Builder builder;
  const auto parsed = ParsePathTemplate(text);
  FUZZ_CHECK(builder.Add("GET", text, 0).ok() == parsed.ok());
  const PathMatcher matcher = std::move(builder).Build();
  while (!bytes.empty()) {
    const PathMatch match = matcher.Match("GET", TakeLine(bytes));
    if (match.outcome != PathMatch::Outcome::kFound) continue;
    FUZZ_CHECK(parsed.ok());
    FUZZ_CHECK(match.captures.size() == parsed->variables.size());
  }
}

FUZZ_TARGET(json) {
  RoundTrip<visit::v1::CheckInRequest>(bytes);
  RoundTrip<venue::v1::RegisterVenueRequest>(bytes);
  RoundTrip<exposure::v1::DeclareExposureRequest>(bytes);
}

FUZZ_TARGET(form) {
  static const Route route = *ReadRoute(*venue::v1::RegisterVenueRequest::descriptor()->file()->service(0)->method(0));
  const Request request{.method = "POST", .path = "/", .body = bytes,
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}};
  venue::v1::RegisterVenueRequest message;
  const absl::Status status = DecodeRequest(route, {}, request, CookieJar(true), message);
  if (!status.ok()) ExpectRefusal(status);
}

FUZZ_TARGET(cookie) {
  const Request request{.headers = {{"Cookie", bytes}}};
  const std::string_view value = CookieJar(true).Read(request, rpc::v1::COOKIE_NAME_VISITOR);
  FUZZ_CHECK(value.empty() || bytes.find(value) != std::string_view::npos);
}

// First line: the peer; the rest: X-Forwarded-For, a header a line.
FUZZ_TARGET(forwarded) {
  static const TrustedProxies proxies = *TrustedProxies::Parse("10.0.0.0/8,2001:db8::/32");
  const std::string_view peer = TakeLine(bytes);
  Request request;
  while (!bytes.empty()) request.headers.emplace_back("X-Forwarded-For", TakeLine(bytes));
  const std::string sender = proxies.SenderOf(peer, request);
  FUZZ_CHECK(proxies.Covers(peer) || sender == peer);
  FUZZ_CHECK(sender == peer || !TruncatedNetwork(sender).empty());
  if (const auto read = TrustedProxies::Parse(peer); !read.ok()) {
    FUZZ_CHECK(read.status().code() == absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mimamori::http
