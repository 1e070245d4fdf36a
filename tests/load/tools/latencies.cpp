// SPDX-License-Identifier: Apache-2.0
#include "tests/load/tools/latencies.hpp"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"

namespace mimamori::load {

void Latencies::Add(const Latencies& other) {
  milliseconds_.insert(milliseconds_.end(), other.milliseconds_.begin(), other.milliseconds_.end());
}

double Latencies::Percentile(double p) const {
  if (milliseconds_.empty()) return 0;
  std::sort(milliseconds_.begin(), milliseconds_.end());
  const auto rank = static_cast<size_t>(std::ceil(p / 100 * static_cast<double>(milliseconds_.size())));
  return milliseconds_[std::clamp<size_t>(rank, 1, milliseconds_.size()) - 1];
}

std::string Latencies::Summary() const {
  return fmt::format("p50_ms={:.3f} p95_ms={:.3f} p99_ms={:.3f}", Percentile(50), Percentile(95), Percentile(99));
}

}  // namespace mimamori::load
