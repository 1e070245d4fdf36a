// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "gateways/http/server.hpp"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::http {

// One line and one count for each request: method, route template, status, milliseconds, trace id. No path, no query, no
// network. Thread-safe.
class AccessLog {
 public:
  explicit AccessLog(platform::observe::Metrics& metrics) : metrics_(metrics) {}
  void Write(const Served& served);

 private:
  struct Handles {
    platform::observe::Metrics::Counter* requests;
    platform::observe::Metrics::Histogram* seconds;
  };
  const Handles& Find(std::string_view method, std::string_view route, int status);

  platform::observe::Metrics& metrics_;
  std::mutex mutex_;
  std::map<std::tuple<std::string_view, std::string, int>, Handles, std::less<>> handles_;
};

}  // namespace mimamori::http
