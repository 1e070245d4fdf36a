// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mimamori::platform::observe {

// Prometheus metrics of one process, text format. Labels are from small fixed sets (method, code, reason, job, pool).
// Names by https://prometheus.io/docs/practices/naming/: mimamori_<what>_<unit>[_total].
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;
  Metrics();
  ~Metrics();

  // Handles are found once and kept: recording is an atomic add.
  class Counter { public: virtual ~Counter() = default; virtual void Add(double value = 1) = 0; };
  class Histogram { public: virtual ~Histogram() = default; virtual void Observe(double value) = 0; };
  Counter& CounterOf(const std::string& name, const std::string& help, const Labels& labels = {});
  // Seconds, buckets 0.5 ms to 10 s, unless `buckets` says otherwise.
  Histogram& HistogramOf(const std::string& name, const std::string& help, const Labels& labels = {},
                         const std::vector<double>& buckets = {});
  // Read when scraped.
  void GaugeOf(const std::string& name, const std::string& help, const Labels& labels, std::function<double()> read);

  std::string Serialize() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mimamori::platform::observe
