// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/cors.hpp"

#include "gateways/http/origin.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::http {
namespace {

constexpr std::string_view kReads = "GET, HEAD";
constexpr std::string_view kRememberSeconds = "600";

bool Reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

absl::StatusOr<Cors> Cors::Parse(std::string_view origins) {
  Cors cors;
  while (!origins.empty()) {
    ASSIGN_OR_RETURN(const DoorUrl url, DoorUrl::Parse(TakeItem(origins, ',')));
    cors.origins_.insert(url.origin);
  }
  return cors;
}

std::optional<Response> Cors::Preflight(const Request& request) const {
  const std::string_view wanted = request.Header("access-control-request-method");
  if (origins_.empty() || request.method != "OPTIONS" || wanted.empty()) return std::nullopt;
  Response answer;
  answer.status = 204;
  answer.route = "preflight";
  answer.Add("Vary", "Origin");
  if (!Reads(wanted) || !origins_.contains(request.Header("origin"))) return answer;  // the browser takes that for a no
  answer.Add("Access-Control-Allow-Origin", request.Header("origin"));
  answer.Add("Access-Control-Allow-Methods", kReads).Add("Access-Control-Max-Age", kRememberSeconds);
  return answer;
}

bool Cors::Concerns(const Request& request) const { return !origins_.empty() && Reads(request.method); }

void Cors::Allow(const Request& request, Response& response) const {
  response.Add("Vary", "Origin");  // also to others: caches must not give one site's answer to another
  const std::string_view origin = request.Header("origin");
  if (origins_.contains(origin)) response.Add("Access-Control-Allow-Origin", origin);
}

}  // namespace mimamori::http
