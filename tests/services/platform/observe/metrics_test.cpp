// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mimamori::platform::observe {
namespace {

using testing::HasSubstr;

TEST(Metrics, AreServedAsText) {
  Metrics metrics;
  metrics.CounterOf("mimamori_probe_total", "Probes.", {{"code", "OK"}}).Add();
  metrics.CounterOf("mimamori_probe_total", "Probes.", {{"code", "OK"}}).Add(2);
  metrics.CounterOf("mimamori_probe_total", "Probes.", {{"code", "ABORTED"}}).Add();
  metrics.HistogramOf("mimamori_probe_seconds", "Time.").Observe(0.004);
  metrics.HistogramOf("mimamori_rows", "Rows a batch.", {}, {1, 10}).Observe(7);
  double level = 3;
  metrics.GaugeOf("mimamori_waiting", "Waiting.", {{"pool", "a"}}, [&] { return level; });
  metrics.GaugeOf("mimamori_waiting", "Waiting.", {{"pool", "b"}}, [] { return 1; });
  level = 5;
  const std::string text = metrics.Serialize();
  for (const char* line :
       {"# TYPE mimamori_probe_total counter\n", "mimamori_probe_total{code=\"OK\"} 3\n",
        "mimamori_probe_total{code=\"ABORTED\"} 1\n", "# TYPE mimamori_probe_seconds histogram\n",
        "mimamori_probe_seconds_bucket{le=\"0.005\"} 1\n", "mimamori_probe_seconds_bucket{le=\"0.0025\"} 0\n",
        "mimamori_rows_bucket{le=\"1\"} 0\n", "mimamori_rows_bucket{le=\"10\"} 1\n", "# TYPE mimamori_waiting gauge\n",
        "mimamori_waiting{pool=\"a\"} 5\n", "mimamori_waiting{pool=\"b\"} 1\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, AHandleIsTheSameEachTime) {
  Metrics metrics;
  EXPECT_EQ(&metrics.CounterOf("mimamori_a_total", "A.", {{"x", "1"}}),
            &metrics.CounterOf("mimamori_a_total", "A.", {{"x", "1"}}));
  EXPECT_NE(&metrics.CounterOf("mimamori_a_total", "A.", {{"x", "1"}}),
            &metrics.CounterOf("mimamori_a_total", "A.", {{"x", "2"}}));
}

}  // namespace
}  // namespace mimamori::platform::observe
