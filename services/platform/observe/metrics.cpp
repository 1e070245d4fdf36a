// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <utility>

namespace mimamori::platform::observe {
namespace {

const std::vector<double>& UsualBuckets() {
  static const std::vector<double> seconds{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
  return seconds;
}

class PrometheusCounter final : public Metrics::Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
  void Add(double value) override { counter_.Increment(value); }

 private:
  prometheus::Counter& counter_;
};

class PrometheusHistogram final : public Metrics::Histogram {
 public:
  explicit PrometheusHistogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
  void Observe(double value) override { histogram_.Observe(value); }

 private:
  prometheus::Histogram& histogram_;
};

struct Gauges {
  std::string help;
  std::map<Metrics::Labels, std::function<double()>> reads;
};

prometheus::MetricFamily Read(const std::string& name, const Gauges& gauges) {
  prometheus::MetricFamily family{name, gauges.help, prometheus::MetricType::Gauge, {}};
  for (const auto& [labels, read] : gauges.reads) {
    prometheus::ClientMetric metric;
    for (const auto& [label, value] : labels) metric.label.push_back({label, value});
    metric.gauge.value = read();
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace

struct Metrics::State {
  using Key = std::pair<std::string, Labels>;
  prometheus::Registry registry;
  mutable std::mutex mutex;
  std::map<Key, std::unique_ptr<PrometheusCounter>> counters;
  std::map<Key, std::unique_ptr<PrometheusHistogram>> histograms;
  std::map<std::string, Gauges> gauges;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Metrics::Counter& Metrics::CounterOf(const std::string& name, const std::string& help, const Labels& labels) {
  const std::lock_guard lock(state_->mutex);
  auto& counter = state_->counters[{name, labels}];
  if (!counter) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry);
    counter = std::make_unique<PrometheusCounter>(family.Add(labels));
  }
  return *counter;
}

Metrics::Histogram& Metrics::HistogramOf(const std::string& name, const std::string& help, const Labels& labels,
                                         const std::vector<double>& buckets) {
  const std::lock_guard lock(state_->mutex);
  auto& histogram = state_->histograms[{name, labels}];
  if (!histogram) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(state_->registry);
    histogram = std::make_unique<PrometheusHistogram>(family.Add(labels, buckets.empty() ? UsualBuckets() : buckets));
  }
  return *histogram;
}

void Metrics::GaugeOf(const std::string& name, const std::string& help, const Labels& labels,
                      std::function<double()> read) {
  const std::lock_guard lock(state_->mutex);
  Gauges& gauges = state_->gauges[name];
  gauges.help = help;
  gauges.reads[labels] = std::move(read);
}

std::string Metrics::Serialize() const {
  std::vector<prometheus::MetricFamily> families = state_->registry.Collect();
  std::map<std::string, Gauges> gauges;
  {
    const std::lock_guard lock(state_->mutex);
    gauges = state_->gauges;  // a read may take other locks, so it runs outside this one
  }
  for (const auto& [name, gauge] : gauges) families.push_back(Read(name, gauge));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace mimamori::platform::observe
