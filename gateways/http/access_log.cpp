// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/access_log.hpp"

#include <fmt/format.h>

#include "services/platform/observe/log_soon.hpp"

namespace mimamori::http {
namespace {

// A browser may send any word as its method: only known ones reach a label or a line.
std::string_view Known(std::string_view method) {
  for (const std::string_view known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    if (method == known) return known;
  }
  return "OTHER";
}

}  // namespace

void AccessLog::Write(const Served& served) {
  const std::string_view method = Known(served.method);
  const std::string_view route = served.route.empty() ? std::string_view("none") : served.route;
  const Handles& handles = Find(method, route, served.status);
  handles.requests->Add();
  handles.seconds->Observe(absl::ToDoubleSeconds(served.duration));
  platform::observe::LogSoon(spdlog::level::info, "request",
                         {{"method", std::string(method)},
                          {"route", std::string(route)},
                          {"status", fmt::to_string(served.status)},
                          {"ms", fmt::format("{:.1f}", absl::ToDoubleMilliseconds(served.duration))}},
                         served.trace_id);
}

const AccessLog::Handles& AccessLog::Find(std::string_view method, std::string_view route, int status) {
  const std::lock_guard lock(mutex_);
  const auto found = handles_.find(std::tuple(method, route, status));
  if (found != handles_.end()) return found->second;
  const std::string name(route);
  Handles handles{
      &metrics_.CounterOf("mimamori_http_requests_total", "Requests answered.",
                          {{"method", std::string(method)}, {"route", name}, {"status", fmt::to_string(status)}}),
      &metrics_.HistogramOf("mimamori_http_request_seconds", "From the first byte of a request to the last of its answer.",
                            {{"method", std::string(method)}, {"route", name}})};
  return handles_.emplace(std::tuple(method, name, status), handles).first->second;
}

}  // namespace mimamori::http
