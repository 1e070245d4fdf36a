// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::load {

// How long each answer took.
class Latencies {
 public:
  void Add(absl::Duration latency) { milliseconds_.push_back(absl::ToDoubleMilliseconds(latency)); }
  void Add(const Latencies& other);
  size_t size() const { return milliseconds_.size(); }
  // The p-th percentile by nearest rank, in milliseconds; 0 when there are none.
  double Percentile(double p) const;
  // "p50_ms=0.91 p95_ms=1.20 p99_ms=1.44".
  std::string Summary() const;

 private:
  mutable std::vector<double> milliseconds_;
};

}  // namespace mimamori::load
